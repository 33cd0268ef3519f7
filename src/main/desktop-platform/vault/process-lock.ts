import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../../auth-foundation/index.ts';
import { errnoCode, writeFailure } from './disk-error.ts';
import type { Disk } from './disk.ts';

/** Earlier versions left the computer out. */
const lockPattern = /^vault-(?:([0-9a-f]{8})-)?(\d+)-([0-9a-z]+)\.lock$/;
/** Seconds by which two readings of the boot time may differ: clocks are adjusted while the system runs. */
const bootTimeTolerance = 300;

/** How many more times a process looks when another one started together with it. */
const furtherLooks = 3;
/** Milliseconds between two looks: the least and the most. */
const pauseBetween = { least: 20, most: 120 };
/** Milliseconds: a process that put up its lock this long before has settled, and does not give way any more. */
const settledAfter = 2000;

/** The lock files that this process holds: one of its own name that is not among them is left from a failed release. */
const held = new Set<string>();

/** Gives the folder back. */
export type ReleaseLock = () => Promise<void>;

/** What the lock needs besides the disk. */
export interface LockTools {
  /** Waits some milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** From 0 to less than 1. */
  readonly random: () => number;
  /** The name of this computer. */
  readonly host: string;
}

/** The lock file of another process that runs, or of one on another computer that may run. */
interface Rival {
  readonly name: string;
  /** Tells the person which process it is. */
  readonly who: string;
}

const systemTools: LockTools = { pause: setTimeout, random: Math.random, host: hostname() };

/**
 * Takes a folder for this process. Each process puts up a lock file of its own, named after its computer, its pid and
 * the start of that process, and then looks at the others: a live one wins, a dead one's file is removed. With no shared
 * file there is nothing to take over, so two processes can never both have the folder.
 *
 * A folder may be shared with other computers. Nobody here can know whether a process there is alive: its file counts
 * until that process, or the person, removes it.
 *
 * Processes that start in the same instant see each other. The one whose file sorts first leaves it up and looks again
 * after a short random pause; the others take theirs down and put them up again only when they see nobody. So one of
 * them gets the folder, and the others are refused.
 *
 * @throws Failure `vault_in_use` with the other process's pid, and the file's name when it is one of another computer;
 *   `disk_full` or `disk_write_failed`
 */
export async function lockFolder(
  disk: Disk,
  folder: string,
  { pause, random, host }: LockTools = systemTools,
): Promise<ReleaseLock> {
  const mark = markOf(host);
  const own = `vault-${mark}-${process.pid}-${(await startOf(process.pid)) ?? 'unknown'}.lock`;
  const path = join(folder, own);
  const release = (): Promise<void> => takeDown(disk, path);
  await putUp(disk, path);
  let isUp = true;
  try {
    for (let left = furtherLooks; ; left -= 1) {
      const rivals = await livingRivals(disk, folder, own, mark);
      const [rival] = rivals;
      if (rival === undefined) {
        if (isUp) return release;
        await putUp(disk, path);
        isUp = true;
        continue;
      }
      const isFirstLook = left === furtherLooks;
      if (left <= 0 || (isFirstLook && (await anySettled(folder, own, rivals)))) {
        throw inUseBy(rival.who);
      }
      if (isUp && rivals.some(({ name }) => name < own)) {
        await release();
        isUp = false;
      }
      await pause(pauseBetween.least + random() * (pauseBetween.most - pauseBetween.least));
    }
  } catch (error) {
    if (isUp) await releaseAfterFailure(release);
    throw writeFailure(error);
  }
}

/** Gives a folder back after something failed. Rejects never: the failure that led here matters more. */
export async function releaseAfterFailure(release: ReleaseLock): Promise<void> {
  try {
    await release();
  } catch {
    // The lock stays. This process takes it over when it tries again, and to others it is dead when this one has ended.
  }
}

/** Removes the lock files of a folder that is no vault any more. Rejects with a Failure, as {@link lockFolder}. */
export async function removeLocks(disk: Disk, folder: string): Promise<void> {
  try {
    const names = await disk.readdir(folder);
    for (const name of names.filter((each) => lockPattern.test(each))) {
      await takeDown(disk, join(folder, name));
    }
  } catch (error) {
    throw writeFailure(error);
  }
}

async function livingRivals(
  disk: Disk,
  folder: string,
  own: string,
  ownMark: string,
): Promise<Rival[]> {
  const rivals: Rival[] = [];
  for (const name of await disk.readdir(folder)) {
    const [, mark = ownMark, pid, start] = lockPattern.exec(name) ?? [];
    if (name === own || pid === undefined || start === undefined) continue;
    if (mark !== ownMark) rivals.push({ name, who: describeForeign(pid, name) });
    else if (await isAlive(Number(pid), start)) rivals.push({ name, who: `Process ${pid}` });
    else await takeDown(disk, join(folder, name));
  }
  return rivals;
}

function describeForeign(pid: string, name: string): string {
  return `Process ${pid} on another computer. If that computer is off, delete the file ${name} in the vault’s folder.`;
}

/** Tells one computer from another: 8 hexadecimal digits. The domain is left out, because it changes with the network. */
function markOf(host: string): string {
  const [label = ''] = host.toLowerCase().split('.');
  return createHash('sha256').update(label).digest('hex').slice(0, 8);
}

/** Both times are the file system's, so no clock that is set meanwhile makes a difference. */
async function anySettled(folder: string, own: string, rivals: readonly Rival[]): Promise<boolean> {
  const ownTime = await putUpAt(join(folder, own));
  const times = await Promise.all(rivals.map(({ name }) => putUpAt(join(folder, name))));
  return times.some((time) => ownTime !== null && time !== null && ownTime - time >= settledAfter);
}

/** Milliseconds since the epoch; null when the lock is not there any more. */
async function putUpAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function putUp(disk: Disk, path: string): Promise<void> {
  if (held.has(path)) throw inUseBy(`Process ${process.pid}`);
  held.add(path);
  try {
    await create(disk, path);
  } catch (error) {
    held.delete(path);
    throw writeFailure(error);
  }
}

async function create(disk: Disk, path: string): Promise<void> {
  try {
    const file = await disk.create(path);
    await file.close();
  } catch (error) {
    // Left by this very process when the disk did not let it go: the file that is there serves as well.
    if (errnoCode(error) !== 'EEXIST') throw error;
  }
}

async function takeDown(disk: Disk, path: string): Promise<void> {
  held.delete(path);
  try {
    await disk.unlink(path);
  } catch (error) {
    if (errnoCode(error) !== 'ENOENT') throw writeFailure(error);
  }
}

function inUseBy(who: string): Failure {
  return new Failure('vault_in_use', { detail: who });
}

async function isAlive(pid: number, start: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if (errnoCode(error) !== 'EPERM') return false;
  }
  return sameStart(start, await startOf(pid));
}

/**
 * Tells the process of a pid from an earlier one with the same pid. On Linux that is its exact start in clock ticks
 * since boot (proc_pid_stat(5), field 22) with the boot; elsewhere the boot time in seconds, because a pid is mostly
 * met again after a crash of the whole system.
 *
 * @returns null when it cannot be known
 */
async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return String(Math.round(Date.now() / 1000 - uptime()));
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot.slice(0, 8)}t${fields[19] ?? ''}`;
  } catch {
    // No /proc, or one that hides the processes of others.
    return null;
  }
}

function sameStart(recorded: string, current: string | null): boolean {
  // Without knowledge the pid alone counts: refusing wrongly is better than two writers.
  if (current === null || recorded === 'unknown') return true;
  if (process.platform === 'linux') return recorded === current;
  return Math.abs(Number(recorded) - Number(current)) <= bootTimeTolerance;
}
