import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../auth-foundation/index.ts';
import { errnoCode, writeFailure } from './disk-error.ts';
import type { Disk } from './disk.ts';

const lockPattern = /^vault-(\d+)-([0-9a-z]+)\.lock$/;
/** Seconds by which two readings of the boot time may differ: clocks are adjusted while the system runs. */
const bootTimeTolerance = 300;

/** Gives the folder back. */
export type ReleaseLock = () => Promise<void>;

/**
 * Takes a folder for this process. Each process puts up a lock file of its own, named after its pid and the start of
 * that process, and then looks at the others: a live one wins, a dead one's file is removed. With no shared file there
 * is nothing to take over, so two processes can never both have the folder; two that start in the same instant may
 * both be refused.
 *
 * @throws Failure `vault_in_use` with the other process's pid; `disk_full` or `disk_write_failed`
 */
export async function lockFolder(disk: Disk, folder: string): Promise<ReleaseLock> {
  const own = `vault-${process.pid}-${(await startOf(process.pid)) ?? 'unknown'}.lock`;
  const path = join(folder, own);
  await putUp(disk, path);
  const release = (): Promise<void> => takeDown(disk, path);
  try {
    for (const name of await disk.readdir(folder)) {
      const [, pid, start] = lockPattern.exec(name) ?? [];
      if (name === own || pid === undefined || start === undefined) continue;
      if (await isAlive(Number(pid), start)) throw inUseBy(pid);
      await takeDown(disk, join(folder, name));
    }
    return release;
  } catch (error) {
    await release();
    throw writeFailure(error);
  }
}

async function putUp(disk: Disk, path: string): Promise<void> {
  try {
    const file = await disk.create(path);
    await file.close();
  } catch (error) {
    // This process itself has the vault open.
    if (errnoCode(error) === 'EEXIST') throw inUseBy(String(process.pid));
    throw writeFailure(error);
  }
}

async function takeDown(disk: Disk, path: string): Promise<void> {
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
