import {
  addToHistory,
  Failure,
  parseToken,
  serializeToken,
  type CredentialId,
  type HistoryEntry,
  type SerializedToken,
  type Token,
  type TokenMetadata,
  type TokenStorage,
} from '../../../src/main/auth-foundation/index.ts';

export type StorageOperation = keyof TokenStorage;

interface Row {
  readonly token: SerializedToken;
  readonly metadata: TokenMetadata;
}

interface Refusal {
  readonly failure: Failure;
  times: number;
  successes: number;
}

/**
 * A TokenStorage in memory that forgets objects as a file does: what is read is never the instance that was written.
 * A test can make operations fail, or hold them until it lets them go.
 */
export class InMemoryTokenStorage implements TokenStorage {
  /** The writes that succeeded, oldest first. */
  readonly writes: StorageOperation[] = [];
  readonly #rows = new Map<CredentialId, Row>();
  readonly #histories = new Map<CredentialId, readonly HistoryEntry[]>();
  readonly #refusals = new Map<StorageOperation, Refusal>();
  readonly #gates = new Map<StorageOperation, Promise<undefined>>();
  readonly #forgetsMissingDefault: boolean;
  #defaultID: CredentialId | null = null;

  /** @param options - `forgetsMissingDefault`: a default that is not stored is none, as the vault has it */
  constructor(options: { readonly forgetsMissingDefault?: boolean } = {}) {
    this.#forgetsMissingDefault = options.forgetsMissingDefault ?? false;
  }

  /** Makes an operation fail, `times` times; for ever by default. */
  refuse(operation: StorageOperation, times = Infinity, failure = new Failure('disk_full')): void {
    this.#refusals.set(operation, { failure, times, successes: 0 });
  }

  /** Makes an operation fail for ever, after it has succeeded `successes` more times. */
  refuseAfter(operation: StorageOperation, successes: number): void {
    const failure = new Failure('disk_full');
    this.#refusals.set(operation, { failure, times: Infinity, successes });
  }

  /** Everything works again. */
  heal(): void {
    this.#refusals.clear();
  }

  /** Holds every call of an operation until `release`; what it does, it does after that. */
  hold(operation: StorageOperation): {
    readonly release: () => void;
    /** Holds those that have come already, and lets later ones pass. */
    readonly holdOnlyFirst: () => void;
  } {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#gates.set(operation, promise);
    return {
      holdOnlyFirst: () => {
        this.#gates.delete(operation);
      },
      release: () => {
        this.#gates.delete(operation);
        resolve(undefined);
      },
    };
  }

  /** What is stored under an identifier, or undefined. */
  row(id: CredentialId): { readonly token: Token; readonly metadata: TokenMetadata } | undefined {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : { ...row, token: parseToken(row.token) };
  }

  async allIDs(): Promise<readonly CredentialId[]> {
    const ids = [...this.#rows.keys()];
    await this.#enter('allIDs');
    return ids;
  }

  async get(id: CredentialId): Promise<Token | null> {
    // What was there when it was asked for: a slow disk may answer with what has changed since.
    const token = this.row(id)?.token ?? null;
    await this.#enter('get');
    return token;
  }

  async getMetadata(id: CredentialId): Promise<TokenMetadata | null> {
    const metadata = this.row(id)?.metadata ?? null;
    await this.#enter('getMetadata');
    return metadata;
  }

  async add(token: Token, metadata: TokenMetadata, note?: HistoryEntry): Promise<void> {
    await this.#enter('add');
    if (this.#rows.has(token.id)) throw new Failure('internal');
    this.#put(token, metadata);
    this.#addNote(token.id, note);
    this.writes.push('add');
  }

  async replace(token: Token, metadata: TokenMetadata, note?: HistoryEntry): Promise<void> {
    await this.#enter('replace');
    this.#requireRow(token.id);
    this.#put(token, metadata);
    this.#addNote(token.id, note);
    this.writes.push('replace');
  }

  async setMetadata(metadata: TokenMetadata, note?: HistoryEntry): Promise<void> {
    await this.#enter('setMetadata');
    const { token } = this.#requireRow(metadata.id);
    this.#rows.set(metadata.id, { token, metadata: structuredClone(metadata) });
    this.#addNote(metadata.id, note);
    this.writes.push('setMetadata');
  }

  async remove(id: CredentialId): Promise<void> {
    await this.#enter('remove');
    this.#rows.delete(id);
    this.#histories.delete(id);
    this.writes.push('remove');
  }

  async proveWritable(): Promise<void> {
    await this.#enter('proveWritable');
  }

  async history(id: CredentialId): Promise<readonly HistoryEntry[]> {
    await this.#enter('history');
    return this.#histories.get(id) ?? [];
  }

  async note(id: CredentialId, entry: HistoryEntry): Promise<void> {
    await this.#enter('note');
    if (this.#rows.has(id)) this.#addNote(id, entry);
  }

  async getDefaultID(): Promise<CredentialId | null> {
    const id = this.#defaultID;
    const isMissing = id !== null && !this.#rows.has(id);
    await this.#enter('getDefaultID');
    return isMissing && this.#forgetsMissingDefault ? null : id;
  }

  async setDefaultID(id: CredentialId | null): Promise<void> {
    await this.#enter('setDefaultID');
    this.#defaultID = id;
    this.writes.push('setDefaultID');
  }

  async #enter(operation: StorageOperation): Promise<void> {
    await this.#gates.get(operation);
    const refusal = this.#refusals.get(operation);
    if (refusal === undefined || refusal.times === 0) return;
    if (refusal.successes > 0) {
      refusal.successes -= 1;
      return;
    }
    refusal.times -= 1;
    throw refusal.failure;
  }

  #put(token: Token, metadata: TokenMetadata): void {
    this.#rows.set(token.id, {
      token: serializeToken(token),
      metadata: structuredClone(metadata),
    });
  }

  #addNote(id: CredentialId, note: HistoryEntry | undefined): void {
    if (note === undefined) return;
    this.#histories.set(id, addToHistory(this.#histories.get(id) ?? [], note));
  }

  #requireRow(id: CredentialId): Row {
    const row = this.#rows.get(id);
    if (row === undefined) throw new Failure('account_not_found');
    return row;
  }
}
