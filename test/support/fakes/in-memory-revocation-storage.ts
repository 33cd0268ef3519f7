import {
  Failure,
  parseToken,
  serializeToken,
  type CredentialId,
  type PendingRevocation,
  type RevocationStorage,
  type SerializedToken,
} from '../../../src/main/auth-foundation/index.ts';

type StoredEntry = Omit<PendingRevocation, 'token'> & { readonly token: SerializedToken };

/**
 * A RevocationStorage in memory that forgets objects as a file does: what is read is never the instance that was
 * written. A test can make operations fail, or hold them.
 */
export class InMemoryRevocationStorage implements RevocationStorage {
  readonly #entries = new Map<CredentialId, StoredEntry>();
  readonly #refused = new Set<keyof RevocationStorage>();
  readonly #gates = new Map<keyof RevocationStorage, Promise<undefined>>();

  /** Makes an operation fail until {@link heal}. */
  refuse(operation: keyof RevocationStorage): void {
    this.#refused.add(operation);
  }

  /** Holds every call of an operation until `release`; what it does, it does after that. */
  hold(operation: keyof RevocationStorage): { readonly release: () => void } {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#gates.set(operation, promise);
    return {
      release: () => {
        this.#gates.delete(operation);
        resolve(undefined);
      },
    };
  }

  /** Everything works again. */
  heal(): void {
    this.#refused.clear();
  }

  /** What is stored, oldest first. */
  get stored(): readonly PendingRevocation[] {
    return [...this.#entries.values()]
      .sort((a, b) => a.queuedAt - b.queuedAt)
      .map((entry) => ({ ...entry, token: parseToken(entry.token) }));
  }

  async pendingRevocations(): Promise<readonly PendingRevocation[]> {
    await this.#enter('pendingRevocations');
    return this.stored;
  }

  async putRevocation(entry: PendingRevocation): Promise<void> {
    await this.#enter('putRevocation');
    const { token, ...rest } = entry;
    this.#entries.set(entry.id, { ...structuredClone(rest), token: serializeToken(token) });
  }

  async dropRevocation(id: CredentialId): Promise<void> {
    await this.#enter('dropRevocation');
    this.#entries.delete(id);
  }

  async #enter(operation: keyof RevocationStorage): Promise<void> {
    await this.#gates.get(operation);
    if (this.#refused.has(operation)) throw new Failure('disk_full');
  }
}
