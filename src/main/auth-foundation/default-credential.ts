import type { CredentialEventEmitter } from './credential-events.ts';
import type { Credential } from './credential.ts';
import type { CredentialId } from './identifiers.ts';
import type { LiveCredentials } from './live-credentials.ts';
import type { TokenStorage } from './token-storage.ts';

/** What the default is kept with. */
export interface DefaultCredentialParts {
  readonly live: LiveCredentials;
  readonly storage: TokenStorage;
  readonly events: CredentialEventEmitter;
  /** Is told of what failed after the caller had its answer. */
  readonly onBackgroundError: (thrown: unknown) => void;
}

/**
 * Which credential is the default. It is read once and then known, because only this coordinator writes it. Whoever
 * changes it holds the queue `default` of the live credentials.
 */
export class DefaultCredential {
  readonly #parts: DefaultCredentialParts;
  /** What is stored, or undefined before it was read. */
  #id: CredentialId | null | undefined;

  constructor(parts: DefaultCredentialParts) {
    this.#parts = parts;
  }

  /** The default's live instance, as far as it is known without asking the storage. */
  get alive(): Credential | undefined {
    const id = this.#id;
    return id === undefined || id === null ? undefined : this.#parts.live.alive(id);
  }

  /** The default's live instance, or null; a default whose token is gone counts as none. */
  async get(): Promise<Credential | null> {
    const id = await this.id();
    return id === null ? null : this.#parts.live.with(id);
  }

  /** The identifier that was set last, or null; what it names may be gone. */
  async id(): Promise<CredentialId | null> {
    if (this.#id !== undefined) return this.#id;
    return this.#learn(await this.#parts.storage.getDefaultID());
  }

  /** Sets or clears it, and tells, if that changes it. @throws Failure of class *storage*; nothing has changed then */
  async set(id: CredentialId | null): Promise<void> {
    const { storage, events, live } = this.#parts;
    const before = await this.id();
    if (before === id) return;
    // One whose token is gone counted as none.
    const wasThere = before !== null && (await live.metadataOf(before)) !== null;
    const previousId = wasThere ? before : null;
    await storage.setDefaultID(id);
    this.#id = id;
    if (previousId !== id) events.emit('default_changed', { id, previousId });
  }

  /**
   * Makes the first stored credential the default if there is none. A consequence of storing, which has happened
   * already: its failure must not undo that, so it rejects never.
   */
  async toFirst(id: CredentialId): Promise<void> {
    const { storage, onBackgroundError } = this.#parts;
    try {
      const isFirst = (await storage.allIDs())[0] === id;
      if (isFirst && (await this.get()) === null) await this.set(id);
    } catch (thrown) {
      onBackgroundError(thrown);
    }
  }

  /**
   * Follows what the storage brought back by itself: one of the credentials may be the default, or the record of the
   * default itself was repaired. Rejects never.
   */
  async noticeRestored(ids: readonly CredentialId[]): Promise<void> {
    const before = this.#id;
    this.#id = undefined;
    try {
      const id = await this.id();
      const isRepaired = before === null && id !== null;
      // While it was gone it counted as none.
      if (id !== null && (isRepaired || ids.includes(id))) {
        this.#parts.events.emit('default_changed', { id, previousId: null });
      }
    } catch (thrown) {
      this.#parts.onBackgroundError(thrown);
    }
    for (const id of ids) await this.toFirst(id);
  }

  /** Clears it after its credential is gone. What cannot be cleared names nothing, which counts as none. */
  async clear(): Promise<void> {
    const { storage, events, onBackgroundError } = this.#parts;
    const previousId = this.#id ?? null;
    this.#id = null;
    try {
      await storage.setDefaultID(null);
    } catch (thrown) {
      onBackgroundError(thrown);
    }
    events.emit('default_changed', { id: null, previousId });
  }

  /** Whoever has set it while it was read knows better. */
  #learn(stored: CredentialId | null): CredentialId | null {
    if (this.#id === undefined) this.#id = stored;
    return this.#id;
  }
}
