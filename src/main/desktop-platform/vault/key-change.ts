import { Failure, type Clock } from '../../auth-foundation/index.ts';
import type { Keychain } from '../keychain/keychain.ts';
import type { Disk } from './disk.ts';
import { KeyRing, type SealingKey } from './key-ring.ts';
import type { KeyChangeProgress, KeyChangeResult } from './vault-care.ts';
import {
  createVaultKey,
  deleteVaultKey,
  findVaultKey,
  keyCheckOf,
  putVaultKey,
} from './vault-key.ts';
import { requireMarker } from './vault-keys.ts';
import { writeMarker, type MarkedKey, type VaultMarker } from './vault-marker.ts';

/** Sealed records as a change of the key sees them. */
export interface Resealable {
  /** The keys in use. */
  keys(): KeyRing;
  /** Seals with these keys from now on; resolves when no write that began with earlier ones is under way any more. */
  useKeys(keys: KeyRing): Promise<void>;
  /**
   * The records on the disk that one of these keys sealed, by names that {@link Resealable.reseal} takes. A record
   * whose last write failed counts with the key of the one before.
   */
  sealedWith(numbers: ReadonlySet<number>): readonly string[];
  /**
   * Seals a record with the current key, durably, in its turn among the writes to it. One that is gone meanwhile, or
   * was written again, is left alone.
   *
   * @throws Failure `disk_full` or `disk_write_failed`; the record is as it was then
   */
  reseal(name: string): Promise<void>;
  /** Whether there is a file that could not be opened or written: it may be repaired, and need its key then. */
  mayNeedOldKeys(): boolean;
  /**
   * Proves that the records are on the medium as they were read: a crash may have left some whose last step was not
   * done.
   *
   * @throws Failure `disk_write_failed`
   */
  makeDurable(): Promise<void>;
}

export interface KeyChangeParts {
  readonly disk: Disk;
  /** The vault's folder; it stays locked until {@link KeyChange.stop} has resolved. */
  readonly directory: string;
  readonly keychain: Keychain;
  readonly clock: Clock;
  readonly records: Resealable;
}

type OnProgress = (progress: KeyChangeProgress) => void;

/** Records that are sealed again side by side: half of what the vault writes at once, so that others get through. */
const resealsAtOnce = 4;

/**
 * The change of a vault's key. The marker says at every moment which keys are needed, so that a crash at any point
 * leaves a vault that opens:
 *
 * 1. The marker names the new key's number as pending.
 * 2. The new key goes into the keychain, proven by reading it back.
 * 3. The marker names the new key as the current one, beside the old one. Until here the old key seals every record.
 * 4. Every record is sealed again. Ordinary writes go on, with the new key.
 * 5. When nothing is left under the old key, and no file that may be repaired, it is deleted from the keychain.
 * 6. The marker forgets the old key. It comes last: an old key that it names and the keychain does not have does no
 *    harm, while one that only the keychain knows would stay there for good.
 *
 * A failure in 1 to 3 leaves the old key in use, a later one leaves both; asking again goes on.
 */
export class KeyChange {
  readonly #parts: KeyChangeParts;
  readonly #listeners = new Set<OnProgress>();
  /** Resolves with how a change came to its end, or with null when there was nothing to do. */
  #running: Promise<KeyChangeResult | null> | null = null;
  /** Of the run under way, for those who come to listen later. */
  #progress: KeyChangeProgress | null = null;
  #stopped = false;

  constructor(parts: KeyChangeParts) {
    this.#parts = parts;
  }

  /**
   * Changes the key. A change that was begun is brought to its end instead, also one that runs at this moment.
   *
   * @throws Failure of class *storage*; `internal` when the vault is closed meanwhile
   */
  change(onProgress: OnProgress): Promise<KeyChangeResult> {
    return this.#listening(onProgress, async () => {
      let result = await this.#outcome(this.#running);
      while (result === null) {
        result = await (this.#running ?? this.#run(() => this.#changeOrGoOn()));
      }
      return result;
    });
  }

  /**
   * Brings a change that an earlier process began to its end, or joins the one that runs.
   *
   * @returns null when there is nothing to do
   * @throws Failure as {@link KeyChange.change}; the next attempt goes on
   */
  resume(onProgress: OnProgress): Promise<KeyChangeResult | null> {
    return this.#listening(onProgress, () => this.#running ?? this.#run(() => this.#goOn()));
  }

  /** Ends a change after the step that is under way; resolves when it does nothing any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#outcome(this.#running);
  }

  async #listening<Result>(onProgress: OnProgress, work: () => Promise<Result>): Promise<Result> {
    this.#listeners.add(onProgress);
    try {
      if (this.#progress !== null) onProgress(this.#progress);
      return await work();
    } finally {
      this.#listeners.delete(onProgress);
    }
  }

  /** A failure is told to whoever asked for that run. */
  async #outcome(running: Promise<KeyChangeResult | null> | null): Promise<KeyChangeResult | null> {
    const [result] = await Promise.allSettled([running]);
    return result.status === 'fulfilled' ? result.value : null;
  }

  #run<Result extends KeyChangeResult | null>(work: () => Promise<Result>): Promise<Result> {
    const running = work().finally(() => {
      this.#running = null;
      this.#progress = null;
    });
    this.#running = running;
    return running;
  }

  async #changeOrGoOn(): Promise<KeyChangeResult> {
    this.#requireGoing();
    const { disk, directory, records } = this.#parts;
    const marker = await requireMarker(disk, directory, records.keys());
    return this.#finish(this.#isUnfinished(marker) ? marker : await this.#introduceKey(marker));
  }

  async #goOn(): Promise<KeyChangeResult | null> {
    this.#requireGoing();
    const { disk, directory, records } = this.#parts;
    const marker = await requireMarker(disk, directory, records.keys());
    return this.#isUnfinished(marker) ? this.#finish(marker) : null;
  }

  /** Files that cannot be opened are no reason to go on: as long as they are there, nothing can be done about them. */
  #isUnfinished({ current, old }: VaultMarker): boolean {
    const { records } = this.#parts;
    // The marker names a newer key than the one in use when it was not proven durable: that key has sealed nothing.
    if (old.length === 0 || current.number !== records.keys().current.number) return false;
    return records.sealedWith(numbersOf(old)).length > 0 || !records.mayNeedOldKeys();
  }

  /** Steps 1 to 3. */
  async #introduceKey(marker: VaultMarker): Promise<VaultMarker> {
    const { keychain, clock, records } = this.#parts;
    const { vaultId } = marker;
    if (marker.pendingKey !== null) await deleteVaultKey(keychain, vaultId, marker.pendingKey);
    // Never a number that was tried before: a keychain that did not answer in time may still store what it was given.
    const number = (marker.pendingKey ?? marker.current.number) + 1;
    await this.#write({ ...marker, pendingKey: number });
    this.#requireGoing();
    const created = await createVaultKey(keychain, vaultId, number);
    const keyCheck = keyCheckOf(created.key, vaultId);
    const changed = {
      ...marker,
      current: { number, createdAt: clock.now(), keyCheck },
      old: [...marker.old, marker.current],
      pendingKey: null,
    };
    this.#requireGoing();
    await this.#write(changed);
    await records.useKeys(new KeyRing(created, this.#keysOf(changed.old)));
    return changed;
  }

  /** Steps 4 to 6. */
  async #finish(marker: VaultMarker): Promise<KeyChangeResult> {
    const { records, keychain } = this.#parts;
    const old = numbersOf(marker.old);
    await this.#resealAll(old);
    // A record that was repaired meanwhile, or may be one day: its key stays, and the next attempt goes on.
    if (records.sealedWith(old).length > 0 || records.mayNeedOldKeys()) {
      return { oldKeyIsKept: true };
    }
    await records.makeDurable();
    await this.#keepCurrent(marker);
    this.#requireGoing();
    await records.useKeys(new KeyRing(records.keys().current));
    for (const number of old) await deleteVaultKey(keychain, marker.vaultId, number);
    await this.#write({ ...marker, old: [] });
    return { oldKeyIsKept: false };
  }

  async #resealAll(old: ReadonlySet<number>): Promise<void> {
    const { records } = this.#parts;
    const names = records.sealedWith(old);
    const total = names.length;
    this.#tell({ done: 0, total });
    for (let done = 0; done < total;) {
      this.#requireGoing();
      const batch = names.slice(done, done + resealsAtOnce);
      await allDone(batch.map((name) => records.reseal(name)));
      done += batch.length;
      this.#tell({ done, total });
    }
  }

  /** Before the old key goes, the new one is proven to be in the keychain once more: somebody may have deleted it. */
  async #keepCurrent({ vaultId, current }: VaultMarker): Promise<void> {
    const { keychain, records } = this.#parts;
    const found = await findVaultKey(keychain, vaultId, current);
    if (found.kind === 'missing') await putVaultKey(keychain, vaultId, records.keys().current);
  }

  #keysOf(marked: readonly MarkedKey[]): SealingKey[] {
    const keys = this.#parts.records.keys();
    return marked.flatMap(({ number }) => {
      const key = keys.find(number);
      return key === null ? [] : [{ number, key }];
    });
  }

  async #write(marker: VaultMarker): Promise<void> {
    await writeMarker(this.#parts.disk, this.#parts.directory, marker);
  }

  #tell(progress: KeyChangeProgress): void {
    this.#progress = progress;
    for (const listener of this.#listeners) listener(progress);
  }

  #requireGoing(): void {
    if (!this.#stopped) return;
    throw new Failure('internal', {
      detail: 'The vault was closed during the change of its key; the next open goes on with it.',
    });
  }
}

function numbersOf(keys: readonly MarkedKey[]): ReadonlySet<number> {
  return new Set(keys.map(({ number }) => number));
}

/** Unlike Promise.all it rejects only when every job has settled: nothing is under way then. */
async function allDone(jobs: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(jobs);
  await Promise.all(jobs);
}
