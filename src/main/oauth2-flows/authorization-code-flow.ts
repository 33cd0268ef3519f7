import * as oidc from 'openid-client';
import {
  Failure,
  noFacts,
  readTokenResponse,
  Secret,
  openSecret,
  timestamp,
  Token,
  type Clock,
  type OAuth2Client,
} from '../auth-foundation/index.ts';

/** What the person is asked to sign in for. */
export interface AuthorizationRequest {
  /** Exactly as registered, without a query (RFC 6749, section 3.1.2). */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Made by {@link newState} when the listener has to know it first; else made here. */
  readonly state?: Secret;
  /** `login` asks for the password even if the browser has a session (OpenID Connect Core 1.0, section 3.1.2.1). */
  readonly prompt?: 'login';
  /** Whom the login page should suggest. */
  readonly loginHint?: string;
  /** Further parameters; those that protect the flow cannot be overridden. */
  readonly additionalParameters?: Readonly<Record<string, string>>;
}

/** What one run of the flow has to remember; it is good for one {@link AuthorizationCodeFlow.resume}. */
export class AuthorizationContext {
  readonly request: AuthorizationRequest;
  readonly state: Secret;
  readonly nonce: Secret;
  readonly codeVerifier: Secret;
  #used = false;

  constructor(request: AuthorizationRequest) {
    this.request = request;
    this.state = request.state ?? newState();
    this.nonce = new Secret(oidc.randomNonce());
    this.codeVerifier = new Secret(oidc.randomPKCECodeVerifier());
  }

  /** Marks the context as used. @throws Failure `internal` the second time */
  use(): void {
    if (this.#used) throw new Failure('internal', { detail: 'authorization context used twice' });
    this.#used = true;
  }
}

/** Makes a value that ties a redirect to its request (RFC 6749, section 10.12): 256 random bits. */
export function newState(): Secret {
  return new Secret(oidc.randomState());
}

/**
 * The Authorization Code grant with PKCE S256, state and nonce (RFC 6749, section 4.1; RFC 7636; RFC 8252;
 * OpenID Connect Core 1.0, section 3.1). Any number of runs can be under way: each has a context of its own.
 */
export class AuthorizationCodeFlow {
  readonly #client: OAuth2Client;
  readonly #clock: Clock;

  /**
   * @param client - the issuer and client to sign in with; the answer of any other issuer is refused
   * @param clock - gives the time at which the token was received
   */
  constructor(client: OAuth2Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /**
   * Begins a run.
   *
   * @returns the URL to open in the system browser, and the context to resume with
   * @throws Failure of class *transient* or *configuration* when the issuer cannot be discovered
   */
  async start(
    request: AuthorizationRequest,
  ): Promise<{ readonly url: URL; readonly context: AuthorizationContext }> {
    const context = new AuthorizationContext(request);
    const challenge = await oidc.calculatePKCECodeChallenge(openSecret(context.codeVerifier));
    const url = await this.#client.call('discovery', (configuration) =>
      Promise.resolve(
        oidc.buildAuthorizationUrl(configuration, {
          ...request.additionalParameters,
          ...(request.prompt === undefined ? {} : { prompt: request.prompt }),
          ...(request.loginHint === undefined ? {} : { login_hint: request.loginHint }),
          response_type: 'code',
          redirect_uri: request.redirectUri,
          scope: request.scopes.join(' '),
          state: openSecret(context.state),
          // Providers refuse a nonce where no ID token is asked for.
          ...(wantsIdToken(request) ? { nonce: openSecret(context.nonce) } : {}),
          code_challenge: challenge,
          code_challenge_method: 'S256',
        }),
      ),
    );
    return { url, context };
  }

  /**
   * Ends a run: checks the redirect (place, issuer, state, error), exchanges the code, and verifies the ID token.
   *
   * @param redirect - the URL that the browser was sent to, with its query
   * @param context - of the run's {@link start}; a second use is refused
   * @throws Failure of any class but *storage*
   */
  async resume(redirect: URL, context: AuthorizationContext): Promise<Token> {
    context.use();
    const { redirectUri, scopes } = context.request;
    if (redirect.origin + redirect.pathname !== redirectUri) {
      throw new Failure('authorization_rejected', {
        detail: 'the redirect came to another address',
      });
    }
    const expectsIdToken = wantsIdToken(context.request);
    const facts = noFacts();
    const response = await this.#client.call(
      'code_exchange',
      (configuration) =>
        oidc.authorizationCodeGrant(configuration, redirect, {
          pkceCodeVerifier: openSecret(context.codeVerifier),
          expectedState: openSecret(context.state),
          idTokenExpected: expectsIdToken,
          ...(expectsIdToken ? { expectedNonce: openSecret(context.nonce) } : {}),
        }),
      { facts },
    );
    // The keys may have been fetched since the tokens came.
    const receivedAt = timestamp(Math.floor(facts.successAt ?? this.#clock.now()));
    // RFC 6749, section 5.1: a server that does not name the scope granted what was asked for.
    const granted = { scope: scopes.join(' '), ...readTokenResponse(response) };
    return Token.fromResponse(granted, this.#client.context, receivedAt);
  }
}

function wantsIdToken({ scopes }: AuthorizationRequest): boolean {
  return scopes.includes('openid');
}
