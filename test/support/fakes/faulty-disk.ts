import {
  nodeDisk,
  type Disk,
  type DiskFile,
  type FileFacts,
} from '../../../src/main/desktop-platform/vault/disk.ts';

/** Every call that can fail: those of {@link Disk} and of an open file. */
export type DiskCall = keyof Disk | keyof DiskFile;

interface Fault {
  readonly call: DiskCall;
  readonly code: string;
  /** How many such calls still succeed. */
  remaining: number;
}

interface Gate {
  readonly call: DiskCall;
  readonly reached: PromiseWithResolvers<undefined>;
  readonly opened: PromiseWithResolvers<undefined>;
}

/** The real disk, on which a test makes single calls fail, stop, or be the last before a crash. */
export class FaultyDisk implements Disk {
  /** Every call made, in order. */
  readonly calls: DiskCall[] = [];
  #faults: Fault[] = [];
  #gates: Gate[] = [];
  #callsUntilCrash = Number.POSITIVE_INFINITY;

  /** Lets one coming call reject with an errno code: the first one, or the one after `skip` others. */
  failNext(call: DiskCall, code: string, skip = 0): void {
    this.#faults.push({ call, code, remaining: skip });
  }

  /** After `calls` more calls nothing succeeds any more, cleaning up included, as after kill -9 or a power cut. */
  crashAfter(calls: number): void {
    this.#callsUntilCrash = calls;
  }

  /** Stops the next such call before it does anything. */
  holdNext(call: DiskCall): { readonly reached: Promise<undefined>; readonly release: () => void } {
    const gate = {
      call,
      reached: Promise.withResolvers<undefined>(),
      opened: Promise.withResolvers<undefined>(),
    };
    this.#gates.push(gate);
    return {
      reached: gate.reached.promise,
      release: () => {
        gate.opened.resolve(undefined);
      },
    };
  }

  async makeFolder(path: string): Promise<void> {
    await this.#before('makeFolder');
    await nodeDisk.makeFolder(path);
  }

  async create(path: string): Promise<DiskFile> {
    await this.#before('create');
    const file = await nodeDisk.create(path);
    return {
      writeFile: async (bytes) => {
        try {
          await this.#before('writeFile');
        } catch (error) {
          // A full disk takes the first part.
          await file.writeFile(bytes.subarray(0, Math.floor(bytes.length / 2)));
          throw error;
        }
        await file.writeFile(bytes);
      },
      sync: async () => {
        await this.#before('sync');
        await file.sync();
      },
      close: async () => {
        await file.close();
        await this.#before('close');
      },
    };
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#before('rename');
    await nodeDisk.rename(from, to);
  }

  async unlink(path: string): Promise<void> {
    await this.#before('unlink');
    await nodeDisk.unlink(path);
  }

  async syncFolder(path: string): Promise<void> {
    await this.#before('syncFolder');
    await nodeDisk.syncFolder(path);
  }

  async readFile(path: string): Promise<Buffer> {
    await this.#before('readFile');
    return nodeDisk.readFile(path);
  }

  async stat(path: string): Promise<FileFacts> {
    await this.#before('stat');
    return nodeDisk.stat(path);
  }

  async readdir(path: string): Promise<string[]> {
    await this.#before('readdir');
    return nodeDisk.readdir(path);
  }

  async #before(call: DiskCall): Promise<void> {
    this.calls.push(call);
    this.#callsUntilCrash -= 1;
    if (this.#callsUntilCrash < 0) throw diskError('EIO', call);
    const gate = this.#gates.find((each) => each.call === call);
    if (gate !== undefined) {
      this.#gates = this.#gates.filter((each) => each !== gate);
      gate.reached.resolve(undefined);
      await gate.opened.promise;
    }
    const fault = this.#faults.find((each) => each.call === call);
    if (fault === undefined) return;
    fault.remaining -= 1;
    if (fault.remaining >= 0) return;
    this.#faults = this.#faults.filter((each) => each !== fault);
    throw diskError(fault.code, call);
  }
}

function diskError(code: string, call: DiskCall): Error {
  return Object.assign(new Error(`${code}: injected, ${call}`), { code });
}
