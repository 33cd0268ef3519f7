import { execFile as execFileWithCallback } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execFile = promisify(execFileWithCallback);

/** Whether this process may mount a disk, as root of a Linux machine or container that allows it. */
export async function canMount(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    const disk = await SmallDisk.mount(folder);
    await disk.unmount();
    return true;
  } catch {
    // Not root, or a container without the right to mount.
    return false;
  }
}

/** A disk of 1 MB that can be filled to its last block. */
export class SmallDisk {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Mounts an empty one over a folder, which is made. */
  static async mount(folder: string): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    await execFile('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  async fill(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#folder);
    await writeFile(this.#filler, Buffer.alloc(bavail * bsize));
  }

  async free(): Promise<void> {
    await rm(this.#filler);
  }

  async unmount(): Promise<void> {
    await execFile('umount', [this.#folder]);
  }

  get #filler(): string {
    return join(this.#folder, 'filler');
  }
}
