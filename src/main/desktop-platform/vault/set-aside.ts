import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../auth-foundation/index.ts';
import { readFailure, writeFailure } from './disk-error.ts';
import type { Disk } from './disk.ts';
import { lockFolder, releaseAfterFailure, removeLocks, type ReleaseLock } from './process-lock.ts';

/**
 * Moves a vault that cannot be opened out of the way, whole and durably, so that a new one can be made in its place. It
 * opens again when its key is back and its folder has its old name.
 *
 * When it rejects, the vault is where it was; only if the disk fails twice in a row it may be under the new name.
 *
 * @param directory - the vault's folder
 * @param clock - dates the new name
 * @returns the vault's new folder, beside the old one
 * @throws Failure `vault_in_use` when a process has it open; `disk_full`, `disk_write_failed`, `disk_read_failed`
 */
export async function setVaultAside(disk: Disk, directory: string, clock: Clock): Promise<string> {
  const release = await lockFolder(disk, directory);
  let target: string;
  try {
    target = await freeName(disk, directory, clock);
    await move(disk, directory, target);
  } catch (error) {
    await releaseAfterFailure(release);
    throw error;
  }
  await removeMovedLock(disk, target, release);
  return target;
}

/** The lock of this process moved along; the place where it was is free for a new vault. */
async function removeMovedLock(disk: Disk, folder: string, release: ReleaseLock): Promise<void> {
  try {
    await release();
    await removeLocks(disk, folder);
  } catch {
    // The move is done and durable. A lock that stays names a process that is gone when somebody opens that folder.
  }
}

async function freeName(disk: Disk, directory: string, clock: Clock): Promise<string> {
  const moment = new Date(clock.now()).toISOString().replaceAll(':', '-');
  const wanted = `${basename(directory)}-set-aside-${moment}`;
  const taken = new Set(await namesIn(disk, dirname(directory)));
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}-${count}`;
  return join(dirname(directory), name);
}

async function namesIn(disk: Disk, folder: string): Promise<string[]> {
  try {
    return await disk.readdir(folder);
  } catch (error) {
    throw readFailure(error);
  }
}

async function move(disk: Disk, from: string, to: string): Promise<void> {
  try {
    await disk.rename(from, to);
  } catch (error) {
    throw writeFailure(error);
  }
  try {
    await disk.syncFolder(dirname(from));
  } catch (error) {
    await moveBack(disk, to, from);
    throw writeFailure(error);
  }
}

async function moveBack(disk: Disk, from: string, to: string): Promise<void> {
  try {
    await disk.rename(from, to);
  } catch {
    // The error that led here is told; the vault is whole under its new name.
  }
}
