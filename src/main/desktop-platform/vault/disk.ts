import { chmod, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { errnoCode, readFailure } from './disk-error.ts';
import { whileHeld } from './held-file.ts';

/** An open file, as far as the vault needs one. */
export interface DiskFile {
  writeFile(bytes: Uint8Array): Promise<void>;
  /** Returns when the bytes are on the medium (fsync). */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What is known of a file without reading it. */
export interface FileFacts {
  /** Bytes. */
  readonly size: number;
  /** When it was last written, in milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** The disk as the vault sees it: node:fs/promises, less what is not needed; tests make single calls fail. */
export interface Disk {
  /** Creates a folder and those above it with mode 0700; one that is there is made private (0700). */
  makeFolder(path: string): Promise<void>;
  /** Creates a file with mode 0600; rejects with EEXIST when there is one (O_EXCL). */
  create(path: string): Promise<DiskFile>;
  /** Moves a file over another one in one step. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Makes the folder's entries durable after a rename or unlink. */
  syncFolder(path: string): Promise<void>;
  readFile(path: string): Promise<Buffer>;
  stat(path: string): Promise<FileFacts>;
  /** The names in a folder, in no particular order. */
  readdir(path: string): Promise<string[]>;
}

/** The real disk. */
export const nodeDisk: Disk = {
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
  },
  create: (path) => open(path, 'wx', 0o600),
  rename: (from, to) => patiently(() => rename(from, to)),
  unlink: (path) => patiently(() => unlink(path)),
  syncFolder: async (path) => {
    // Windows cannot open a folder; NTFS keeps renames in its journal.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } catch (error) {
      // Some network and FUSE file systems have no fsync for folders; there is nothing better to do there.
      if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes(errnoCode(error))) throw error;
    } finally {
      await folder.close();
    }
  },
  readFile: (path) => readFile(path),
  stat: async (path) => {
    const { size, mtimeMs } = await stat(path);
    return { size, modifiedAt: Math.round(mtimeMs) };
  },
  readdir: (path) => readdir(path),
};

function patiently(action: () => Promise<void>): Promise<void> {
  return process.platform === 'win32' ? whileHeld(action, pause) : action();
}

/** The bytes of a file, or null when there is none. */
export async function readIfPresent(disk: Disk, path: string): Promise<Buffer | null> {
  try {
    return await disk.readFile(path);
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return null;
    throw readFailure(error);
  }
}
