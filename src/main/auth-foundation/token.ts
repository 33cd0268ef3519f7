import { inspect, isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readIdTokenClaims, type IdTokenClaims } from './id-token-claims.ts';
import {
  isCredentialId,
  issuer,
  newCredentialId,
  seconds,
  timestamp,
  type CredentialId,
  type Issuer,
  type Seconds,
  type Timestamp,
} from './identifiers.ts';
import { ProofKey, privateKeySchema, serializeProofKey } from './proof-key.ts';
import { openSecret, Secret } from './secret.ts';
import { tokenResponseSchema, type TokenResponse } from './token-response.ts';

/** Where a token came from: all that is needed to refresh, introspect and revoke it later. */
export interface TokenContext {
  readonly issuer: Issuer;
  readonly clientId: string;
}

/** What a token is made of; {@link serializeToken} is the only way to get it out again. */
interface TokenParts {
  readonly id: CredentialId;
  readonly context: TokenContext;
  readonly issuedAt: Timestamp;
  readonly response: TokenResponse;
  readonly proofKey: ProofKey | null;
}

/**
 * An immutable set of OAuth 2.0 tokens from one authorization server. Its secrets are reached only by the named
 * getters: printing, spreading or JSON-encoding a token shows none of them.
 */
export class Token {
  readonly id: CredentialId;
  readonly context: TokenContext;
  /** When the response with the access token was received. */
  readonly issuedAt: Timestamp;
  /** The access token's lifetime, or null when the server did not say. */
  readonly expiresIn: Seconds | null;
  /** The access token's type, lower-cased: `bearer` or `dpop`. */
  readonly tokenType: string;
  /** The scopes that were granted; empty when the server did not say. */
  readonly scopes: readonly string[];
  /** The key that its tokens are bound to, or null when whoever has them can use them (RFC 9449). */
  readonly proofKey: ProofKey | null;
  readonly #fields: Secret;
  readonly #accessToken: Secret;
  readonly #refreshToken: Secret | null;
  readonly #idToken: Secret | null;
  readonly #deviceSecret: Secret | null;

  private constructor({ id, context, issuedAt, response, proofKey }: TokenParts) {
    this.id = id;
    this.context = context;
    this.issuedAt = issuedAt;
    this.expiresIn = response.expires_in === undefined ? null : seconds(response.expires_in);
    this.tokenType = response.token_type.toLowerCase();
    this.scopes = response.scope?.split(' ').filter((scope) => scope !== '') ?? [];
    this.proofKey = proofKey;
    this.#fields = new Secret(JSON.stringify(response));
    this.#accessToken = new Secret(response.access_token);
    this.#refreshToken = secretOrNull(response.refresh_token);
    this.#idToken = secretOrNull(response.id_token);
    this.#deviceSecret = secretOrNull(response.device_secret);
    Object.freeze(this);
  }

  /**
   * Makes a token from a successful token response.
   *
   * @param response - the parsed body of a 2xx answer of the token endpoint
   * @param context - the issuer and client it came from
   * @param receivedAt - when the answer arrived
   * @param id - the credential's identifier; a new one by default
   * @param proofKey - the key that its tokens are bound to; none by default
   */
  static fromResponse(
    response: TokenResponse,
    context: TokenContext,
    receivedAt: Timestamp,
    id: CredentialId = newCredentialId(),
    proofKey: ProofKey | null = null,
  ): Token {
    return new Token({ id, context, issuedAt: receivedAt, response, proofKey });
  }

  /** The access token itself. */
  get accessToken(): string {
    return openSecret(this.#accessToken);
  }

  /** The refresh token, when the server gave one. */
  get refreshToken(): string | undefined {
    return openOptional(this.#refreshToken);
  }

  /** The ID token as a JWT in compact form, when the server gave one. */
  get idToken(): string | undefined {
    return openOptional(this.#idToken);
  }

  /** The device secret of native single sign-on, when the server gave one. */
  get deviceSecret(): string | undefined {
    return openOptional(this.#deviceSecret);
  }

  /** The ID token's claims, or null when there is no readable ID token. */
  get claims(): IdTokenClaims | null {
    return this.#idToken === null ? null : readIdTokenClaims(openSecret(this.#idToken));
  }

  /** When the access token expires, or null when the server did not say. */
  get expiresAt(): Timestamp | null {
    return this.expiresIn === null ? null : timestamp(this.issuedAt + this.expiresIn * 1000);
  }

  /**
   * Tells whether the access token has expired. One of unknown lifetime has not.
   *
   * @param now - the current time; exactly at its expiry a token is expired
   */
  isExpired(now: Timestamp): boolean {
    return this.willBeExpiredIn(seconds(0), now);
  }

  /**
   * Tells whether the access token will have expired some seconds from now.
   *
   * @param grace - how far to look ahead
   * @param now - the current time
   */
  willBeExpiredIn(grace: Seconds, now: Timestamp): boolean {
    return this.expiresAt !== null && this.expiresAt - now <= grace * 1000;
  }

  /**
   * Merges the answer of a refresh into this token, field by field: what is new wins, what is missing stays
   * (refresh token, ID token, scope, device secret and unknown fields). Identifier and context stay.
   *
   * @param response - the parsed body of a 2xx answer of the token endpoint
   * @param receivedAt - when the answer arrived
   */
  refreshedWith(response: TokenResponse, receivedAt: Timestamp): Token {
    const before = parseFields(openSecret(this.#fields));
    const merged = { ...before, ...withoutUndefined(response) };
    // A lifetime belongs to its access token: an old one says nothing about the new one.
    if (response.expires_in === undefined) delete merged.expires_in;
    return Token.fromResponse(merged, this.context, receivedAt, this.id, this.proofKey);
  }

  /** The same token set with another refresh token, for an org that gave one and nothing else to keep. */
  withRefreshToken(refreshToken: string): Token {
    const response = { ...parseFields(openSecret(this.#fields)), refresh_token: refreshToken };
    return Token.fromResponse(response, this.context, this.issuedAt, this.id, this.proofKey);
  }

  /** The same token set under another identifier: what a second sign-in gives to an existing credential. */
  withId(id: CredentialId): Token {
    const response = parseFields(openSecret(this.#fields));
    return Token.fromResponse(response, this.context, this.issuedAt, id, this.proofKey);
  }

  /** True when both hold the same fields and key from the same context; identifier and time of issue do not count. */
  equals(other: Token): boolean {
    return (
      this.context.issuer === other.context.issuer &&
      this.context.clientId === other.context.clientId &&
      (this.proofKey === null ? other.proofKey === null : this.proofKey.equals(other.proofKey)) &&
      isDeepStrictEqual(
        parseFields(openSecret(this.#fields)),
        parseFields(openSecret(other.#fields)),
      )
    );
  }

  toJSON(): { id: CredentialId } {
    return { id: this.id };
  }

  [inspect.custom](): string {
    return `Token(${this.id})`;
  }

  /** Called by {@link serializeToken} alone. */
  static open(token: Token): SerializedToken {
    return {
      id: token.id,
      context: { issuer: token.context.issuer, clientId: token.context.clientId },
      issuedAt: token.issuedAt,
      response: parseFields(openSecret(token.#fields)),
      ...(token.proofKey === null ? {} : { proofKey: serializeProofKey(token.proofKey) }),
    };
  }
}

const serializedTokenSchema = z.strictObject({
  id: z.string().refine(isCredentialId),
  context: z.strictObject({
    issuer: z.url().transform(issuer),
    clientId: z.string().min(1),
  }),
  issuedAt: z.number().transform(timestamp),
  response: tokenResponseSchema,
  /** Absent for a token that is not bound to a key. */
  proofKey: privateKeySchema.optional(),
});
/** A token as plain JSON, secrets in the clear: only the vault writes it, sealed. */
export type SerializedToken = z.input<typeof serializedTokenSchema>;

/**
 * Opens a token for storage.
 *
 * @returns plain JSON with every secret in the clear; the caller seals it before it touches a disk
 */
export function serializeToken(token: Token): SerializedToken {
  return Token.open(token);
}

/**
 * Reads a token back from storage.
 *
 * @param stored - what {@link serializeToken} gave
 * @throws z.ZodError when the shape is not that of a token
 */
export function parseToken(stored: unknown): Token {
  const { id, context, issuedAt, response, proofKey } = serializedTokenSchema.parse(stored);
  const key = proofKey === undefined ? null : ProofKey.parse(proofKey);
  return Token.fromResponse(response, context, issuedAt, id, key);
}

function parseFields(json: string): TokenResponse {
  return tokenResponseSchema.parse(JSON.parse(json));
}

function withoutUndefined(response: TokenResponse): TokenResponse {
  return tokenResponseSchema.parse(
    Object.fromEntries(Object.entries(response).filter(([, value]) => value !== undefined)),
  );
}

function secretOrNull(value: string | undefined): Secret | null {
  return value === undefined ? null : new Secret(value);
}

function openOptional(secret: Secret | null): string | undefined {
  return secret === null ? undefined : openSecret(secret);
}
