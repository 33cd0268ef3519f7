import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { writeFailure } from './disk-error.ts';
import type { Disk, DiskFile } from './disk.ts';

export interface Replacement {
  /** Writes the content, in as many pieces as it likes. */
  readonly write: (file: DiskFile) => Promise<void>;
  /** Looks at the finished file before it takes the old one's place; rejects to keep the old one. */
  readonly prove: (temporary: string) => Promise<void>;
}

/**
 * Writes a large file piece by piece, with the promise of {@link writeDurably}: a crash at any moment leaves either the
 * old or the new content, whole. When it rejects, the old content is untouched and the new one removed; if only the
 * last step failed, the new content is in place, but was not proven to be on the medium.
 *
 * @throws Failure `disk_full` or `disk_write_failed`; whatever Failure `write` and `prove` reject with
 */
export async function replaceDurably(
  disk: Disk,
  path: string,
  { write, prove }: Replacement,
): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    const file = await disk.create(temporary);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await prove(temporary);
    await disk.rename(temporary, path);
  } catch (error) {
    await discard(disk, temporary);
    throw writeFailure(error);
  }
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
    // The error that led here matters more. What may be left is sealed.
  }
}
