import type { Clock } from './clock.ts';
import { CredentialDataSource } from './credential-data-source.ts';
import { CredentialEventEmitter } from './credential-events.ts';
import type { Credential } from './credential.ts';
import { Failure } from './failure.ts';
import { seconds, type CredentialId, type Seconds, type Timestamp } from './identifiers.ts';
import { LiveCredentials } from './live-credentials.ts';
import type { OAuth2Client } from './oauth2-client.ts';
import {
  firstRevokeFailure,
  RevocationFailure,
  revokeTokens,
  type RevokeResult,
} from './revocation.ts';
import { describeToken } from './token-metadata.ts';
import { matchesQuery, type TokenPredicate, type TokenQuery } from './token-query.ts';
import { TokenRefresher } from './token-refresher.ts';
import type { TokenStorage } from './token-storage.ts';
import type { Token, TokenContext } from './token.ts';
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
  readonly #clientFor: CredentialCoordinatorParts['clientFor'];
  readonly #clock: Clock;
  readonly #onBackgroundError: (thrown: unknown) => void;
  readonly #live: LiveCredentials;
  readonly #refresher: TokenRefresher;
  readonly #revoking = new Set<CredentialId>();

  constructor(parts: CredentialCoordinatorParts) {
    const { storage, clientFor, clock } = parts;
    const { onBackgroundError = () => undefined, dataSource = new CredentialDataSource() } = parts;
    const events = new CredentialEventEmitter(onBackgroundError);
    const live = new LiveCredentials({ owner: this, storage, dataSource, events, clock });
    this.events = events;
    this.refreshGrace = parts.refreshGrace ?? seconds(30);
    this.#storage = storage;
    this.#clientFor = clientFor;
    this.#clock = clock;
    this.#onBackgroundError = onBackgroundError;
    this.#live = live;
    this.#refresher = new TokenRefresher({ live, events, clientFor, clock, onBackgroundError });
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
    const credential = await this.#live.writes.run(token.id, async () => {
      const made = await this.#live.add(token, metadata);
      this.events.emit('credential_added', { id: token.id, reason: 'signed_in' });
      return made;
    });
    await this.#live.writes.run('default', () => this.#defaultToFirst(token.id));
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
    return this.#live.writes.run(id, async () => {
      const credential = await this.#live.require(id);
      const renewed = token.withId(id);
      await this.#live.replace(renewed, describeToken(renewed, credential.tags));
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
    await this.#live.writes.run('default', async () => {
      if (id !== null) await this.#live.require(id);
      if ((await this.#storage.getDefaultID()) === id) return;
      await this.#storage.setDefaultID(id);
      this.events.emit('default_changed', { id });
    });
  }

  /** The one live instance for an identifier, or null when nothing is stored under it. */
  async with(id: string): Promise<Credential | null> {
    return this.#live.with(id);
  }

  /** The identifiers of all stored credentials, in the order they were added. */
  async allIDs(): Promise<readonly CredentialId[]> {
    return this.#storage.allIDs();
  }

  /** The credentials that match an example or a predicate over their metadata. */
  async find(query: TokenQuery | TokenPredicate): Promise<readonly Credential[]> {
    const found: Credential[] = [];
    for (const id of await this.allIDs()) {
      const metadata = await this.#live.metadataOf(id);
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
    await this.#live.writes.run(id, async () => {
      const credential = await this.#live.require(id);
      const metadata = { ...credential.metadata, tags: [...new Set(tags)] };
      const wasUnsaved = credential.isUnsaved;
      await this.#live.setMetadata(credential, metadata);
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
    await waitUnlessAborted(this.#refresher.refresh(id), signal);
  }

  /** Whether a refresh of this credential is under way. */
  isRefreshing(id: CredentialId): boolean {
    return this.#refresher.isRefreshing(id);
  }

  /**
   * Writes a token that is only in memory; called by itself with growing pauses, and when the person asks.
   *
   * @throws Failure of class *storage* when it still cannot be written
   */
  async saveUnsaved(id: CredentialId): Promise<void> {
    await this.#live.saveUnsaved(id);
  }

  /**
   * Waits for the refreshes under way, whose answers may hold the only refresh tokens that still work, and tries once
   * more to write every token that is only in memory, before the app ends. Rejects never.
   */
  async saveEveryUnsaved(): Promise<void> {
    await this.#refresher.allSettled();
    await this.#live.saveEveryUnsaved();
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
      await this.#refresher.settled(id);
      const { token } = await this.#live.require(id);
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
      await this.#live.remove(id);
      this.events.emit('credential_removed', { id, reason });
      if (isDefault) await this.#clearDefault();
    };
    await this.#live.writes.run('default', () => this.#live.writes.run(id, remove));
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
}
