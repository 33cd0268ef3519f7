import type { Clock } from './clock.ts';
import type { CredentialEventEmitter } from './credential-events.ts';
import type { Credential } from './credential.ts';
import { Failure, toFailure } from './failure.ts';
import { timestamp, type CredentialId } from './identifiers.ts';
import type { LiveCredentials } from './live-credentials.ts';
import type { OAuth2Client, RefreshAnswer } from './oauth2-client.ts';
import { firstRevokeFailure, revokeTokens } from './revocation.ts';
import { describeToken, type TokenMetadata } from './token-metadata.ts';
import { Token, type TokenContext } from './token.ts';

/** What a refresher works with. */
export interface TokenRefresherParts {
  readonly live: LiveCredentials;
  readonly events: CredentialEventEmitter;
  readonly clientFor: (context: TokenContext) => Pick<OAuth2Client, 'refresh' | 'revoke'>;
  readonly clock: Clock;
  /** Is told when the tokens of a late answer could not be revoked. */
  readonly onBackgroundError: (thrown: unknown) => void;
}

/** What became of the answer to a refresh; the credential may have changed while the org thought about it. */
type Fate = 'taken' | 'removed' | 'signed_in_again';

/** Refreshes tokens, once at a time for each credential, and never loses what the org answered. */
export class TokenRefresher {
  readonly #parts: TokenRefresherParts;
  readonly #running = new Map<CredentialId, Promise<void>>();

  constructor(parts: TokenRefresherParts) {
    this.#parts = parts;
  }

  /**
   * Refreshes a credential's token, or joins the refresh that is under way.
   *
   * @throws Failure as {@link CredentialCoordinator.refresh} does
   */
  refresh(id: CredentialId): Promise<void> {
    return this.#running.get(id) ?? this.#start(id);
  }

  /** Whether a refresh of this credential is under way. */
  isRefreshing(id: CredentialId): boolean {
    return this.#running.has(id);
  }

  /** Waits until the refresh of this credential that is under way has ended. Rejects never. */
  async settled(id: CredentialId): Promise<void> {
    await Promise.allSettled([this.#running.get(id)]);
  }

  /** Waits until every refresh that is under way has ended. Rejects never. */
  async allSettled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  #start(id: CredentialId): Promise<void> {
    const running = this.#refresh(id).finally(() => {
      this.#running.delete(id);
    });
    this.#running.set(id, running);
    return running;
  }

  async #refresh(id: CredentialId): Promise<void> {
    const { live, events, clientFor } = this.#parts;
    const { token: base } = await live.require(id);
    const client = clientFor(base.context);
    events.emit('credential_refresh_started', { id });
    let answer: RefreshAnswer;
    try {
      answer = await client.refresh(base);
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (await live.writes.run(id, () => this.#noteFailure(id, base, failure))) return;
      throw failure;
    }
    const fate = await live.writes.run(id, () => this.#takeAnswer(id, base, answer));
    if (fate === 'taken') return;
    void this.#drop(id, base.context, answer);
    if (fate === 'removed') throw new Failure('account_not_found');
  }

  async #takeAnswer(id: CredentialId, base: Token, answer: RefreshAnswer): Promise<Fate> {
    const { live, events } = this.#parts;
    const credential = await live.with(id);
    if (credential === null) return 'removed';
    // Its callers have the fresh token they waited for, if not from this answer.
    if (credential.token !== base) return 'signed_in_again';
    const token = base.refreshedWith(answer.response, timestamp(answer.receivedAt));
    const metadata = describeToken(token, credential.tags);
    try {
      await live.replace(token, metadata);
    } catch (thrown) {
      const failure = live.keepUnsaved(token, metadata, thrown);
      throw new Failure('token_unsaved', { detail: failure.message });
    }
    const { idTokenProblem } = answer;
    events.emit('credential_refreshed', { id, reason: 'refreshed', idTokenProblem });
    return 'taken';
  }

  /**
   * The late answer of a refresh: what it brought is revoked as far as the org lets us, and not used. What it did not
   * renew is not revoked: a device secret, for one, belongs to other sessions too.
   */
  async #drop(id: CredentialId, context: TokenContext, answer: RefreshAnswer): Promise<void> {
    const { events, clientFor, onBackgroundError } = this.#parts;
    events.emit('credential_refresh_dropped', { id });
    const brought = Token.fromResponse(answer.response, context, timestamp(answer.receivedAt), id);
    const results = await revokeTokens(clientFor(context), brought);
    const failure = firstRevokeFailure(results);
    if (failure !== null) onBackgroundError(failure);
  }

  /** @returns whether the person signed in again meanwhile, so that the failure means nothing any more */
  async #noteFailure(id: CredentialId, base: Token, failure: Failure): Promise<boolean> {
    const credential = await this.#parts.live.with(id);
    if (credential === null) return false;
    if (credential.token !== base) return true;
    // Without a refresh token the access token may still be good for a while.
    if (failure.failureClass === 'sign_in_needed' && failure.code !== 'no_refresh_token') {
      await this.#rememberSignInNeeded(credential, failure);
    }
    this.#parts.events.emit('credential_refresh_failed', { id, failure });
    return false;
  }

  async #rememberSignInNeeded(credential: Credential, failure: Failure): Promise<void> {
    const { live, events, clock } = this.#parts;
    const { code, detail, requestId } = failure;
    const signInNeeded = { code, detail, requestId, at: clock.now() };
    const metadata: TokenMetadata = { ...credential.metadata, signInNeeded };
    const { id, token, isUnsaved } = credential;
    try {
      await live.setMetadata(credential, metadata);
      if (isUnsaved) events.emit('credential_saved', { id });
    } catch (thrown) {
      live.keepUnsaved(token, metadata, thrown);
    }
  }
}
