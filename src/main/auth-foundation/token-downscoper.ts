import type { CredentialEventEmitter } from './credential-events.ts';
import type { Credential } from './credential.ts';
import { Failure } from './failure.ts';
import { newCredentialId, timestamp, type CredentialId } from './identifiers.ts';
import type { LiveCredentials } from './live-credentials.ts';
import type { RefreshedTokens } from './oauth2-client.ts';
import type { RefreshRequests } from './refresh-requests.ts';
import { describeRotation } from './token-metadata.ts';
import type { TokenResponse } from './token-response.ts';
import { Token } from './token.ts';

/** What a downscoper works with. */
export interface TokenDownscoperParts {
  readonly live: LiveCredentials;
  readonly events: CredentialEventEmitter;
  readonly requests: RefreshRequests;
}

/** RFC 6749, section 3.3. */
const scopePattern = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Gets access tokens that may do less than their session, to hand them to somebody else. */
export class TokenDownscoper {
  readonly #parts: TokenDownscoperParts;
  readonly #running = new Map<string, Promise<Token>>();

  constructor(parts: TokenDownscoperParts) {
    this.#parts = parts;
  }

  /**
   * Gets a sibling token with fewer scopes, or joins the request for the same scopes that is under way.
   *
   * @throws Failure as {@link CredentialCoordinator.downscope} does
   */
  downscope(id: CredentialId, scopes: readonly string[]): Promise<Token> {
    const wanted = [...new Set(scopes)].sort();
    const key = [id, ...wanted].join(' ');
    return this.#running.get(key) ?? this.#start(id, wanted, key);
  }

  #start(id: CredentialId, scopes: readonly string[], key: string): Promise<Token> {
    const running = this.#downscope(id, scopes).finally(() => {
      this.#running.delete(key);
    });
    this.#running.set(key, running);
    return running;
  }

  async #downscope(id: CredentialId, scopes: readonly string[]): Promise<Token> {
    const sibling = await this.#parts.requests.run(id, {
      scopes,
      tells: 'ended_session',
      onBegin: ({ token }) => {
        checkScopes(scopes, token);
      },
      take: (credential, answer) => this.#take(credential, answer, scopes),
    });
    // The person signed in again meanwhile: the new session has a token to ask with.
    return sibling ?? this.#downscope(id, scopes);
  }

  async #take(
    credential: Credential,
    { response, receivedAt }: RefreshedTokens,
    scopes: readonly string[],
  ): Promise<Token> {
    await this.#keepRotated(credential, response.refresh_token, scopes);
    refuseWider(response, scopes);
    const { context, proofKey } = credential.token;
    const sibling = siblingOf(response, scopes);
    return Token.fromResponse(sibling, context, timestamp(receivedAt), newCredentialId(), proofKey);
  }

  /** The session stays as it is, except that its refresh token may be another one now. */
  async #keepRotated(
    credential: Credential,
    refreshToken: string | undefined,
    scopes: readonly string[],
  ): Promise<void> {
    const { live, events } = this.#parts;
    const { id, token, metadata, isUnsaved } = credential;
    const note = live.entry('downscoped', scopes.join(' '));
    if (refreshToken === undefined || refreshToken === token.refreshToken) {
      await live.note(id, note);
      return;
    }
    const next = token.withRefreshToken(refreshToken);
    await live.replaceRotated(next, describeRotation(metadata, token, next), note);
    if (isUnsaved) events.emit('credential_saved', { id });
  }
}

/** @throws Failure `invalid_input` when they are no scopes, or not among those that were granted */
function checkScopes(scopes: readonly string[], { scopes: granted }: Token): void {
  if (scopes.length === 0)
    throw new Failure('invalid_input', { detail: 'No scope was asked for.' });
  if (!scopes.every((scope) => scopePattern.test(scope))) {
    throw new Failure('invalid_input', { detail: 'A scope has a character that none may have.' });
  }
  // A server that did not say what it granted is the only one to know.
  if (granted.length > 0 && !scopes.every((scope) => granted.includes(scope))) {
    throw new Failure('invalid_input', { detail: 'A scope was not granted to this session.' });
  }
}

/** Whoever is handed a token that may do more than was meant for them could do it. @throws Failure `scope_denied` */
function refuseWider({ scope }: TokenResponse, asked: readonly string[]): void {
  const granted = scope?.split(' ').filter((each) => each !== '') ?? [];
  if (granted.every((each) => asked.includes(each))) return;
  throw new Failure('scope_denied', { detail: 'The org granted more than was asked for.' });
}

/** What may be handed on: neither the refresh token nor the device secret, which stand for the whole session. */
function siblingOf(response: TokenResponse, scopes: readonly string[]): TokenResponse {
  const sibling = { ...response, scope: response.scope ?? scopes.join(' ') };
  delete sibling.refresh_token;
  delete sibling.device_secret;
  return sibling;
}
