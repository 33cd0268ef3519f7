import { randomBytes, type KeyObject } from 'node:crypto';
import {
  Failure,
  type Clock,
  type CredentialId,
  type Token,
  type TokenMetadata,
  type TokenStorage,
} from '../../auth-foundation/index.ts';
import type { Keychain } from '../keychain/keychain.ts';
import { readFailure, writeFailure } from './disk-error.ts';
import { nodeDisk, type Disk } from './disk.ts';
import { removeLeftovers } from './durable-file.ts';
import { lockFolder, type ReleaseLock } from './process-lock.ts';
import {
  credentialFolder,
  holdsSealedRecords,
  RecordFolder,
  type QuarantinedFile,
  type StoredCredential,
} from './record-folder.ts';
import { createVaultKey, fetchVaultKey, keyCheckOf } from './vault-key.ts';
import { readMarker, writeMarker } from './vault-marker.ts';
import { WriteQueue } from './write-queue.ts';

export interface VaultOptions {
  /** The vault's own folder; it is created, and made private (mode 0700). */
  readonly directory: string;
  /** Holds the vault's key. */
  readonly keychain: Keychain;
  readonly clock: Clock;
  /** The real disk by default. */
  readonly disk?: Disk;
}

interface VaultParts {
  readonly records: RecordFolder;
  readonly release: ReleaseLock;
  readonly clock: Clock;
  readonly credentials: Map<CredentialId, StoredCredential>;
  readonly defaultID: CredentialId | null;
  readonly quarantined: readonly QuarantinedFile[];
}

const writesAtOnce = 8;
/** The default's place in the write queue: no credential has this identifier. */
const defaultKey = 'default';

/**
 * The sealed vault (design decision D2): one AES-256-GCM file per credential, under a key that is one keychain item.
 *
 * Everything is opened once; after that, reads come from memory and writes go to the disk first and to memory when they
 * are durable. Writes to one credential happen in the order they were asked for. A write that fails leaves the old
 * record, on the disk and in memory, and rejects with `disk_full` or `disk_write_failed`; if only the very last step
 * failed, a restart may find the new record (durable-file.ts).
 */
export class Vault implements TokenStorage {
  readonly #records: RecordFolder;
  readonly #release: ReleaseLock;
  readonly #clock: Clock;
  readonly #credentials: Map<CredentialId, StoredCredential>;
  readonly #quarantined: readonly QuarantinedFile[];
  readonly #writes = new WriteQueue(writesAtOnce);
  #defaultID: CredentialId | null;
  #lastAddedAt: number;
  #closed = false;

  private constructor(parts: VaultParts) {
    this.#records = parts.records;
    this.#release = parts.release;
    this.#clock = parts.clock;
    this.#credentials = parts.credentials;
    this.#quarantined = parts.quarantined;
    this.#defaultID = parts.defaultID;
    this.#lastAddedAt = 0;
    for (const { addedAt } of parts.credentials.values()) {
      this.#lastAddedAt = Math.max(this.#lastAddedAt, addedAt);
    }
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
      const key =
        (await fetchKey(disk, directory, keychain)) ??
        (await createVault(disk, directory, keychain, clock));
      await makeFolder(disk, credentialFolder(directory));
      await tidy(disk, directory);
      const records = new RecordFolder(disk, directory, key);
      const { credentials, quarantined } = await records.load();
      const { id: defaultID, quarantined: quarantinedDefault } = await records.loadDefault();
      return new Vault({
        records,
        release,
        clock,
        credentials,
        defaultID,
        quarantined: [...quarantined, ...quarantinedDefault],
      });
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** The sealed files that could not be opened. They are left as they are, and the others work. */
  quarantined(): readonly QuarantinedFile[] {
    return this.#quarantined;
  }

  /** Waits for the writes under way, then gives the folder back; every later call rejects with `internal`. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writes.idle();
    await this.#release();
  }

  allIDs(): Promise<readonly CredentialId[]> {
    return this.#answer(() => {
      const inOrder = [...this.#credentials.values()].sort((a, b) => a.addedAt - b.addedAt);
      return inOrder.map(({ token }) => token.id);
    });
  }

  get(id: CredentialId): Promise<Token | null> {
    return this.#answer(() => this.#credentials.get(id)?.token ?? null);
  }

  getMetadata(id: CredentialId): Promise<TokenMetadata | null> {
    return this.#answer(() => this.#credentials.get(id)?.metadata ?? null);
  }

  async add(token: Token, metadata: TokenMetadata): Promise<void> {
    this.#requireOpen();
    requireSameId(token, metadata);
    // The order of adding is the order of asking; the clock may stand still or go back.
    const addedAt = Math.max(this.#clock.now(), this.#lastAddedAt + 1);
    this.#lastAddedAt = addedAt;
    await this.#writes.run(token.id, async () => {
      if (this.#credentials.has(token.id) || this.#isQuarantined(token.id)) {
        throw new Failure('internal', { detail: `The identifier ${token.id} is taken.` });
      }
      await this.#write({ addedAt, token, metadata });
    });
  }

  async replace(token: Token, metadata: TokenMetadata): Promise<void> {
    this.#requireOpen();
    requireSameId(token, metadata);
    await this.#writes.run(token.id, async () => {
      const { addedAt } = this.#existing(token.id);
      await this.#write({ addedAt, token, metadata });
    });
  }

  async setMetadata(metadata: TokenMetadata): Promise<void> {
    this.#requireOpen();
    await this.#writes.run(metadata.id, async () => {
      await this.#write({ ...this.#existing(metadata.id), metadata });
    });
  }

  async remove(id: CredentialId): Promise<void> {
    this.#requireOpen();
    await this.#writes.run(id, async () => {
      if (!this.#credentials.has(id)) return;
      await this.#records.remove(id);
      this.#credentials.delete(id);
    });
  }

  /** The default as it was set: its credential may have been removed since, or be quarantined. */
  getDefaultID(): Promise<CredentialId | null> {
    return this.#answer(() => this.#defaultID);
  }

  /** Sets or clears the default. Rejects with `account_not_found` when there is no such credential. */
  async setDefaultID(id: CredentialId | null): Promise<void> {
    this.#requireOpen();
    await this.#writes.run(defaultKey, async () => {
      if (id !== null) this.#existing(id);
      await this.#records.writeDefault(id);
      this.#defaultID = id;
    });
  }

  /** Answers from memory; rejects when the vault is closed. */
  #answer<Answer>(read: () => Answer): Promise<Answer> {
    return new Promise((resolve) => {
      this.#requireOpen();
      resolve(read());
    });
  }

  async #write(credential: StoredCredential): Promise<void> {
    await this.#records.write(credential);
    this.#credentials.set(credential.token.id, credential);
  }

  #existing(id: CredentialId): StoredCredential {
    const credential = this.#credentials.get(id);
    if (credential === undefined) throw new Failure('account_not_found', { detail: id });
    return credential;
  }

  #isQuarantined(id: CredentialId): boolean {
    return this.#quarantined.some(({ fileName }) => fileName.includes(id));
  }

  #requireOpen(): void {
    if (this.#closed) throw new Failure('internal', { detail: 'The vault is closed.' });
  }
}

/** The key of the vault that is there; null when there is none and the folder is free for a new one. */
async function fetchKey(
  disk: Disk,
  directory: string,
  keychain: Keychain,
): Promise<KeyObject | null> {
  const marker = await readMarker(disk, directory);
  if (marker === null) {
    if (!(await holdsSealedRecords(disk, directory))) return null;
    throw new Failure('vault_damaged', { detail: 'The marker vault.json is missing.' });
  }
  const key = await fetchVaultKey(keychain, marker.vaultId);
  if (keyCheckOf(key, marker.vaultId) === marker.keyCheck) return key;
  throw new Failure('vault_key_missing', {
    detail: 'The key in the keychain is not the key of this vault.',
  });
}

/** Makes a new vault: first the key, proven to be in the keychain, then the marker that relies on it. */
async function createVault(
  disk: Disk,
  directory: string,
  keychain: Keychain,
  clock: Clock,
): Promise<KeyObject> {
  const vaultId = randomBytes(16).toString('hex');
  const key = await createVaultKey(keychain, vaultId);
  const keyCheck = keyCheckOf(key, vaultId);
  await writeMarker(disk, directory, { vaultId, createdAt: clock.now(), keyCheck });
  return key;
}

async function makeFolder(disk: Disk, path: string): Promise<void> {
  try {
    await disk.makeFolder(path);
  } catch (error) {
    throw writeFailure(error);
  }
}

async function tidy(disk: Disk, directory: string): Promise<void> {
  try {
    await removeLeftovers(disk, directory);
    await removeLeftovers(disk, credentialFolder(directory));
  } catch (error) {
    throw readFailure(error);
  }
}

function requireSameId(token: Token, metadata: TokenMetadata): void {
  if (token.id === metadata.id) return;
  throw new Failure('internal', { detail: 'The metadata belongs to another token.' });
}
