import type {
  CredentialId,
  HistoryEntry,
  PendingRevocation,
  RevocationStorage,
  Token,
  TokenMetadata,
  TokenStorage,
} from '../../../src/main/auth-foundation/index.ts';

/** Waits for a turn. Never ends for a process that is gone. */
export type Wait = (what: string) => Promise<void>;

/** A storage each of whose writes, and readings of tokens, waits for its turn before it happens. */
export class SlowStorage implements TokenStorage {
  readonly #storage: TokenStorage;
  readonly #wait: Wait;

  constructor(storage: TokenStorage, wait: Wait) {
    this.#storage = storage;
    this.#wait = wait;
  }

  allIDs(): Promise<readonly CredentialId[]> {
    return this.#storage.allIDs();
  }

  async get(id: CredentialId): Promise<Token | null> {
    await this.#wait('get');
    return this.#storage.get(id);
  }

  getMetadata(id: CredentialId): Promise<TokenMetadata | null> {
    return this.#storage.getMetadata(id);
  }

  async add(token: Token, metadata: TokenMetadata, note?: HistoryEntry): Promise<void> {
    await this.#wait('add');
    await this.#storage.add(token, metadata, note);
  }

  async replace(token: Token, metadata: TokenMetadata, note?: HistoryEntry): Promise<void> {
    await this.#wait('replace');
    await this.#storage.replace(token, metadata, note);
  }

  async setMetadata(metadata: TokenMetadata, note?: HistoryEntry): Promise<void> {
    await this.#wait('setMetadata');
    await this.#storage.setMetadata(metadata, note);
  }

  async remove(id: CredentialId, note?: HistoryEntry): Promise<void> {
    await this.#wait('remove');
    await this.#storage.remove(id, note);
  }

  getDefaultID(): Promise<CredentialId | null> {
    return this.#storage.getDefaultID();
  }

  async setDefaultID(id: CredentialId | null): Promise<void> {
    await this.#wait('setDefaultID');
    await this.#storage.setDefaultID(id);
  }

  async proveWritable(): Promise<void> {
    await this.#wait('proveWritable');
    await this.#storage.proveWritable();
  }

  history(id: CredentialId): Promise<readonly HistoryEntry[]> {
    return this.#storage.history(id);
  }

  async note(id: CredentialId, entry: HistoryEntry): Promise<void> {
    await this.#storage.note(id, entry);
  }
}

/** The same for revocations. */
export class SlowRevocationStorage implements RevocationStorage {
  readonly #storage: RevocationStorage;
  readonly #wait: Wait;

  constructor(storage: RevocationStorage, wait: Wait) {
    this.#storage = storage;
    this.#wait = wait;
  }

  async pendingRevocations(): Promise<readonly PendingRevocation[]> {
    await this.#wait('pendingRevocations');
    return this.#storage.pendingRevocations();
  }

  async putRevocation(entry: PendingRevocation): Promise<void> {
    await this.#wait('putRevocation');
    await this.#storage.putRevocation(entry);
  }

  async dropRevocation(id: CredentialId): Promise<void> {
    await this.#wait('dropRevocation');
    await this.#storage.dropRevocation(id);
  }
}
