import type { HistoryEventName } from '../../shared/index.ts';
import type { Clock } from './clock.ts';
import type { CredentialCoordinator } from './credential-coordinator.ts';
import type { CredentialDataSource } from './credential-data-source.ts';
import type { CredentialEventEmitter } from './credential-events.ts';
import { historyEntry, type HistoryEntry } from './credential-history.ts';
import type { Credential } from './credential.ts';
import { Failure, toFailure } from './failure.ts';
import { isCredentialId, type CredentialId } from './identifiers.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { TokenMetadata } from './token-metadata.ts';
import type { TokenStorage } from './token-storage.ts';
import type { Token } from './token.ts';
import { UnsavedTokens } from './unsaved-tokens.ts';

/** What live credentials are made of. */
export interface LiveCredentialsParts {
  /** Whom each credential calls. */
  readonly owner: CredentialCoordinator;
  readonly storage: TokenStorage;
  readonly dataSource: CredentialDataSource;
  readonly events: CredentialEventEmitter;
  /** For history, and for the pauses between the tries to write what is only in memory. */
  readonly clock: Clock;
  /** Is told when a line of history was not taken: that fails nothing. */
  readonly onBackgroundError: (thrown: unknown) => void;
}

/**
 * The live credentials beside what is stored of them: memory follows a durable write, and what cannot be written
 * although it must not be lost stays in memory and is tried again.
 */
export class LiveCredentials {
  /** Changes of one credential happen one after another, and so do those of the default. */
  readonly writes = new KeyedQueue<CredentialId | 'default'>();
  readonly #parts: LiveCredentialsParts;
  readonly #unsaved: UnsavedTokens;
  /** A late reader cannot bring a removed credential back. */
  readonly #removed = new Set<CredentialId>();

  constructor(parts: LiveCredentialsParts) {
    this.#parts = parts;
    this.#unsaved = new UnsavedTokens(parts.clock, (id) => this.saveUnsaved(id));
  }

  /** The live instance for an identifier, or undefined when nobody has asked for it yet. */
  alive(id: CredentialId): Credential | undefined {
    return this.#parts.dataSource.get(id);
  }

  /** The one live instance for an identifier, or null when nothing is stored under it. */
  async with(id: string): Promise<Credential | null> {
    if (!isCredentialId(id)) return null;
    const { dataSource, owner, storage } = this.#parts;
    const alive = dataSource.get(id);
    if (alive !== undefined) return alive;
    const [token, metadata] = await Promise.all([storage.get(id), storage.getMetadata(id)]);
    if (token === null || metadata === null || this.#removed.has(id)) return null;
    // Another caller may have made the instance, and changed it, while this one was reading.
    return dataSource.get(id) ?? dataSource.credential(owner, { token, metadata, saved: true });
  }

  /** The one live instance for an identifier. @throws Failure `account_not_found` */
  async require(id: CredentialId): Promise<Credential> {
    const credential = await this.with(id);
    if (credential === null) throw new Failure('account_not_found');
    return credential;
  }

  /** The newest metadata of a credential, or null when nothing is stored under the identifier. */
  async metadataOf(id: CredentialId): Promise<TokenMetadata | null> {
    const { dataSource, storage } = this.#parts;
    return dataSource.get(id)?.metadata ?? (await storage.getMetadata(id));
  }

  /** A line of history, as of now; see {@link historyEntry}. */
  entry(event: HistoryEventName, why: Failure | string | null = null): HistoryEntry {
    return historyEntry(event, this.#parts.clock.now(), why);
  }

  /** Adds a line to a credential's history; it becomes durable with the next write. Rejects never. */
  async note(id: CredentialId, entry: HistoryEntry): Promise<void> {
    const { storage, onBackgroundError } = this.#parts;
    try {
      await storage.note(id, entry);
    } catch (thrown) {
      onBackgroundError(thrown);
    }
  }

  /** Writes a new token. @throws Failure of class *storage*; nothing is stored then */
  async add(token: Token, metadata: TokenMetadata, note: HistoryEntry): Promise<Credential> {
    await this.#parts.storage.add(token, metadata, note);
    return this.#commit(token, metadata);
  }

  /** Writes the next token of a credential. @throws Failure of class *storage*; nothing has changed then */
  async replace(token: Token, metadata: TokenMetadata, note: HistoryEntry): Promise<void> {
    await this.#parts.storage.replace(token, metadata, note);
    this.#commit(token, metadata);
  }

  /**
   * Writes a token that came in the place of one that does not work any more, so it must not be lost: when it cannot
   * be written, it is used from memory and tried again.
   *
   * @throws Failure `token_unsaved` when it is only in memory
   */
  async replaceRotated(token: Token, metadata: TokenMetadata, note: HistoryEntry): Promise<void> {
    try {
      await this.replace(token, metadata, note);
    } catch (thrown) {
      await this.note(token.id, note);
      const failure = await this.keepUnsaved(token, metadata, thrown);
      throw new Failure('token_unsaved', { detail: failure.message });
    }
  }

  /**
   * Writes metadata, then tells. An unsaved token is written with it: the old one in the storage must not take it
   * alone.
   *
   * @param tell - tells what has changed
   * @throws Failure of class *storage*; nothing has changed then
   */
  async setMetadata(
    credential: Credential,
    metadata: TokenMetadata,
    note: HistoryEntry | undefined,
    tell: () => void,
  ): Promise<void> {
    const { storage, events } = this.#parts;
    const { id, token, isUnsaved } = credential;
    if (isUnsaved) await storage.replace(token, metadata, note);
    else await storage.setMetadata(metadata, note);
    this.#commit(token, metadata);
    tell();
    if (!isUnsaved) return;
    await this.note(id, this.entry('saved'));
    events.emit('credential_saved', { id });
  }

  /** Goes on with what could not be written, and tries again to write it. */
  async keepUnsaved(token: Token, metadata: TokenMetadata, thrown: unknown): Promise<Failure> {
    const { dataSource, owner, events } = this.#parts;
    const failure = toFailure(thrown);
    dataSource.credential(owner, { token, metadata, saved: false });
    this.#unsaved.add(token.id);
    await this.note(token.id, this.entry('unsaved', failure));
    events.emit('credential_unsaved', { id: token.id, failure });
    return failure;
  }

  /** Writes a token that is only in memory. @throws Failure of class *storage* when it still cannot be written */
  async saveUnsaved(id: CredentialId): Promise<void> {
    await this.writes.run(id, async () => {
      const credential = this.alive(id);
      if (credential?.isUnsaved !== true) return;
      await this.replace(credential.token, credential.metadata, this.entry('saved'));
      this.#parts.events.emit('credential_saved', { id });
    });
  }

  /** Tries now to write every token that is only in memory. Rejects never. */
  async saveEveryUnsaved(): Promise<void> {
    await Promise.allSettled(this.#unsaved.ids.map((id) => this.saveUnsaved(id)));
  }

  /** Plans no more tries; what is only in memory is still known and can be saved. */
  stop(): void {
    this.#unsaved.stop();
  }

  /** Removes a credential. @throws Failure of class *storage*; it is kept then */
  async remove(id: CredentialId, note: HistoryEntry): Promise<void> {
    await this.#parts.storage.remove(id, note);
    this.#removed.add(id);
    this.#unsaved.forget(id);
    this.#parts.dataSource.remove(id);
  }

  /** Credentials that were removed and that the storage has got back, as from a backup. */
  welcomeBack(ids: readonly CredentialId[]): void {
    for (const id of ids) this.#removed.delete(id);
  }

  #commit(token: Token, metadata: TokenMetadata): Credential {
    const { dataSource, owner } = this.#parts;
    this.#unsaved.forget(token.id);
    return dataSource.credential(owner, { token, metadata, saved: true });
  }
}
