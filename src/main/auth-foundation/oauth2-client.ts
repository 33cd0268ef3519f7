import * as oidc from 'openid-client';
import type { Clock } from './clock.ts';
import { Failure } from './failure.ts';
import { noFacts, observedFetch, type CallFacts, type HttpFetch } from './http.ts';
import { issuer, seconds, type Seconds } from './identifiers.ts';
import { isLoopbackHttp } from './loopback-host.ts';
import { classifyOAuthError, type CallPurpose } from './oauth-failure.ts';
import { salvageTokenBody, tokenResponseSchema, type TokenResponse } from './token-response.ts';
import type { Token, TokenContext } from './token.ts';

/** What an {@link OAuth2Client} needs from the world. */
export interface OAuth2ClientPorts {
  readonly fetch: HttpFetch;
  readonly clock: Clock;
  /** The app's name and version, as `Name/1.2.3`. */
  readonly userAgent: string;
  /** Until a request is given up; 30 seconds by default. */
  readonly requestTimeout?: Seconds;
}

/** The calls of a client that a credential's life needs. */
export type CredentialClient = Pick<OAuth2Client, 'refresh' | 'revoke' | 'introspect' | 'userInfo'>;

/** The kinds of token that RFC 7009 and RFC 7662 requests name in `token_type_hint`. */
export type TokenTypeHint = 'access_token' | 'refresh_token' | 'device_secret';

/** What an authorization server says about a token (RFC 7662, section 2.2). */
export interface Introspection {
  /** Whether the token works. Of one that does not, nothing else is said. */
  readonly active: boolean;
  readonly [claim: string]: unknown;
}

/** What an authorization server says about the person (OpenID Connect Core 1.0, section 5.3.2). */
export interface UserInfo {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** The answer to a refresh: the response as it came, and whether its ID token had to be set aside. */
export interface RefreshAnswer {
  readonly response: TokenResponse;
  /** When the answer arrived, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Of the answer, or null when the org gave none. */
  readonly requestId: string | null;
  /** Why the ID token in the answer was not taken, or null when all is well. */
  readonly idTokenProblem: Failure | null;
}

/**
 * One OAuth 2.0 client at one authorization server: discovery, and the calls that a token's life needs. Public
 * clients only (no client authentication; RFC 8252, section 8.5). Every method rejects with a {@link Failure}.
 */
export class OAuth2Client {
  readonly context: TokenContext;
  readonly #ports: OAuth2ClientPorts;
  readonly #requestTimeout: Seconds;
  #metadata: Promise<oidc.ServerMetadata> | null = null;
  #keys: ReturnType<typeof oidc.getJwksCache>;

  constructor(context: TokenContext, ports: OAuth2ClientPorts) {
    this.context = context;
    this.#ports = ports;
    this.#requestTimeout = ports.requestTimeout ?? seconds(30);
  }

  /**
   * Finds the authorization server's metadata (OpenID Connect Discovery 1.0, section 4), once: callers share one
   * request, and a failure is not remembered.
   *
   * @returns the metadata, whose issuer is the one that was asked
   */
  async discover(): Promise<oidc.ServerMetadata> {
    this.#metadata ??= this.#discover();
    try {
      return await this.#metadata;
    } catch (failure) {
      this.#metadata = null;
      throw failure;
    }
  }

  /**
   * Makes one call through openid-client, with errors classified and the answer's facts kept.
   *
   * @param purpose - what the call is for
   * @param run - does the call with the configuration it is given, and no other
   * @param facts - filled with what the call saw
   */
  async call<Result>(
    purpose: CallPurpose,
    run: (configuration: oidc.Configuration) => Promise<Result>,
    facts: CallFacts = noFacts(),
  ): Promise<Result> {
    const configuration = await this.#configure(facts);
    try {
      return await run(configuration);
    } catch (thrown) {
      throw classifyOAuthError(thrown, purpose, facts);
    } finally {
      this.#keys = oidc.getJwksCache(configuration) ?? this.#keys;
    }
  }

  /**
   * Exchanges the refresh token (RFC 6749, section 6). An answer with a token that cannot be verified is not thrown
   * away, because the refresh token in it may be the only one that still works.
   *
   * @param token - its refresh token is used; that the answer is for the same person is the caller's to check
   * @param scopes - asks for an access token with no more than these; those of the session by default
   */
  async refresh(token: Token, scopes?: readonly string[]): Promise<RefreshAnswer> {
    const refreshToken = token.refreshToken;
    if (refreshToken === undefined) throw new Failure('no_refresh_token');
    const parameters = scopes === undefined ? {} : { scope: scopes.join(' ') };
    const facts = noFacts();
    try {
      const answer = await this.call(
        'refresh',
        (configuration) => oidc.refreshTokenGrant(configuration, refreshToken, parameters),
        facts,
      );
      const receivedAt = this.#ports.clock.now();
      const { requestId } = facts;
      return { response: readTokenResponse(answer), receivedAt, requestId, idTokenProblem: null };
    } catch (thrown) {
      return this.#salvage(thrown, facts);
    }
  }

  /**
   * Revokes one token (RFC 7009). An org that does not know it agrees too.
   *
   * @param value - the token itself
   * @param hint - what kind it is
   */
  async revoke(value: string, hint: TokenTypeHint): Promise<void> {
    await this.call('revocation', (configuration) =>
      oidc.tokenRevocation(configuration, value, { token_type_hint: hint }),
    );
  }

  /**
   * Asks the authorization server about a token (RFC 7662).
   *
   * @param value - the token itself
   * @param hint - what kind it is
   * @returns the answer's fields; `active` tells whether the token works
   */
  async introspect(value: string, hint: TokenTypeHint | 'id_token'): Promise<Introspection> {
    return this.call('introspection', (configuration) =>
      oidc.tokenIntrospection(configuration, value, { token_type_hint: hint }),
    );
  }

  /**
   * Fetches the person's claims (OpenID Connect Core 1.0, section 5.3); the subject must be that of the ID token.
   *
   * @param token - its access token is used
   */
  async userInfo(token: Token): Promise<UserInfo> {
    const subject = token.claims?.sub ?? oidc.skipSubjectCheck;
    return this.call('user_info', (configuration) =>
      oidc.fetchUserInfo(configuration, token.accessToken, subject),
    );
  }

  async #discover(): Promise<oidc.ServerMetadata> {
    const facts = noFacts();
    try {
      const found = await oidc.discovery(
        new URL(this.context.issuer),
        this.context.clientId,
        undefined,
        oidc.None(),
        {
          timeout: this.#requestTimeout,
          [oidc.customFetch]: this.#observe(facts),
          // Plain HTTP is for an authorization server on this very machine, and for nothing else.
          execute: isLoopbackHttp(this.context.issuer) ? [oidc.allowInsecureRequests] : [],
        },
      );
      return found.serverMetadata();
    } catch (thrown) {
      throw classifyOAuthError(thrown, 'discovery', facts);
    }
  }

  /** A configuration of its own for each call, so that what one call saw is never mistaken for another's. */
  async #configure(facts: CallFacts): Promise<oidc.Configuration> {
    const metadata = await this.discover();
    const configuration = new oidc.Configuration(
      metadata,
      this.context.clientId,
      undefined,
      oidc.None(),
    );
    configuration.timeout = this.#requestTimeout;
    configuration[oidc.customFetch] = this.#observe(facts);
    // TLS alone would satisfy OpenID Connect Core 3.1.3.7; the signature is checked as well.
    oidc.enableNonRepudiationChecks(configuration);
    if (isLoopbackHttp(this.context.issuer)) oidc.allowInsecureRequests(configuration);
    if (this.#keys !== undefined) oidc.setJwksCache(configuration, this.#keys);
    return configuration;
  }

  #observe(facts: CallFacts): HttpFetch {
    const { fetch, userAgent, clock } = this.#ports;
    return observedFetch(fetch, facts, userAgent, () => clock.now());
  }

  /** Keeps what a failed verification would lose: the refresh token of an answer that did arrive. */
  #salvage(thrown: unknown, facts: CallFacts): RefreshAnswer {
    const failure = classifyOAuthError(thrown, 'refresh', facts);
    const response = salvageTokenBody(facts.successBody);
    if (response === null) throw failure;
    delete response.id_token;
    const { requestId } = facts;
    return { response, receivedAt: this.#ports.clock.now(), requestId, idTokenProblem: failure };
  }
}

/**
 * Reads a token response by this app's own schema, so that nothing but a string is ever taken for a token.
 *
 * @param response - what openid-client accepted
 * @throws Failure `malformed_response`
 */
export function readTokenResponse(response: oidc.TokenEndpointResponse): TokenResponse {
  const parsed = tokenResponseSchema.safeParse({ ...response });
  if (!parsed.success) throw new Failure('malformed_response');
  return parsed.data;
}

/** Gives every issuer and client its one {@link OAuth2Client}, so that discovery and keys are shared. */
export class OAuth2ClientPool {
  readonly #clients = new Map<string, OAuth2Client>();
  readonly #ports: OAuth2ClientPorts;

  constructor(ports: OAuth2ClientPorts) {
    this.#ports = ports;
  }

  /** The client of an issuer and client identifier. */
  get(context: TokenContext): OAuth2Client {
    const key = JSON.stringify([context.issuer, context.clientId]);
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    const client = new OAuth2Client(
      { issuer: issuer(context.issuer), clientId: context.clientId },
      this.#ports,
    );
    this.#clients.set(key, client);
    return client;
  }
}
