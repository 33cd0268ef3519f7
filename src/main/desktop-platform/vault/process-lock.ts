import { readFile, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../../auth-foundation/index.ts';
import { errnoCode, writeFailure } from './disk-error.ts';
import type { Disk } from './disk.ts';

const lockPattern = /^vault-(\d+)-([0-9a-z]+)\.lock$/;
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
}

/** The lock file of another process that runs. */
interface Rival {
  readonly name: string;
  readonly pid: string;
}

/**
 * Takes a folder for this process. Each process puts up a lock file of its own, named after its pid and the start of
 * that process, and then looks at the others: a live one wins, a dead one's file is removed. With no shared file there
 * is nothing to take over, so two processes can never both have the folder.
 *
 * Processes that start in the same instant see each other. The one whose file sorts first leaves it up and looks again
 * after a short random pause; the others take theirs down and put them up again only when they see nobody. So one of
 * them gets the folder, and the others are refused.
 *
 * @throws Failure `vault_in_use` with the other process's pid; `disk_full` or `disk_write_failed`
 */
export async function lockFolder(
  disk: Disk,
  folder: string,
  { pause, random }: LockTools = { pause: setTimeout, random: Math.random },
): Promise<ReleaseLock> {
  const own = `vault-${process.pid}-${(await startOf(process.pid)) ?? 'unknown'}.lock`;
  const path = join(folder, own);
  const release = (): Promise<void> => takeDown(disk, path);
  await putUp(disk, path);
  let isUp = true;
  try {
    for (let left = furtherLooks; ; left -= 1) {
      const rivals = await livingRivals(disk, folder, own);
      const [rival] = rivals;
      if (rival === undefined) {
        if (isUp) return release;
        await putUp(disk, path);
        isUp = true;
        continue;
      }
      const isFirstLook = left === furtherLooks;
      if (left <= 0 || (isFirstLook && (await anySettled(folder, own, rivals)))) {
        throw inUseBy(rival.pid);
      }
      if (isUp && rivals.some(({ name }) => name < own)) {
        await release();
        isUp = false;
      }
      await pause(pauseBetween.least + random() * (pauseBetween.most - pauseBetween.least));
    }
  } catch (error) {
    if (isUp) await release();
    throw writeFailure(error);
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

async function livingRivals(disk: Disk, folder: string, own: string): Promise<Rival[]> {
  const rivals: Rival[] = [];
  for (const name of await disk.readdir(folder)) {
    const [, pid, start] = lockPattern.exec(name) ?? [];
    if (name === own || pid === undefined || start === undefined) continue;
    if (await isAlive(Number(pid), start)) rivals.push({ name, pid });
    else await takeDown(disk, join(folder, name));
  }
  return rivals;
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
  if (held.has(path)) throw inUseBy(String(process.pid));
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

function inUseBy(pid: string): Failure {
  return new Failure('vault_in_use', { detail: `Process ${pid}` });
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
