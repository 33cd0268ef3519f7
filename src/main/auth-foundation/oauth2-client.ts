import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { findTypeProblem, proofKeyOf } from './bound-token.ts';
import { Failure } from './failure.ts';
import { noFacts, type CallFacts } from './http.ts';
import { readIdTokenClaims, type IdTokenClaims } from './id-token-claims.ts';
import { defaultIdTokenValidators, type ExpectedIdToken } from './id-token-validators.ts';
import { seconds, type Timestamp } from './identifiers.ts';
import { classifyOAuthError, type CallPurpose } from './oauth-failure.ts';
import type { ProofKey } from './proof-key.ts';
import type { OAuth2ClientPorts } from './oauth2-client-ports.ts';
import { isTimeCheck, OAuth2Requests, type Run } from './oauth2-requests.ts';
import { bringsTokens, type TokenPurpose } from './token-purpose.ts';
import { resourceRun, type ResourceAnswer, type ResourceRequest } from './resource-call.ts';
import { firstRevokeFailure, revokeTokens } from './revocation.ts';
import { Secret } from './secret.ts';
import { describeWrongClock, ServerClock, type ClockOffset } from './server-clock.ts';
import {
  readTokenBody,
  salvageRefreshToken,
  salvageTokenBody,
  tokenResponseSchema,
  type TokenResponse,
} from './token-response.ts';
import { Token, type TokenContext } from './token.ts';

/** The calls of a client that a credential's life needs. */
export type CredentialClient = Pick<
  OAuth2Client,
  'refresh' | 'revoke' | 'introspect' | 'userInfo' | 'requestResource'
>;

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

/** The answer to a refresh: what there is to be kept of it. */
export type RefreshAnswer = RefreshedTokens | RefreshTokenOnly;

/** The response as it came, and whether its ID token had to be set aside. */
export interface RefreshedTokens {
  readonly kind: 'tokens';
  readonly response: TokenResponse;
  /** The middle of the request by this computer's clock, in milliseconds since the epoch: the token's `issuedAt`. */
  readonly receivedAt: number;
  /** Of the answer, or null when the org gave none. */
  readonly requestId: string | null;
  /** Why the ID token in the answer was not taken, or null when all is well. */
  readonly idTokenProblem: Failure | null;
  /** What an ID token that was not taken says; nobody may believe it, but it must not contradict the session. */
  readonly unverifiedClaims: IdTokenClaims | null;
}

/** An answer without an access token that may be used, but with another refresh token: it may be the only good one. */
export interface RefreshTokenOnly {
  readonly kind: 'refresh_token_only';
  readonly refreshToken: Secret;
  /** Why nothing else of the answer is used. */
  readonly failure: Failure;
  /** What its ID token says, as in {@link RefreshedTokens}. */
  readonly unverifiedClaims: IdTokenClaims | null;
}

/** What a call may be told beside its purpose. */
export interface CallOptions {
  /** Filled with what the call saw. */
  readonly facts?: CallFacts;
  /** What was asked for, for the validators of the ID token that comes. */
  readonly expected?: ExpectedIdToken;
  /** The key that the tokens are, or are to be, bound to; an answer with tokens that are not is refused. */
  readonly proofKey?: ProofKey | null;
}

/**
 * One OAuth 2.0 client at one authorization server: discovery, and the calls that a token's life needs. It is a public
 * client (RFC 8252, section 8.5), unless the ports can sign for it. Every method rejects with a {@link Failure}.
 */
export class OAuth2Client {
  readonly context: TokenContext;
  readonly #ports: OAuth2ClientPorts;
  readonly #serverClock: ServerClock;
  readonly #requests: OAuth2Requests;

  /**
   * @param context - the issuer and the client
   * @param ports - the world
   * @param serverClock - what is known of the clock of the issuer's host; shared by its clients, and by nobody else
   */
  constructor(context: TokenContext, ports: OAuth2ClientPorts, serverClock = new ServerClock()) {
    this.context = context;
    this.#ports = ports;
    this.#serverClock = serverClock;
    this.#requests = new OAuth2Requests(context, ports, serverClock);
  }

  /** How far the server's clock is from this computer's, or null when no answer has told it. */
  get clockOffset(): ClockOffset | null {
    return this.#serverClock.offset;
  }

  /**
   * Finds the authorization server's metadata (OpenID Connect Discovery 1.0, section 4): callers share one request, and
   * a first failure is not remembered. After an hour the document is renewed in the background, and used for up to a
   * day when it cannot be.
   *
   * @returns the metadata, whose issuer is the one that was asked
   */
  async discover(): Promise<oidc.ServerMetadata> {
    return this.#requests.discover();
  }

  /**
   * Makes one call through openid-client, with errors classified, the answer's facts kept, and the ID token of a token
   * answer checked by the validators too. When a call other than a refresh fails after its tokens arrived, these are
   * revoked in the background, because nobody will ever use them.
   *
   * @param purpose - what the call is for
   * @param run - does the call with what it is given, and nothing else
   * @param options - see {@link CallOptions}
   */
  async call<Result>(
    purpose: CallPurpose,
    run: Run<Result>,
    { facts = noFacts(), expected = {}, proofKey = null }: CallOptions = {},
  ): Promise<Result> {
    try {
      const result = await this.#requests.run(purpose, run, { facts, proofKey });
      if (bringsTokens(purpose)) this.#validate(purpose, facts, { expected, proofKey });
      return result;
    } catch (thrown) {
      if (bringsTokens(purpose) && purpose !== 'refresh') void this.#revokeUnused(facts);
      throw this.#explain(thrown, purpose, facts);
    }
  }

  /**
   * Exchanges the refresh token (RFC 6749, section 6). An answer with a token that cannot be verified, or that may not
   * be used, is not thrown away, because the refresh token in it may be the only one that still works.
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
        (configuration, dpop) =>
          oidc.refreshTokenGrant(configuration, refreshToken, parameters, dpop),
        { facts, proofKey: token.proofKey },
      );
      const response = readTokenResponse(answer);
      return this.#answer(facts, response, { idTokenProblem: null, unverifiedClaims: null });
    } catch (thrown) {
      return this.#salvage(thrown, facts, token);
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
    return this.call(
      'user_info',
      (configuration, dpop) => oidc.fetchUserInfo(configuration, token.accessToken, subject, dpop),
      { proofKey: proofKeyOf(token) },
    );
  }

  /**
   * Sends one request to a resource server with an access token, whatever it answers (RFC 6750, section 2.1; RFC 9449,
   * section 7). That the token may go there is the caller's to make sure of.
   *
   * @param token - its access token goes along, with a proof where it is bound to a key
   * @param request - without the token
   */
  async requestResource(token: Token, request: ResourceRequest): Promise<ResourceAnswer> {
    const facts = noFacts();
    const serverNow = (): Timestamp => this.#requests.serverNow();
    const run = resourceRun(token, request, { ports: this.#ports, facts, serverNow });
    return this.call('resource', run, { facts, proofKey: proofKeyOf(token) });
  }

  #validate(
    purpose: TokenPurpose,
    { successBody }: CallFacts,
    { expected, proofKey }: Required<Pick<CallOptions, 'expected' | 'proofKey'>>,
  ): void {
    const { idTokenValidators = defaultIdTokenValidators, idTokenLeeway } = this.#ports;
    const response = readTokenBody(successBody);
    if (response === null) throw new Failure('malformed_response');
    const typeProblem = findTypeProblem(response, proofKey);
    if (typeProblem !== null) throw typeProblem;
    if (response.id_token === undefined) return;
    const claims = readIdTokenClaims(response.id_token);
    const { alg: algorithm } = decodeProtectedHeader(response.id_token);
    if (claims === null || algorithm === undefined) throw new Failure('id_token_invalid');
    const { device_secret: deviceSecret } = response;
    for (const validate of idTokenValidators) {
      validate({
        claims,
        algorithm,
        accessToken: new Secret(response.access_token),
        deviceSecret: deviceSecret === undefined ? null : new Secret(deviceSecret),
        clientId: this.context.clientId,
        purpose,
        expected,
        now: this.#requests.serverNow(),
        leeway: idTokenLeeway ?? seconds(300),
        clockOffset: this.clockOffset,
      });
    }
  }

  /** Classifies what a call threw, and adds what only the client knows: the answer's request id, and the wrong clock. */
  #explain(thrown: unknown, purpose: CallPurpose, facts: CallFacts): Failure {
    const failure = classifyOAuthError(thrown, purpose, facts);
    const requestId = facts.successRequestId ?? failure.requestId;
    if (failure.code === 'dpop_unsupported') return new Failure(failure.code, { requestId });
    if (failure.code !== 'id_token_invalid') return failure.withRequestId(facts.successRequestId);
    const { detail } = failure;
    if (!isTimeCheck(thrown)) return new Failure(failure.code, { detail, requestId });
    const words = ['The ID token has expired, or is not valid yet.'];
    const wrongClock = describeWrongClock(this.clockOffset);
    if (wrongClock !== null) words.push(wrongClock);
    return new Failure(failure.code, { detail: words.join(' '), requestId });
  }

  #answer(
    facts: CallFacts,
    response: TokenResponse,
    about: Pick<RefreshedTokens, 'idTokenProblem' | 'unverifiedClaims'>,
  ): RefreshedTokens {
    const receivedAt = Math.floor(facts.successAt ?? this.#ports.clock.now());
    return { kind: 'tokens', response, receivedAt, requestId: facts.successRequestId, ...about };
  }

  /** Keeps what a failed verification would lose: the refresh token of an answer that did arrive. */
  #salvage(thrown: unknown, facts: CallFacts, { proofKey, refreshToken }: Token): RefreshAnswer {
    const failure = classifyOAuthError(thrown, 'refresh', facts);
    const response = salvageTokenBody(facts.successBody);
    if (response === null || findTypeProblem(response, proofKey) !== null) {
      const remnant = salvageRefreshToken(facts.successBody);
      if (remnant === null || remnant.refresh_token === refreshToken) throw failure;
      const unverifiedClaims = claimsIn(remnant);
      const kept = new Secret(remnant.refresh_token);
      return { kind: 'refresh_token_only', refreshToken: kept, failure, unverifiedClaims };
    }
    const unverifiedClaims = claimsIn(response);
    delete response.id_token;
    return this.#answer(facts, response, { idTokenProblem: failure, unverifiedClaims });
  }

  /** Ends the session that a failed call began, as far as the org lets us. Rejects never. */
  async #revokeUnused({ successBody }: CallFacts): Promise<void> {
    const response = salvageTokenBody(successBody);
    const remnant = salvageRefreshToken(successBody);
    try {
      if (response !== null) {
        const unused = Token.fromResponse(response, this.context, this.#ports.clock.now());
        // A device secret may belong to other sessions too.
        const results = await revokeTokens(this, unused, ['refresh_token', 'access_token']);
        const failure = firstRevokeFailure(results);
        if (failure !== null) throw failure;
      } else if (remnant !== null) {
        await this.revoke(remnant.refresh_token, 'refresh_token');
      }
    } catch (thrown) {
      this.#ports.onBackgroundError?.(thrown);
    }
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

function claimsIn({ id_token: idToken }: Pick<TokenResponse, 'id_token'>): IdTokenClaims | null {
  return idToken === undefined ? null : readIdTokenClaims(idToken);
}
