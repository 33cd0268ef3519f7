import { z } from 'zod';
import { errorCodeSchema } from '../../shared/index.ts';
import { idTokenClaimsSchema, type IdTokenClaims } from './id-token-claims.ts';
import { isCredentialId, issuer, type CredentialId, type Issuer } from './identifiers.ts';
import type { Token } from './token.ts';

/** Why a credential needs a new sign-in; it is kept until a sign-in or a refresh succeeds. */
export interface SignInNeeded {
  readonly code: z.infer<typeof errorCodeSchema>;
  readonly detail: string | null;
  readonly requestId: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
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
  readonly signInNeeded: SignInNeeded | null;
}

export const tokenMetadataSchema = z.strictObject({
  id: z.string().refine(isCredentialId),
  tags: z.array(z.string()),
  claims: idTokenClaimsSchema.nullable(),
  issuer: z.string().transform(issuer),
  clientId: z.string(),
  scopes: z.array(z.string()),
  signInNeeded: z
    .strictObject({
      code: errorCodeSchema,
      detail: z.string().nullable(),
      requestId: z.string().nullable(),
      at: z.number(),
    })
    .nullable(),
});

/**
 * Describes a token: claims, issuer, client and scopes follow the token; tags are the person's.
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
    signInNeeded: null,
  };
}
