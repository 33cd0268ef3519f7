import { inspect } from 'node:util';
import type {
  RefreshOptions,
  RevokeOptions,
  UserInfoOptions,
  WaitOptions,
} from './coordinator-options.ts';
import type { CredentialCoordinator } from './credential-coordinator.ts';
import type {
  ChangeListener,
  CredentialEventName,
  CredentialListener,
} from './credential-events.ts';
import type { HistoryEntry } from './credential-history.ts';
import { Failure } from './failure.ts';
import { seconds, type CredentialId, type Seconds, type Timestamp } from './identifiers.ts';
import type { Introspection, TokenTypeHint, UserInfo } from './oauth2-client.ts';
import type { FetchOptions } from './resource-requests.ts';
import type { RevokeResult } from './revocation.ts';
import type { Tags } from './tags.ts';
import type { TokenMetadata } from './token-metadata.ts';
import type { TokenPredicate, TokenQuery } from './token-query.ts';
import type { Token } from './token.ts';

/** What a credential is at one moment; the coordinator replaces it as a whole. */
export interface CredentialRecord {
  readonly token: Token;
  readonly metadata: TokenMetadata;
  /** False while the token, or what is known of it, is only in memory. */
  readonly saved: boolean;
}

/**
 * A stored token with its life cycle: the main convenience class of the token management system
 * (credential-management, "Core components"). There is one live instance for each identifier.
 *
 * The static functions work on {@link Credential.coordinator}, which the composition root sets.
 */
export class Credential {
  static #coordinator: CredentialCoordinator | null = null;

  /** The coordinator behind the static functions. */
  static get coordinator(): CredentialCoordinator {
    if (Credential.#coordinator === null) {
      throw new Failure('internal', { detail: 'Credential.coordinator is not set' });
    }
    return Credential.#coordinator;
  }

  static set coordinator(coordinator: CredentialCoordinator) {
    Credential.#coordinator = coordinator;
  }

  /** Stores a token; see {@link CredentialCoordinator.store}. */
  static store(token: Token, tags: Tags = []): Promise<Credential> {
    return Credential.coordinator.store(token, tags);
  }

  /** The default credential, or null. */
  static getDefault(): Promise<Credential | null> {
    return Credential.coordinator.getDefault();
  }

  /** Makes a credential the default, or clears the default with null. */
  static setDefault(credential: Credential | null): Promise<void> {
    return Credential.coordinator.setDefault(credential?.id ?? null);
  }

  /** The credential with this identifier, or null. */
  static with(id: string): Promise<Credential | null> {
    return Credential.coordinator.with(id);
  }

  /** The identifiers of all stored credentials, in the order they were added. */
  static allIDs(): Promise<readonly CredentialId[]> {
    return Credential.coordinator.allIDs();
  }

  /** The credentials that match an example or a predicate over their metadata. */
  static find(query: TokenQuery | TokenPredicate): Promise<readonly Credential[]> {
    return Credential.coordinator.find(query);
  }

  /** What is known of a credential without opening its token, or null. */
  static metadata(id: CredentialId): Promise<TokenMetadata | null> {
    return Credential.coordinator.metadata(id);
  }

  /** How many credentials are stored. */
  static size(): Promise<number> {
    return Credential.coordinator.size();
  }

  /** Removes every credential from this device; see {@link CredentialCoordinator.clear}. */
  static clear(): Promise<void> {
    return Credential.coordinator.clear();
  }

  /** Listens to an event of any credential. */
  static on<Name extends CredentialEventName>(
    name: Name,
    listener: CredentialListener<Name>,
  ): void {
    Credential.coordinator.events.on(name, listener);
  }

  /** Stops listening. */
  static off<Name extends CredentialEventName>(
    name: Name,
    listener: CredentialListener<Name>,
  ): void {
    Credential.coordinator.events.off(name, listener);
  }

  readonly id: CredentialId;
  readonly #owner: CredentialCoordinator;
  #record: CredentialRecord;

  /** Made by the data source alone, which keeps one instance for each identifier. */
  constructor(owner: CredentialCoordinator, record: CredentialRecord) {
    this.id = record.token.id;
    this.#owner = owner;
    this.#record = record;
  }

  /**
   * The newest token. It is there at once, also when a person has to be present: who hands it to somebody asks first,
   * by {@link confirmPresence}.
   */
  get token(): Token {
    return this.#record.token;
  }

  /** What is known of the token without the token. */
  get metadata(): TokenMetadata {
    return this.#record.metadata;
  }

  /** The person's tags. */
  get tags(): readonly string[] {
    return this.#record.metadata.tags;
  }

  /** True while the newest token is only in memory because it could not be written yet. */
  get isUnsaved(): boolean {
    return !this.#record.saved;
  }

  /** Whether the access token has expired; one of unknown lifetime has not. */
  get isExpired(): boolean {
    return this.token.isExpired(this.#owner.now());
  }

  /** When the access token expires, or null when that is unknown. */
  get expiresAt(): Timestamp | null {
    return this.token.expiresAt;
  }

  /** The seconds until the access token expires, rounded up: 0 when it has, null when that is unknown. */
  get expiresIn(): Seconds | null {
    const { expiresAt } = this.token;
    if (expiresAt === null) return null;
    return seconds(Math.max(0, Math.ceil((expiresAt - this.#owner.now()) / 1000)));
  }

  /** True when both stand for the same stored credential with the same tokens. */
  equals(other: Credential): boolean {
    return this === other || (this.id === other.id && this.token.equals(other.token));
  }

  /** What happened to the credential, oldest first. */
  history(): Promise<readonly HistoryEntry[]> {
    return this.#owner.history(this.id);
  }

  /**
   * Listens to every event about this credential, whoever caused it.
   *
   * @param listener - is called with the event's name
   * @returns stops listening
   */
  onChange(listener: ChangeListener): () => void {
    return this.#owner.events.onChange(this.id, listener);
  }

  /** Chooses whether it is refreshed by itself before it expires; null follows the coordinator's default. */
  setAutomaticRefresh(choice: boolean | null): Promise<void> {
    return this.#owner.setAutomaticRefresh(this.id, choice);
  }

  /** Chooses whether a person has to be present; see {@link CredentialCoordinator.setRequiresPresence}. */
  setRequiresPresence(required: boolean): Promise<void> {
    return this.#owner.setRequiresPresence(this.id, required);
  }

  /** Asks for the person's presence if need be; see {@link CredentialCoordinator.confirmPresence}. */
  confirmPresence(reason: string): Promise<void> {
    return this.#owner.confirmPresence(this.id, reason);
  }

  /** Replaces the tags as a whole. */
  setTags(tags: Tags): Promise<void> {
    return this.#owner.setTags(this.id, tags);
  }

  /** Refreshes the token now; see {@link CredentialCoordinator.refresh}. */
  refresh(options?: RefreshOptions): Promise<void> {
    return this.#owner.refresh(this.id, options);
  }

  /**
   * Refreshes the token if it has expired, or will within the grace interval. A new token that could not be saved is
   * no failure here: it is in use, and {@link isUnsaved} tells.
   *
   * @param grace - seconds to look ahead; the coordinator's grace interval by default. It counts for at most half of
   *   the token's lifetime, so that a short-lived token is not refreshed at every call
   * @throws Failure as {@link refresh} does, but never `token_unsaved`
   */
  async refreshIfNeeded(
    grace: Seconds = this.#owner.refreshGrace,
    options?: RefreshOptions,
  ): Promise<void> {
    const { expiresIn } = this.token;
    const lookAhead = expiresIn === null ? grace : seconds(Math.min(grace, expiresIn / 2));
    if (!this.token.willBeExpiredIn(lookAhead, this.#owner.now())) return;
    try {
      await this.refresh(options);
    } catch (thrown) {
      if (!(thrown instanceof Failure && thrown.code === 'token_unsaved')) throw thrown;
    }
  }

  /** Gets a token that may do less, to hand it on; see {@link CredentialCoordinator.downscope}. */
  downscope(scopes: readonly string[], options?: WaitOptions): Promise<Token> {
    return this.#owner.downscope(this.id, scopes, options);
  }

  /** A copy of a request with the access token; see {@link CredentialCoordinator.authorize}. */
  authorize(request: Request): Promise<Request> {
    return this.#owner.authorize(this.id, request);
  }

  /** Sends a request with the access token; see {@link CredentialCoordinator.fetch}. */
  fetch(url: string | URL, options?: FetchOptions): Promise<Response> {
    return this.#owner.fetch(this.id, url, options);
  }

  /** Asks the org about one of the tokens; see {@link CredentialCoordinator.introspect}. */
  introspect(kind: TokenTypeHint | 'id_token'): Promise<Introspection> {
    return this.#owner.introspect(this.id, kind);
  }

  /** The person's claims at the org; see {@link CredentialCoordinator.userInfo}. */
  userInfo(options?: UserInfoOptions): Promise<UserInfo> {
    return this.#owner.userInfo(this.id, options);
  }

  /** Revokes the tokens at the org and then removes the credential; see {@link CredentialCoordinator.revoke}. */
  revoke(options?: RevokeOptions): Promise<readonly RevokeResult[]> {
    return this.#owner.revoke(this.id, options);
  }

  /** Removes it here now, and revokes it when that works; see {@link CredentialCoordinator.removeAndRevokeLater}. */
  removeAndRevokeLater(): Promise<void> {
    return this.#owner.removeAndRevokeLater(this.id);
  }

  /** Removes the credential from this device only: its tokens stay valid at the org. */
  remove(): Promise<void> {
    return this.#owner.remove(this.id);
  }

  toJSON(): { id: CredentialId } {
    return { id: this.id };
  }

  [inspect.custom](): string {
    return `Credential(${this.id})`;
  }

  /** Gives a credential its next record. Called by the data source alone. */
  static update(credential: Credential, record: CredentialRecord): void {
    credential.#record = record;
  }
}
