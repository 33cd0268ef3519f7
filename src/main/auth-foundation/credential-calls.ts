import type { Credential } from './credential.ts';
import { Failure, toFailure } from './failure.ts';
import { isLoopbackHttp } from './loopback-host.ts';
import type { CredentialClient, Introspection, TokenTypeHint, UserInfo } from './oauth2-client.ts';
import type { Token, TokenContext } from './token.ts';

/** What a credential's token is used with. */
export interface CredentialCallsParts {
  readonly clientFor: (context: TokenContext) => Pick<CredentialClient, 'introspect' | 'userInfo'>;
}

interface UserInfoEntry {
  readonly answer: Promise<UserInfo>;
  isRunning: boolean;
}

/** What can be done with a credential's tokens that changes nothing about them. */
export class CredentialCalls {
  readonly #parts: CredentialCallsParts;
  /** A refresh and a new sign-in bring another token, and with it other claims. */
  readonly #userInfo = new WeakMap<Token, UserInfoEntry>();

  constructor(parts: CredentialCallsParts) {
    this.#parts = parts;
  }

  /**
   * Asks the org about one of a credential's tokens, as it is.
   *
   * @throws Failure `token_not_present`, or of the org's
   */
  async introspect(
    { token }: Credential,
    kind: TokenTypeHint | 'id_token',
  ): Promise<Introspection> {
    const value = tokenOf(token, kind);
    if (value === undefined) throw new Failure('token_not_present', { detail: kind });
    return this.#parts.clientFor(token.context).introspect(value, kind);
  }

  /**
   * The person's claims at the org: asked for once for each access token, by all callers together. A failure is not
   * remembered.
   *
   * @param freshness - `reload` asks again, unless a request is under way already
   */
  async userInfo(credential: Credential, freshness: 'cached' | 'reload'): Promise<UserInfo> {
    const token = await usableToken(credential);
    const known = this.#userInfo.get(token);
    if (known !== undefined && (known.isRunning || freshness === 'cached')) return known.answer;
    const answer = this.#askForUserInfo(token);
    const entry: UserInfoEntry = { answer, isRunning: true };
    this.#userInfo.set(token, entry);
    try {
      return await answer;
    } catch (thrown) {
      if (known === undefined) this.#userInfo.delete(token);
      else this.#userInfo.set(token, known);
      throw thrown;
    } finally {
      entry.isRunning = false;
    }
  }

  /**
   * Makes a copy of a request that carries the credential's access token (RFC 6750, section 2.1).
   *
   * @param request - over HTTPS, or to this very machine; it is left as it is
   * @throws Failure `invalid_input` when the request must not carry the token, or what `refreshIfNeeded` throws
   */
  async authorize(credential: Credential, request: Request): Promise<Request> {
    if (!request.url.startsWith('https:') && !isLoopbackHttp(request.url)) {
      throw new Failure('invalid_input', {
        detail: 'A token is not sent over plain HTTP to another machine.',
      });
    }
    if (request.bodyUsed) {
      throw new Failure('invalid_input', { detail: 'The request has been sent already.' });
    }
    const { tokenType, accessToken } = await usableToken(credential);
    if (tokenType !== 'bearer') {
      throw new Failure('invalid_input', {
        detail: `An access token of type ${tokenType} needs a proof with each request: use fetch.`,
      });
    }
    const authorized = request.clone();
    authorized.headers.set('authorization', `Bearer ${accessToken}`);
    return authorized;
  }

  async #askForUserInfo(token: Token): Promise<UserInfo> {
    // Callers share the answer.
    return Object.freeze(await this.#parts.clientFor(token.context).userInfo(token));
  }
}

/** The newest token, refreshed if need be; one that could not be refreshed is used as long as it is valid. */
export async function usableToken(credential: Credential): Promise<Token> {
  try {
    await credential.refreshIfNeeded();
  } catch (thrown) {
    // A credential that was removed or is being revoked has no usable token. Any other failure was told as an event.
    if (credential.isExpired || toFailure(thrown).failureClass === 'user') throw thrown;
  }
  return credential.token;
}

function tokenOf(token: Token, kind: TokenTypeHint | 'id_token'): string | undefined {
  switch (kind) {
    case 'access_token':
      return token.accessToken;
    case 'refresh_token':
      return token.refreshToken;
    case 'id_token':
      return token.idToken;
    case 'device_secret':
      return token.deviceSecret;
  }
}
