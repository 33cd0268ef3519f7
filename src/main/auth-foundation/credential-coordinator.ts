import type { Clock } from './clock.ts';
import { CredentialDataSource } from './credential-data-source.ts';
import { CredentialEventEmitter } from './credential-events.ts';
import type { Credential, CredentialRecord } from './credential.ts';
import { Failure, toFailure } from './failure.ts';
import {
  isCredentialId,
  seconds,
  timestamp,
  type CredentialId,
  type Seconds,
  type Timestamp,
} from './identifiers.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { OAuth2Client, RefreshAnswer } from './oauth2-client.ts';
import {
  firstRevokeFailure,
  RevocationFailure,
  revokeTokens,
  type RevokeResult,
} from './revocation.ts';
import { describeToken, type TokenMetadata } from './token-metadata.ts';
import { matchesQuery, type TokenPredicate, type TokenQuery } from './token-query.ts';
import type { TokenStorage } from './token-storage.ts';
import type { Token, TokenContext } from './token.ts';
import { UnsavedTokens } from './unsaved-tokens.ts';
import { waitUnlessAborted } from './wait-unless-aborted.ts';

/** What a coordinator is made of; each part can be replaced. */
export interface CredentialCoordinatorParts {
  readonly storage: TokenStorage;
  /** Gives the client for a token's issuer and client identifier. */
  readonly clientFor: (context: TokenContext) => Pick<OAuth2Client, 'refresh' | 'revoke'>;
  readonly clock: Clock;
  /** How long before its expiry `refreshIfNeeded` refreshes a token; 30 seconds by default. */
  readonly refreshGrace?: Seconds;
  readonly dataSource?: CredentialDataSource;
  /** Is told what went wrong where no caller could be told: in a listener, or after the caller had its answer. */
  readonly onBackgroundError?: (thrown: unknown) => void;
}

export interface RefreshOptions {
  /** Ends this caller's wait; the refresh goes on for the others. */
  readonly signal?: AbortSignal;
}

/**
 * Keeps storage, live credentials and authorization servers consistent (credential-management, "Core components").
 * The order of every change is: durable write, then memory, then one event, then the callers (design, section 4).
 */
export class CredentialCoordinator {
  readonly events: CredentialEventEmitter;
  readonly refreshGrace: Seconds;
  readonly #storage: TokenStorage;
  readonly #dataSource: CredentialDataSource;
  readonly #clientFor: CredentialCoordinatorParts['clientFor'];
  readonly #clock: Clock;
  readonly #writes = new KeyedQueue<CredentialId | 'default'>();
  readonly #refreshes = new Map<CredentialId, Promise<void>>();
  readonly #unsaved: UnsavedTokens;
  readonly #onBackgroundError: (thrown: unknown) => void;
  /** Identifiers are never used twice, so a late reader cannot bring a removed credential back. */
  readonly #removed = new Set<CredentialId>();
  readonly #revoking = new Set<CredentialId>();

  constructor(parts: CredentialCoordinatorParts) {
    this.#storage = parts.storage;
    this.#clientFor = parts.clientFor;
    this.#clock = parts.clock;
    this.#dataSource = parts.dataSource ?? new CredentialDataSource();
    this.refreshGrace = parts.refreshGrace ?? seconds(30);
    this.#onBackgroundError = parts.onBackgroundError ?? (() => undefined);
    this.events = new CredentialEventEmitter(this.#onBackgroundError);
    this.#unsaved = new UnsavedTokens(parts.clock, (id) => this.saveUnsaved(id));
  }

  /** The current time, by the clock this coordinator was given. */
  now(): Timestamp {
    return this.#clock.now();
  }

  /**
   * Stores a token. The first one stored becomes the default; `default_changed` comes after `credential_added`.
   *
   * @param token - a new token
   * @param tags - to find it by
   * @throws Failure of class *storage* when it could not be written; nothing is stored then
   */
  async store(token: Token, tags: readonly string[] = []): Promise<Credential> {
    const metadata = describeToken(token, tags);
    const credential = await this.#writes.run(token.id, async () => {
      await this.#storage.add(token, metadata);
      const made = this.#dataSource.credential(this, { token, metadata, saved: true });
      this.events.emit('credential_added', { id: token.id, reason: 'signed_in' });
      return made;
    });
    await this.#writes.run('default', () => this.#defaultToFirst(token.id));
    return credential;
  }

  /**
   * Gives an existing credential the token of a new sign-in; identifier, tags and default stay.
   *
   * @param id - the credential
   * @param token - from the new sign-in
   * @throws Failure `account_not_found`, or of class *storage*: then the old token is kept as it was
   */
  async signInAgain(id: CredentialId, token: Token): Promise<Credential> {
    return this.#writes.run(id, async () => {
      const credential = await this.#require(id);
      const renewed = token.withId(id);
      const metadata = describeToken(renewed, credential.tags);
      await this.#storage.replace(renewed, metadata);
      this.#unsaved.forget(id);
      this.#dataSource.credential(this, { token: renewed, metadata, saved: true });
      const reason = 'signed_in_again';
      this.events.emit('credential_refreshed', { id, reason, idTokenProblem: null });
      return credential;
    });
  }

  /** The default credential, or null; a default whose token is gone counts as none. */
  async getDefault(): Promise<Credential | null> {
    const id = await this.#storage.getDefaultID();
    return id === null ? null : this.with(id);
  }

  /**
   * Makes a credential the default.
   *
   * @param id - a stored credential, or null for none
   * @throws Failure `account_not_found`, or of class *storage*
   */
  async setDefault(id: CredentialId | null): Promise<void> {
    await this.#writes.run('default', async () => {
      if (id !== null) await this.#require(id);
      if ((await this.#storage.getDefaultID()) === id) return;
      await this.#storage.setDefaultID(id);
      this.events.emit('default_changed', { id });
    });
  }

  /** The one live instance for an identifier, or null when nothing is stored under it. */
  async with(id: string): Promise<Credential | null> {
    if (!isCredentialId(id)) return null;
    const alive = this.#dataSource.get(id);
    if (alive !== undefined) return alive;
    const [token, metadata] = await Promise.all([
      this.#storage.get(id),
      this.#storage.getMetadata(id),
    ]);
    if (token === null || metadata === null || this.#removed.has(id)) return null;
    // Another caller may have made the instance, and changed it, while this one was reading.
    return (
      this.#dataSource.get(id) ??
      this.#dataSource.credential(this, { token, metadata, saved: true })
    );
  }

  /** The identifiers of all stored credentials, in the order they were added. */
  async allIDs(): Promise<readonly CredentialId[]> {
    return this.#storage.allIDs();
  }

  /** The credentials that match an example or a predicate over their metadata. */
  async find(query: TokenQuery | TokenPredicate): Promise<readonly Credential[]> {
    const found: Credential[] = [];
    for (const id of await this.allIDs()) {
      const metadata = this.#dataSource.get(id)?.metadata ?? (await this.#storage.getMetadata(id));
      if (metadata === null || !matchesQuery(metadata, query)) continue;
      const credential = await this.with(id);
      if (credential !== null) found.push(credential);
    }
    return found;
  }

  /**
   * Replaces a credential's tags as a whole.
   *
   * @throws Failure `account_not_found`, or of class *storage*
   */
  async setTags(id: CredentialId, tags: readonly string[]): Promise<void> {
    await this.#writes.run(id, async () => {
      const credential = await this.#require(id);
      const metadata = { ...credential.metadata, tags: [...new Set(tags)] };
      const wasUnsaved = credential.isUnsaved;
      await this.#writeMetadata(credential, metadata);
      this.events.emit('tags_updated', { id, tags: metadata.tags });
      if (wasUnsaved) this.events.emit('credential_saved', { id });
    });
  }

  /**
   * Refreshes a credential's token. All callers of one identifier share one request and its outcome.
   *
   * @param id - the credential
   * @throws Failure of any class. With `token_unsaved` the new token is in use but only in memory; it is written
   *   as soon as that works. Of class *sign_in_needed*: that is remembered with the credential. Else nothing changed.
   */
  async refresh(id: CredentialId, { signal }: RefreshOptions = {}): Promise<void> {
    if (signal?.aborted === true) throw new Failure('cancelled');
    if (this.#revoking.has(id)) throw new Failure('busy');
    const running = this.#refreshes.get(id) ?? this.#startRefresh(id);
    await waitUnlessAborted(running, signal);
  }

  /** Whether a refresh of this credential is under way. */
  isRefreshing(id: CredentialId): boolean {
    return this.#refreshes.has(id);
  }

  /**
   * Writes a token that is only in memory; called by itself with growing pauses, and when the person asks.
   *
   * @throws Failure of class *storage* when it still cannot be written
   */
  async saveUnsaved(id: CredentialId): Promise<void> {
    await this.#writes.run(id, async () => {
      const credential = this.#dataSource.get(id);
      if (credential?.isUnsaved !== true) return;
      const { token, metadata } = credential;
      await this.#storage.replace(token, metadata);
      this.#commit({ token, metadata, saved: true });
      this.events.emit('credential_saved', { id });
    });
  }

  /**
   * Waits for the refreshes under way, whose answers may hold the only refresh tokens that still work, and tries once
   * more to write every token that is only in memory, before the app ends. Rejects never.
   */
  async saveEveryUnsaved(): Promise<void> {
    await Promise.allSettled(this.#refreshes.values());
    await Promise.allSettled(this.#unsaved.ids.map((id) => this.saveUnsaved(id)));
  }

  /**
   * Revokes a credential's tokens at the org, refresh token first, and removes it when the org agreed to all. One
   * that was signed in again meanwhile is kept: its new tokens were not revoked.
   *
   * @returns what happened to each token
   * @throws RevocationFailure when the org did not agree or could not be reached; the credential is kept
   */
  async revoke(id: CredentialId): Promise<readonly RevokeResult[]> {
    if (this.#revoking.has(id)) throw new Failure('busy');
    this.#revoking.add(id);
    try {
      // A refresh under way would bring a token that nobody revokes.
      await Promise.allSettled([this.#refreshes.get(id)]);
      const { token } = await this.#require(id);
      const results = await revokeTokens(this.#clientFor(token.context), token);
      const failure = firstRevokeFailure(results);
      if (failure !== null) throw new RevocationFailure(failure, results);
      await this.#remove(id, 'revoked', token);
      return results;
    } finally {
      this.#revoking.delete(id);
    }
  }

  /**
   * Removes a credential from this device; its tokens stay valid at the org. Removing it twice is no error.
   *
   * @throws Failure of class *storage*: then it is kept
   */
  async remove(id: CredentialId): Promise<void> {
    await this.#remove(id, 'removed');
  }

  /** @param token - when it is given, only the credential that still has it is removed */
  async #remove(id: CredentialId, reason: 'removed' | 'revoked', token?: Token): Promise<void> {
    const remove = async (): Promise<void> => {
      const credential = await this.with(id);
      if (credential === null || (token !== undefined && credential.token !== token)) return;
      // Asked before, because a storage may take a default that is not stored for none.
      const isDefault = (await this.#storage.getDefaultID()) === id;
      await this.#storage.remove(id);
      this.#removed.add(id);
      this.#unsaved.forget(id);
      this.#dataSource.remove(id);
      this.events.emit('credential_removed', { id, reason });
      if (isDefault) await this.#clearDefault();
    };
    await this.#writes.run('default', () => this.#writes.run(id, remove));
  }

  /** A consequence of storing, which has happened already: its failure must not undo that. */
  async #defaultToFirst(id: CredentialId): Promise<void> {
    try {
      const isFirst = (await this.#storage.allIDs())[0] === id;
      if (!isFirst || (await this.getDefault()) !== null) return;
      await this.#storage.setDefaultID(id);
      this.events.emit('default_changed', { id });
    } catch (thrown) {
      this.#onBackgroundError(thrown);
    }
  }

  /** One that could not be cleared names a credential that is gone, which counts as none. */
  async #clearDefault(): Promise<void> {
    try {
      await this.#storage.setDefaultID(null);
    } catch (thrown) {
      this.#onBackgroundError(thrown);
    }
    this.events.emit('default_changed', { id: null });
  }

  #startRefresh(id: CredentialId): Promise<void> {
    const running = this.#refresh(id).finally(() => {
      this.#refreshes.delete(id);
    });
    this.#refreshes.set(id, running);
    return running;
  }

  async #refresh(id: CredentialId): Promise<void> {
    const credential = await this.#require(id);
    const base = credential.token;
    const client = this.#clientFor(base.context);
    this.events.emit('credential_refresh_started', { id });
    let answer: RefreshAnswer;
    try {
      answer = await client.refresh(base);
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (await this.#writes.run(id, () => this.#noteFailure(id, base, failure))) return;
      throw failure;
    }
    const fate = await this.#writes.run(id, () => this.#takeAnswer(id, base, answer));
    if (fate === 'taken') return;
    void this.#drop(id, base.refreshedWith(answer.response, timestamp(answer.receivedAt)));
    if (fate === 'removed') throw new Failure('account_not_found');
  }

  async #takeAnswer(
    id: CredentialId,
    base: Token,
    answer: RefreshAnswer,
  ): Promise<'taken' | 'removed' | 'signed_in_again'> {
    const credential = await this.with(id);
    if (credential === null) return 'removed';
    // Its callers have the fresh token they waited for, if not from this answer.
    if (credential.token !== base) return 'signed_in_again';
    const token = base.refreshedWith(answer.response, timestamp(answer.receivedAt));
    const metadata = describeToken(token, credential.tags);
    try {
      await this.#storage.replace(token, metadata);
    } catch (thrown) {
      const failure = this.#keepUnsaved(token, metadata, thrown);
      throw new Failure('token_unsaved', { detail: failure.message });
    }
    this.#commit({ token, metadata, saved: true });
    const { idTokenProblem } = answer;
    this.events.emit('credential_refreshed', { id, reason: 'refreshed', idTokenProblem });
    return 'taken';
  }

  /** The late answer of a refresh: its tokens are revoked as far as the org lets us, and not used. */
  async #drop(id: CredentialId, token: Token): Promise<void> {
    this.events.emit('credential_refresh_dropped', { id });
    const results = await revokeTokens(this.#clientFor(token.context), token);
    const failure = firstRevokeFailure(results);
    if (failure !== null) this.#onBackgroundError(failure);
  }

  /** @returns whether the person signed in again meanwhile, so that the failure means nothing any more */
  async #noteFailure(id: CredentialId, base: Token, failure: Failure): Promise<boolean> {
    const credential = await this.with(id);
    if (credential === null) return false;
    if (credential.token !== base) return true;
    // Without a refresh token the access token may still be good for a while.
    if (failure.failureClass === 'sign_in_needed' && failure.code !== 'no_refresh_token') {
      await this.#rememberSignInNeeded(credential, failure);
    }
    this.events.emit('credential_refresh_failed', { id, failure });
    return false;
  }

  async #rememberSignInNeeded(credential: Credential, failure: Failure): Promise<void> {
    const { code, detail, requestId } = failure;
    const signInNeeded = { code, detail, requestId, at: this.#clock.now() };
    const metadata: TokenMetadata = { ...credential.metadata, signInNeeded };
    const { id, token, isUnsaved } = credential;
    try {
      await this.#writeMetadata(credential, metadata);
      if (isUnsaved) this.events.emit('credential_saved', { id });
    } catch (thrown) {
      this.#keepUnsaved(token, metadata, thrown);
    }
  }

  /** An unsaved token is written with its metadata: the old one in the storage must not take it alone. */
  async #writeMetadata(credential: Credential, metadata: TokenMetadata): Promise<void> {
    const { token, isUnsaved } = credential;
    if (isUnsaved) await this.#storage.replace(token, metadata);
    else await this.#storage.setMetadata(metadata);
    this.#commit({ token, metadata, saved: true });
  }

  /** Goes on with what could not be written, and tries again to write it. */
  #keepUnsaved(token: Token, metadata: TokenMetadata, thrown: unknown): Failure {
    const failure = toFailure(thrown);
    this.#commit({ token, metadata, saved: false });
    this.#unsaved.add(token.id);
    this.events.emit('credential_unsaved', { id: token.id, failure });
    return failure;
  }

  #commit(record: CredentialRecord): void {
    this.#dataSource.credential(this, record);
    if (record.saved) this.#unsaved.forget(record.token.id);
  }

  async #require(id: CredentialId): Promise<Credential> {
    const credential = await this.with(id);
    if (credential === null) throw new Failure('account_not_found');
    return credential;
  }
}
