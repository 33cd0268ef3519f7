import { z } from 'zod';
import { idTokenClaimsSchema, type IdTokenClaims } from './id-token-claims.ts';
import {
  isCredentialId,
  issuer,
  timestamp,
  type CredentialId,
  type Issuer,
  type Timestamp,
} from './identifiers.ts';
import { notedFailureSchema, type NotedFailure } from './noted-failure.ts';
import type { Token } from './token.ts';

/** What is known of a token's life and parts without opening it. */
export interface TokenFacts {
  /** When the response with the access token was received. */
  readonly issuedAt: Timestamp;
  /** When the access token expires, or null when the server did not say. */
  readonly expiresAt: Timestamp | null;
  readonly tokenType: string;
  readonly hasRefreshToken: boolean;
  readonly hasIdToken: boolean;
  readonly hasDeviceSecret: boolean;
  /** Whether the tokens are bound to a key of this device (RFC 9449). */
  readonly isBound: boolean;
  /** Whether the last refresh replaced the refresh token; null until one has shown it. */
  readonly refreshTokenRotates: boolean | null;
}

/** What is known of a stored token without the token: it holds no secret, but it names people and is sealed too. */
export interface TokenMetadata {
  readonly id: CredentialId;
  readonly tags: readonly string[];
  /** The claims of the ID token, or null when there is none. */
  readonly claims: IdTokenClaims | null;
  readonly issuer: Issuer;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly facts: TokenFacts;
  /** Whether it is refreshed by itself before it expires; null leaves it to the coordinator's default. */
  readonly automaticRefresh: boolean | null;
  /** Whether a person has to show that they are present before one of its tokens is handed out. */
  readonly requiresPresence: boolean;
  /** Why a new sign-in is needed; it is kept until a sign-in or a refresh succeeds. */
  readonly signInNeeded: NotedFailure | null;
  /** Why the newest ID token was set aside; the claims are those of the last good one. Null when all is well. */
  readonly idTokenProblem: NotedFailure | null;
}

export const tokenMetadataSchema = z.strictObject({
  id: z.string().refine(isCredentialId),
  tags: z.array(z.string()),
  claims: idTokenClaimsSchema.nullable(),
  issuer: z.string().transform(issuer),
  clientId: z.string(),
  scopes: z.array(z.string()),
  facts: z.strictObject({
    issuedAt: z.number().transform(timestamp),
    expiresAt: z.number().transform(timestamp).nullable(),
    tokenType: z.string(),
    hasRefreshToken: z.boolean(),
    hasIdToken: z.boolean(),
    hasDeviceSecret: z.boolean(),
    // Records and backups from before there were these are without them.
    isBound: z.boolean().default(false),
    refreshTokenRotates: z.boolean().nullable().default(null),
  }),
  automaticRefresh: z.boolean().nullable(),
  // Records and backups from before there was the choice are without it.
  requiresPresence: z.boolean().default(false),
  signInNeeded: notedFailureSchema.nullable(),
  idTokenProblem: notedFailureSchema.nullable(),
});

/**
 * Describes a token: claims, issuer, client, scopes and facts follow the token; tags are the person's.
 *
 * @param token - the token to describe
 * @param tags - kept as given, without duplicates
 */
export function describeToken(token: Token, tags: readonly string[]): TokenMetadata {
  return {
    id: token.id,
    tags: [...new Set(tags)],
    claims: token.claims,
    issuer: token.context.issuer,
    clientId: token.context.clientId,
    scopes: token.scopes,
    facts: factsOf(token),
    automaticRefresh: null,
    requiresPresence: false,
    signInNeeded: null,
    idTokenProblem: null,
  };
}

/**
 * Describes the next token of a credential: what is the person's choice stays, what was wrong with the last token does
 * not.
 *
 * @param metadata - of the credential so far
 * @param token - its next token
 */
export function describeNextToken(metadata: TokenMetadata, token: Token): TokenMetadata {
  const { automaticRefresh, requiresPresence } = metadata;
  const { refreshTokenRotates } = metadata.facts;
  const described = describeToken(token, metadata.tags);
  const facts = { ...described.facts, refreshTokenRotates };
  return { ...described, facts, automaticRefresh, requiresPresence };
}

/**
 * Describes what a refresh has shown of the org: whether it replaces the refresh token.
 *
 * @param metadata - of the credential after the refresh
 * @param before - its token before
 * @param after - its token after
 */
export function describeRotation(
  metadata: TokenMetadata,
  before: Token,
  after: Token,
): TokenMetadata {
  const refreshTokenRotates = after.refreshToken !== before.refreshToken;
  return { ...metadata, facts: { ...metadata.facts, refreshTokenRotates } };
}

function factsOf(token: Token): TokenFacts {
  return {
    issuedAt: token.issuedAt,
    expiresAt: token.expiresAt,
    tokenType: token.tokenType,
    hasRefreshToken: token.refreshToken !== undefined,
    hasIdToken: token.idToken !== undefined,
    hasDeviceSecret: token.deviceSecret !== undefined,
    isBound: token.proofKey !== null,
    refreshTokenRotates: null,
  };
}
