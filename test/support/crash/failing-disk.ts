import {
  nodeDisk,
  type Disk,
  type DiskFile,
} from '../../../src/main/desktop-platform/vault/disk.ts';

/** The calls that write. */
export const failingCalls = [
  'create',
  'writeFile',
  'sync',
  'rename',
  'syncFolder',
  'unlink',
] as const;
export type FailingCall = (typeof failingCalls)[number];

export const diskCodes = ['ENOSPC', 'EIO', 'EACCES', 'EROFS'] as const;
export type DiskCode = (typeof diskCodes)[number];

/** Every call of one kind fails, from the one after `after` others, until the disk heals. */
export interface DiskFault {
  readonly call: FailingCall;
  readonly code: DiskCode;
  readonly after: number;
}

/** The real disk, which fails for a while and heals again. */
export class FailingDisk {
  #fault: DiskFault | null = null;
  #callsSoFar = 0;
  #failures = 0;
  #hit = Promise.withResolvers<undefined>();

  /** What the vault is given. */
  readonly disk: Disk = {
    ...nodeDisk,
    create: async (path) => {
      this.#before('create');
      return this.#failingFile(await nodeDisk.create(path));
    },
    rename: async (from, to) => {
      this.#before('rename');
      await nodeDisk.rename(from, to);
    },
    unlink: async (path) => {
      this.#before('unlink');
      await nodeDisk.unlink(path);
    },
    syncFolder: async (path) => {
      this.#before('syncFolder');
      await nodeDisk.syncFolder(path);
    },
  };

  /** Begins to fail. */
  fail(fault: DiskFault): void {
    this.#fault = fault;
    this.#callsSoFar = 0;
    this.#failures = 0;
    this.#hit = Promise.withResolvers();
  }

  /** Resolves when the fault has made a call fail. */
  get hit(): Promise<undefined> {
    return this.#hit.promise;
  }

  /** How many calls the fault has made fail. */
  get failures(): number {
    return this.#failures;
  }

  /** Ends the fault. */
  heal(): void {
    this.#fault = null;
  }

  #failingFile(file: DiskFile): DiskFile {
    return {
      writeFile: async (bytes) => {
        try {
          this.#before('writeFile');
        } catch (error) {
          // A full disk takes the first part.
          await file.writeFile(bytes.subarray(0, Math.floor(bytes.length / 2)));
          throw error;
        }
        await file.writeFile(bytes);
      },
      sync: async () => {
        this.#before('sync');
        await file.sync();
      },
      close: () => file.close(),
    };
  }

  #before(call: FailingCall): void {
    if (this.#fault?.call !== call) return;
    this.#callsSoFar += 1;
    if (this.#callsSoFar <= this.#fault.after) return;
    this.#failures += 1;
    this.#hit.resolve(undefined);
    const { code } = this.#fault;
    throw Object.assign(new Error(`${code}: injected, ${call}`), { code });
  }
}
