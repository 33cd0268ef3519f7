import {
  Failure,
  KeyedQueue,
  type Clock,
  type CredentialId,
  type HistoryEntry,
  type PendingRevocation,
  type Secret,
  type Token,
  type TokenMetadata,
} from '../../auth-foundation/index.ts';
import type { Keychain } from '../keychain/keychain.ts';
import { nodeDisk, type Disk } from './disk.ts';
import { KeyChange, type KeyChangeParts } from './key-change.ts';
import { lockFolder, releaseAfterFailure, type ReleaseLock } from './process-lock.ts';
import { makeFolder, RecordFolder } from './record-folder.ts';
import { setVaultAside } from './set-aside.ts';
import { backUpVault, restoreVault } from './vault-backup.ts';
import type {
  AccountStorage,
  EndedCredential,
  KeyChangeProgress,
  KeyChangeResult,
  QuarantinedRecord,
} from './vault-care.ts';
import { keysArePresent, openKeys, restoreKeys } from './vault-keys.ts';
import { VaultRecords } from './vault-records.ts';

export interface VaultOptions {
  /** The vault's own folder; it is created, and made private (mode 0700). */
  readonly directory: string;
  /** Holds the vault's key. */
  readonly keychain: Keychain;
  readonly clock: Clock;
  /** The real disk by default. */
  readonly disk?: Disk;
}

export type SetAsideOptions = Omit<VaultOptions, 'keychain'>;

interface VaultParts extends KeyChangeParts {
  readonly records: VaultRecords;
  readonly release: ReleaseLock;
}

/**
 * The sealed vault (design decision D2): one AES-256-GCM file per credential, under a key that is one keychain item.
 *
 * Everything is opened once; after that, reads come from memory and writes go to the disk first and to memory when they
 * are durable. Writes to one credential happen in the order they were asked for. A write that fails leaves the old
 * record, on the disk and in memory, and rejects with `disk_full` or `disk_write_failed`; if only the very last step
 * failed, a restart may find the new record (durable-file.ts).
 */
export class Vault implements AccountStorage {
  readonly #records: VaultRecords;
  readonly #release: ReleaseLock;
  readonly #parts: VaultParts;
  readonly #keyChange: KeyChange;
  /** What cares for the vault as a whole runs one after another. */
  readonly #care = new KeyedQueue<'care'>();
  #closed = false;
  #closing: Promise<void> | null = null;

  private constructor(parts: VaultParts) {
    this.#parts = parts;
    this.#records = parts.records;
    this.#release = parts.release;
    this.#keyChange = new KeyChange(parts);
  }

  /**
   * Opens the vault of a folder, or makes one where there is none. When this throws, no record was touched and the
   * folder is free again.
   *
   * @throws Failure `keychain_locked`, `keychain_unavailable`, `keychain_denied`, `keychain_timed_out`;
   *   `vault_key_missing` when there is a vault and the keychain does not have its key; `vault_damaged` when the marker
   *   is damaged, or missing beside sealed records; `vault_newer_format`; `vault_in_use` when another process, or this
   *   one, has it open; `disk_full`, `disk_write_failed`, `disk_read_failed`
   */
  static async open({ directory, keychain, clock, disk = nodeDisk }: VaultOptions): Promise<Vault> {
    await makeFolder(disk, directory);
    const release = await lockFolder(disk, directory);
    try {
      const { keys, isChanging } = await openKeys(disk, directory, keychain, clock);
      const records = await VaultRecords.load(new RecordFolder(disk, directory, keys), clock);
      const vault = new Vault({ disk, directory, keychain, clock, records, release });
      // Nobody waits for it. What fails is tried again by the next open, by changeKey and by resumeKeyChange.
      if (isChanging) vault.resumeKeyChange().catch(() => undefined);
      return vault;
    } catch (error) {
      await releaseAfterFailure(release);
      throw error;
    }
  }

  /**
   * Moves a vault that cannot be opened any more beside the place of a new one; see {@link setVaultAside}.
   *
   * @throws Failure `vault_in_use`, `disk_full`, `disk_write_failed`, `disk_read_failed`
   */
  static async setAside({ directory, clock, disk = nodeDisk }: SetAsideOptions): Promise<void> {
    await setVaultAside(disk, directory, clock);
  }

  /** Waits for the writes under way, writes what is noted, then gives the folder back; later calls reject with `internal`. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#closed = true;
    await this.#keyChange.stop();
    await this.#care.run('care', () => this.#records.finish());
    await this.#release();
  }

  allIDs(): Promise<readonly CredentialId[]> {
    return this.#run(() => this.#records.credentials.ids());
  }

  get(id: CredentialId): Promise<Token | null> {
    return this.#run(() => this.#records.credentials.token(id));
  }

  getMetadata(id: CredentialId): Promise<TokenMetadata | null> {
    return this.#run(() => this.#records.credentials.metadata(id));
  }

  add(token: Token, metadata: TokenMetadata, note?: HistoryEntry): Promise<void> {
    return this.#run(() => {
      requireSameId(token, metadata);
      return this.#records.credentials.add(token, metadata, note);
    });
  }

  replace(token: Token, metadata: TokenMetadata, note?: HistoryEntry): Promise<void> {
    return this.#run(() => {
      requireSameId(token, metadata);
      return this.#records.credentials.change(token.id, { token, metadata, note });
    });
  }

  setMetadata(metadata: TokenMetadata, note?: HistoryEntry): Promise<void> {
    return this.#run(() => this.#records.credentials.change(metadata.id, { metadata, note }));
  }

  remove(id: CredentialId, note?: HistoryEntry): Promise<void> {
    return this.#run(() => this.#records.remove(id, note));
  }

  /** The default as it was set: its credential may have been removed since, or be quarantined. */
  getDefaultID(): Promise<CredentialId | null> {
    return this.#run(() => this.#records.default.id);
  }

  /** Sets or clears the default. Rejects with `account_not_found` when there is no such credential. */
  setDefaultID(id: CredentialId | null): Promise<void> {
    return this.#run(() => this.#records.setDefault(id));
  }

  proveWritable(): Promise<void> {
    return this.#run(() => this.#records.proveWritable());
  }

  history(id: CredentialId): Promise<readonly HistoryEntry[]> {
    return this.#run(() => this.#records.credentials.history(id));
  }

  note(id: CredentialId, entry: HistoryEntry): Promise<void> {
    return this.#run(() => this.#records.credentials.note(id, entry));
  }

  pendingRevocations(): Promise<readonly PendingRevocation[]> {
    return this.#run(() => this.#records.revocations.list());
  }

  putRevocation(entry: PendingRevocation): Promise<void> {
    return this.#run(() => this.#records.revocations.put(entry));
  }

  dropRevocation(id: CredentialId): Promise<void> {
    return this.#run(() => this.#records.revocations.drop(id));
  }

  /** The records that could not be opened. They are left as they are, and the others work. */
  quarantined(): readonly QuarantinedRecord[] {
    return this.#records.quarantine.list();
  }

  /** Looks again at the records that could not be opened, and at files that came since; see {@link VaultRecords}. */
  retryQuarantined(): Promise<readonly CredentialId[]> {
    return this.#takeCare(() => this.#records.retryQuarantined());
  }

  /** Moves a quarantined file into `set-aside/`. Rejects with `invalid_input` when it is not in quarantine. */
  setQuarantinedAside(fileName: string): Promise<void> {
    return this.#takeCare(() => this.#records.setQuarantinedAside(fileName));
  }

  /** The credentials that were removed or revoked, oldest first; at most 200. */
  ended(): readonly EndedCredential[] {
    return this.#records.ended.entries;
  }

  /**
   * Makes a new key, seals every record with it, and deletes the old one once nothing needs it. A crash at any moment
   * leaves a vault that opens; the next open goes on where it stopped.
   *
   * @throws Failure of class *storage*; every record can still be opened then, and asking again goes on
   */
  changeKey(onProgress: (progress: KeyChangeProgress) => void): Promise<KeyChangeResult> {
    return this.#run(() => this.#keyChange.change(onProgress));
  }

  /**
   * Goes on with a change of the key that an earlier process began, or joins it: the open begins with it by itself.
   *
   * @returns null when there is none
   * @throws Failure of class *storage*; every record can still be opened then
   */
  resumeKeyChange(
    onProgress: (progress: KeyChangeProgress) => void = () => undefined,
  ): Promise<KeyChangeResult | null> {
    return this.#run(() => this.#keyChange.resume(onProgress));
  }

  /** Whether the keychain still has the key. @throws Failure of class *storage* when the keychain cannot tell */
  keyIsPresent(): Promise<boolean> {
    const { disk, directory, keychain } = this.#parts;
    return this.#run(() => keysArePresent(disk, directory, keychain, this.#records.keys()));
  }

  /** Puts the key back into the keychain. @throws Failure of class *storage* */
  restoreKey(): Promise<void> {
    const { disk, directory, keychain } = this.#parts;
    return this.#run(() => restoreKeys(disk, directory, keychain, this.#records.keys()));
  }

  /** Writes every credential into a file; see {@link backUpVault}. */
  backUp(path: string, passphrase: Secret): Promise<number> {
    return this.#takeCare(() => backUpVault(this.#parts, path, passphrase));
  }

  /** Adds the credentials of a backup that are not here; see {@link restoreVault}. */
  restore(
    path: string,
    passphrase: Secret,
  ): Promise<{ added: readonly CredentialId[]; kept: readonly CredentialId[] }> {
    return this.#takeCare(() => restoreVault(this.#parts, path, passphrase));
  }

  /** Rejects when the vault is closed. */
  async #run<Result>(job: () => Result | Promise<Result>): Promise<Result> {
    this.#requireOpen();
    return job();
  }

  #takeCare<Result>(job: () => Promise<Result>): Promise<Result> {
    return this.#run(() =>
      this.#care.run('care', () => {
        this.#requireOpen();
        return job();
      }),
    );
  }

  #requireOpen(): void {
    if (this.#closed) throw new Failure('internal', { detail: 'The vault is closed.' });
  }
}

function requireSameId(token: Token, metadata: TokenMetadata): void {
  if (token.id === metadata.id) return;
  throw new Failure('internal', { detail: 'The metadata belongs to another token.' });
}
