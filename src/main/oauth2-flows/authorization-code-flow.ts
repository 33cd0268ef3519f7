import * as oidc from 'openid-client';
import {
  Failure,
  openSecret,
  Secret,
  type Clock,
  type ExpectedIdToken,
  type OAuth2Client,
  type Timestamp,
  type Token,
  type TokenContext,
} from '../auth-foundation/index.ts';
import {
  chosenParameters,
  newState,
  withAdditionalParameters,
  type AuthorizationRequest,
} from './authorization-request.ts';
import type { Flow, RunOptions } from './flow.ts';
import { requestToken } from './request-token.ts';
import { TokenFlowContext } from './token-flow-context.ts';

/** What one run of the flow has to remember. */
export class AuthorizationContext extends TokenFlowContext {
  readonly redirectUri: string;
  readonly state: Secret;
  readonly nonce = new Secret(oidc.randomNonce());
  readonly codeVerifier = new Secret(oidc.randomPKCECodeVerifier());
  #newUrl: (() => Promise<URL>) | null = null;

  constructor(
    client: TokenContext,
    request: AuthorizationRequest,
    startedAt: Timestamp,
    options: RunOptions,
  ) {
    super(client, request, startedAt, options);
    this.redirectUri = request.redirectUri;
    this.state = request.state ?? newState();
  }

  /** Gives a URL that nobody has opened yet. @throws Failure `internal` before the request is made */
  get newUrl(): () => Promise<URL> {
    if (this.#newUrl === null) throw new Failure('internal', { detail: 'no request yet' });
    return this.#newUrl;
  }

  /** Takes the request as it is made. */
  take(newUrl: () => Promise<URL>): void {
    this.#newUrl = newUrl;
  }

  override expected(now: Timestamp): ExpectedIdToken {
    const expected = super.expected(now);
    return this.wantsIdToken ? { ...expected, nonce: this.nonce } : expected;
  }
}

/** What the person opens, and what the run is resumed with. */
export interface StartedAuthorization {
  /** To open in the system browser. */
  readonly url: URL;
  readonly context: AuthorizationContext;
}

/**
 * The Authorization Code grant with PKCE S256, state and nonce (RFC 6749, section 4.1; RFC 7636; RFC 8252;
 * OpenID Connect Core 1.0, section 3.1), where asked for with a pushed request (RFC 9126) and tokens that are bound to
 * a key (RFC 9449, section 10).
 */
export class AuthorizationCodeFlow implements Flow<
  AuthorizationRequest,
  StartedAuthorization,
  URL,
  Token
> {
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
   * @throws Failure of class *transient* or *configuration*: `pushed_requests_unsupported` when the request is to be
   *   sent ahead and the org has no place for it. It is never sent another way instead.
   */
  async start(
    request: AuthorizationRequest,
    options: RunOptions = {},
  ): Promise<StartedAuthorization> {
    const context = new AuthorizationContext(
      this.#client.context,
      request,
      this.#clock.now(),
      options,
    );
    const url = await context.prepare(async () => {
      await context.makeKey(this.#client, request.bind);
      context.take(await this.#urls(request, await parametersOf(request, context)));
      return context.newUrl();
    });
    context.tell({ kind: 'waiting_for_person' });
    return { url, context };
  }

  /**
   * Gives a URL of the same run to open once more. A pushed request is good once and not for long, so it is pushed again
   * with the same parameters; a request that was not pushed stays the same.
   *
   * @param context - of the run's {@link start}
   * @throws Failure of class *transient* or *configuration*, after which the run goes on; `cancelled` after
   *   {@link cancel}
   */
  async newUrl(context: AuthorizationContext): Promise<URL> {
    context.throwIfCancelled();
    return context.newUrl();
  }

  /**
   * Ends a run: checks the redirect (place, issuer, state, error), exchanges the code, and verifies the ID token.
   *
   * @param context - of the run's {@link start}
   * @param redirect - the URL that the browser was sent to, with its query
   */
  async resume(context: AuthorizationContext, redirect: URL): Promise<Token> {
    context.use(this.#client.context);
    return context.conclude(async () => {
      if (redirect.origin + redirect.pathname !== context.redirectUri) {
        throw new Failure('authorization_rejected', {
          detail: 'the redirect came to another address',
        });
      }
      context.tell({ kind: 'exchanging' });
      return this.#exchange(context, redirect);
    });
  }

  cancel(context: AuthorizationContext): void {
    context.cancel();
  }

  /** @returns what gives the URLs of one request, each of them good to be opened */
  async #urls(
    { pushed }: AuthorizationRequest,
    parameters: URLSearchParams,
  ): Promise<() => Promise<URL>> {
    const metadata = await this.#client.discover();
    if (metadata.authorization_endpoint === undefined) {
      throw new Failure('discovery_failed', { detail: 'the org names no place to sign in' });
    }
    const isRequired = metadata.require_pushed_authorization_requests === true;
    if (pushed !== 'always' && !isRequired) {
      const url = await this.#client.call('discovery', (configuration) =>
        Promise.resolve(oidc.buildAuthorizationUrl(configuration, parameters)),
      );
      return () => Promise.resolve(url);
    }
    if (metadata.pushed_authorization_request_endpoint === undefined) {
      throw new Failure('pushed_requests_unsupported');
    }
    return () =>
      this.#client.call('pushed_request', (configuration) =>
        oidc.buildAuthorizationUrlWithPAR(configuration, parameters),
      );
  }

  #exchange(context: AuthorizationContext, redirect: URL): Promise<Token> {
    const { maxAge, nonce } = context.expected(this.#clock.now());
    return requestToken(this.#client, this.#clock, context, {
      purpose: 'code_exchange',
      run: (configuration, dpop) => {
        const checks = {
          pkceCodeVerifier: openSecret(context.codeVerifier),
          expectedState: openSecret(context.state),
          idTokenExpected: context.wantsIdToken,
          ...(nonce === undefined ? {} : { expectedNonce: openSecret(nonce) }),
          ...(maxAge === undefined || !context.wantsIdToken ? {} : { maxAge }),
        };
        return oidc.authorizationCodeGrant(configuration, redirect, checks, undefined, dpop);
      },
    });
  }
}

async function parametersOf(
  request: AuthorizationRequest,
  context: AuthorizationContext,
): Promise<URLSearchParams> {
  const { state, nonce, codeVerifier, proofKey } = context;
  const own = {
    ...chosenParameters(request),
    response_type: 'code',
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(' '),
    state: openSecret(state),
    // Providers refuse a nonce where no ID token is asked for.
    nonce: context.wantsIdToken ? openSecret(nonce) : '',
    code_challenge: await oidc.calculatePKCECodeChallenge(openSecret(codeVerifier)),
    code_challenge_method: 'S256',
    dpop_jkt: proofKey === null ? '' : await proofKey.thumbprint(),
  };
  return withAdditionalParameters(own, request.additionalParameters);
}
