import { inspect } from 'node:util';
import type { CredentialCoordinator, RefreshOptions } from './credential-coordinator.ts';
import type { CredentialEventName, CredentialListener } from './credential-events.ts';
import { Failure } from './failure.ts';
import { seconds, type CredentialId, type Seconds, type Timestamp } from './identifiers.ts';
import type { RevokeResult } from './revocation.ts';
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
  static store(token: Token, tags: readonly string[] = []): Promise<Credential> {
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

  /** The newest token. */
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

  /** Replaces the tags as a whole. */
  setTags(tags: readonly string[]): Promise<void> {
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

  /** Revokes the tokens at the org and then removes the credential; see {@link CredentialCoordinator.revoke}. */
  revoke(): Promise<readonly RevokeResult[]> {
    return this.#owner.revoke(this.id);
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
