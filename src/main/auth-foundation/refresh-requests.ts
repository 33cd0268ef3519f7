import type { CredentialEventEmitter } from './credential-events.ts';
import type { Credential } from './credential.ts';
import { Failure, toFailure } from './failure.ts';
import {
  isSameIdentity,
  personOf,
  readIdTokenClaims,
  type IdTokenClaims,
} from './id-token-claims.ts';
import { timestamp, type CredentialId } from './identifiers.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { LiveCredentials } from './live-credentials.ts';
import { noteFailure } from './noted-failure.ts';
import type {
  CredentialClient,
  RefreshAnswer,
  RefreshedTokens,
  RefreshTokenOnly,
  TokenTypeHint,
} from './oauth2-client.ts';
import type { RevocationQueue } from './revocation-queue.ts';
import { firstRevokeFailure, revocableKinds, revokeTokens } from './revocation.ts';
import { openSecret } from './secret.ts';
import { describeRotation } from './token-metadata.ts';
import type { TokenStorage } from './token-storage.ts';
import { Token, type TokenContext } from './token.ts';

/** What requests with a refresh token are made with. */
export interface RefreshRequestsParts {
  readonly live: LiveCredentials;
  readonly storage: Pick<TokenStorage, 'proveWritable'>;
  readonly events: CredentialEventEmitter;
  readonly clientFor: (context: TokenContext) => Pick<CredentialClient, 'refresh' | 'revoke'>;
  /** Revokes later what cannot be revoked now; null when nobody does. */
  readonly queue: RevocationQueue | null;
  /** Is told when the tokens of an answer that is not used could not be revoked. */
  readonly onBackgroundError: (thrown: unknown) => void;
}

/** One request with a credential's refresh token. */
export interface RefreshRequest<Result> {
  /** The scopes to ask for; without them, those of the session. */
  readonly scopes?: readonly string[];
  /** Which failures are the credential's own, to be told as `credential_refresh_failed`; the others only reject. */
  readonly tells: 'every_failure' | 'ended_session';
  /** Is called when the org is about to be asked; what it throws keeps it from being asked. */
  readonly onBegin?: (credential: Credential) => void;
  /** Takes the answer, while nothing else changes the credential, which still has the token that was asked with. */
  readonly take: (credential: Credential, answer: RefreshedTokens) => Promise<Result>;
}

/**
 * Everything that is asked for with a refresh token: one request after another for each credential, each with the
 * newest refresh token, so that none is sent twice; a server that rotates takes the second time for theft.
 */
export class RefreshRequests {
  readonly #parts: RefreshRequestsParts;
  readonly #queue = new KeyedQueue<CredentialId>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #held = new Set<CredentialId>();
  #hasStopped = false;

  constructor(parts: RefreshRequestsParts) {
    this.#parts = parts;
  }

  /**
   * Asks the org, when the requests before have ended and the storage has proved that the answer can be kept.
   *
   * @returns what `take` made of the answer, or null when the person signed in again meanwhile: then the answer was
   *   not used. Of one without an access token that may be used, the refresh token is kept before this rejects
   * @throws Failure `busy` while it is held, `cancelled` after {@link stop}, of the org's, of class *storage* when nothing could be kept, or what `take` throws
   */
  async run<Result>(id: CredentialId, request: RefreshRequest<Result>): Promise<Result | null> {
    if (this.#hasStopped) throw new Failure('cancelled');
    if (this.#held.has(id)) throw new Failure('busy');
    const running = this.#queue.run(id, () => this.#ask(id, request));
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /**
   * Lets no request of a credential begin any more, until it is released: those that come are refused as `busy`.
   *
   * @returns when the requests under way have ended; a function that releases it. Rejects never
   */
  async hold(id: CredentialId): Promise<() => void> {
    this.#held.add(id);
    await this.#queue.run(id, () => Promise.resolve());
    return () => {
      this.#held.delete(id);
    };
  }

  /** Lets no request begin any more: there would be nobody to keep its answer. Those under way go on. */
  stop(): void {
    this.#hasStopped = true;
  }

  /** Waits until every request that is under way has ended. Rejects never. */
  async allSettled(): Promise<void> {
    // One that ends may begin another, as a down-scoping after a new sign-in does.
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #ask<Result>(id: CredentialId, request: RefreshRequest<Result>): Promise<Result | null> {
    const { live, storage, clientFor } = this.#parts;
    let { token: base } = await live.require(id);
    let answer: RefreshAnswer;
    try {
      await storage.proveWritable();
      // Meanwhile it may have been removed, or the person may have signed in again.
      const credential = live.alive(id);
      if (credential === undefined) throw new Failure('account_not_found');
      base = credential.token;
      refuseSpent(credential);
      request.onBegin?.(credential);
      answer = await clientFor(base.context).refresh(base, request.scopes);
    } catch (thrown) {
      return live.writes.run(id, () => this.#fail(id, base, toFailure(thrown), request.tells));
    }
    return live.writes.run(id, () => this.#takeAnswer(id, base, answer, request));
  }

  async #takeAnswer<Result>(
    id: CredentialId,
    base: Token,
    answer: RefreshAnswer,
    { tells, take }: RefreshRequest<Result>,
  ): Promise<Result | null> {
    const { live, events } = this.#parts;
    const credential = await live.with(id);
    if (credential?.token === base) {
      // Also of an ID token that cannot be verified: whose tokens these are is the last thing to be lenient about.
      if (!isSameIdentity(base.claims, claimsOf(answer))) {
        void this.#revoke(base, answer);
        const requestId = requestIdOf(answer);
        return this.#fail(id, base, new Failure('subject_changed', { requestId }), tells);
      }
      if (answer.kind === 'tokens') return take(credential, answer);
      return this.#keepRefreshToken(credential, answer, tells);
    }
    events.emit('credential_refresh_dropped', { id });
    // Its callers have the fresh token they waited for, if not from this answer, whose tokens are left to expire: with
    // some orgs they are of one grant with those of the new sign-in, and would take them along.
    if (credential !== null) return null;
    void this.#revoke(base, answer);
    throw new Failure('account_not_found');
  }

  /** What is refused of an answer is left to expire: with some orgs its end would be that of the refresh token as well. */
  async #keepRefreshToken(
    credential: Credential,
    { refreshToken, failure }: RefreshTokenOnly,
    tells: RefreshRequest<unknown>['tells'],
  ): Promise<never> {
    const { live, events } = this.#parts;
    const { id, token, metadata, isUnsaved } = credential;
    const next = token.withRefreshToken(openSecret(refreshToken));
    const note = live.entry('refresh_failed', failure);
    await live.replaceRotated(next, describeRotation(metadata, token, next), note);
    if (isUnsaved) events.emit('credential_saved', { id });
    if (tells === 'every_failure') events.emit('credential_refresh_failed', { id, failure });
    throw failure;
  }

  /** @returns null when the person signed in again meanwhile, so that the failure means nothing any more */
  async #fail(
    id: CredentialId,
    base: Token,
    failure: Failure,
    tells: RefreshRequest<unknown>['tells'],
  ): Promise<null> {
    const { live, events } = this.#parts;
    const credential = await live.with(id);
    if (credential === null) throw failure;
    if (credential.token !== base) return null;
    // Without a refresh token the access token may still be good for a while.
    const isEnd = failure.failureClass === 'sign_in_needed' && failure.code !== 'no_refresh_token';
    if (!isEnd && tells === 'ended_session') throw failure;
    if (isEnd) await this.#rememberSignInNeeded(credential, failure);
    else await live.note(id, live.entry('refresh_failed', failure));
    events.emit('credential_refresh_failed', { id, failure });
    throw failure;
  }

  async #rememberSignInNeeded(credential: Credential, failure: Failure): Promise<void> {
    const { live } = this.#parts;
    const note = live.entry('refresh_failed', failure);
    const metadata = { ...credential.metadata, signInNeeded: noteFailure(failure, note.at) };
    try {
      await live.setMetadata(credential, metadata, note, () => undefined);
    } catch (thrown) {
      await live.note(credential.id, note);
      await live.keepUnsaved(credential.token, metadata, thrown);
    }
  }

  /**
   * Revokes what an answer that is not used brought, as far as the org lets us. What it did not renew is not revoked:
   * a device secret, for one, belongs to other sessions too.
   */
  async #revoke(base: Token, answer: RefreshAnswer): Promise<void> {
    const { clientFor, queue, onBackgroundError } = this.#parts;
    const { id, context, claims } = base;
    const { brought, kinds } = broughtBy(answer, base);
    const results = await revokeTokens(clientFor(context), brought, kinds);
    const failure = firstRevokeFailure(results);
    if (failure === null) return;
    onBackgroundError(failure);
    if (failure.failureClass !== 'transient' || queue === null) return;
    const person = personOf(claimsOf(answer) ?? claims);
    const remaining = results.filter((result) => result.failure !== null).map(({ kind }) => kind);
    const wanted = { token: brought, credentialId: id, remaining, person };
    await queue.add({ ...wanted, cause: 'unused_answer' }).catch(onBackgroundError);
  }
}

/** An org that rotates took the refresh token when it answered for somebody else: it would take it for stolen now. */
function refuseSpent({ metadata: { signInNeeded } }: Credential): void {
  if (signInNeeded?.code !== 'subject_changed') return;
  const { detail, requestId } = signInNeeded;
  throw new Failure('subject_changed', { detail, requestId });
}

/** What an answer brought, and the kinds of tokens among it that are not the session's own. */
function broughtBy(
  answer: RefreshAnswer,
  base: Token,
): { readonly brought: Token; readonly kinds: readonly TokenTypeHint[] } {
  if (answer.kind === 'refresh_token_only') {
    const brought = base.withRefreshToken(openSecret(answer.refreshToken));
    return { brought, kinds: ['refresh_token'] };
  }
  const receivedAt = timestamp(answer.receivedAt);
  const brought = Token.fromResponse(answer.response, base.context, receivedAt, base.id);
  // An org that does not rotate may repeat the session's own refresh token.
  const kinds = revocableKinds(brought).filter(
    (kind) => kind !== 'refresh_token' || brought.refreshToken !== base.refreshToken,
  );
  return { brought, kinds };
}

function claimsOf(answer: RefreshAnswer): IdTokenClaims | null {
  const idToken = answer.kind === 'tokens' ? answer.response.id_token : undefined;
  return idToken === undefined ? answer.unverifiedClaims : readIdTokenClaims(idToken);
}

function requestIdOf(answer: RefreshAnswer): string | null {
  return answer.kind === 'tokens' ? answer.requestId : answer.failure.requestId;
}
