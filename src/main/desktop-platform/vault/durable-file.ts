import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { errnoCode, writeFailure } from './disk-error.ts';
import type { Disk } from './disk.ts';

const leftoverPattern = /\.[0-9a-f]{16}\.tmp$/;
/** Bytes: more than any record. */
const probeSize = 64 * 1024;

/**
 * Writes a file so that a crash at any moment leaves either the old or the new content, whole: a new file in the same
 * folder, fsync, rename, fsync of the folder. When it resolves, the content survives a power cut.
 *
 * When it rejects, the old content is untouched, with one exception: if only the last step failed, the new content is
 * in place, whole, but was not proven to be on the medium.
 *
 * @throws Failure `disk_full` or `disk_write_failed`
 */
export async function writeDurably(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeNew(disk, temporary, bytes);
    await disk.rename(temporary, path);
  } catch (error) {
    await discard(disk, temporary);
    throw writeFailure(error);
  }
  await syncFolderOf(disk, path);
}

/**
 * Deletes a file so that it stays deleted after a power cut. One that is not there is no error.
 *
 * @throws Failure `disk_write_failed`
 */
export async function removeDurably(disk: Disk, path: string): Promise<void> {
  try {
    await disk.unlink(path);
  } catch (error) {
    // It may be gone from an earlier attempt whose folder was not made durable: that step is done again below.
    if (errnoCode(error) !== 'ENOENT') throw writeFailure(error);
  }
  await syncFolderOf(disk, path);
}

/**
 * Moves a file into another folder so that it stays there after a power cut. A crash on the way leaves it in one of the
 * two folders, whole.
 *
 * @param to - a path that is free
 * @throws Failure `disk_full` or `disk_write_failed`
 */
export async function moveDurably(disk: Disk, from: string, to: string): Promise<void> {
  try {
    await disk.rename(from, to);
  } catch (error) {
    throw writeFailure(error);
  }
  await syncFolderOf(disk, to);
  await syncFolderOf(disk, from);
}

/**
 * Proves that a record could be written into a folder now. It does not wait for the medium: a disk that is full,
 * read-only or gone says so before that.
 *
 * @throws Failure `disk_full` or `disk_write_failed`
 */
export async function proveWritable(disk: Disk, folder: string): Promise<void> {
  const path = temporaryName(join(folder, 'probe'));
  try {
    const file = await disk.create(path);
    try {
      // A file system that compresses takes zeros for nothing.
      await file.writeFile(randomBytes(probeSize));
    } finally {
      await file.close();
    }
    await disk.unlink(path);
  } catch (error) {
    await discard(disk, path);
    throw writeFailure(error);
  }
}

/** Deletes what interrupted writes left in a folder; one that cannot be deleted does no harm and stays. */
export async function removeLeftovers(disk: Disk, folder: string): Promise<void> {
  const names = await disk.readdir(folder);
  for (const name of names.filter((each) => leftoverPattern.test(each))) {
    await discard(disk, join(folder, name));
  }
}

/** Recognised by {@link removeLeftovers}. */
function temporaryName(path: string): string {
  return `${path}.${randomBytes(8).toString('hex')}.tmp`;
}

async function writeNew(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.create(path);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolderOf(disk: Disk, path: string): Promise<void> {
  try {
    await disk.syncFolder(dirname(path));
  } catch (error) {
    throw writeFailure(error);
  }
}

async function discard(disk: Disk, temporary: string): Promise<void> {
  try {
    await disk.unlink(temporary);
  } catch {
    // The error that led here matters more; the next start removes the leftover.
  }
}
