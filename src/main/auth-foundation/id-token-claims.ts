import { decodeJwt } from 'jose';
import { z } from 'zod';

/** The payload of an ID token (OpenID Connect Core 1.0, section 2): the claims this app reads, and all others. */
export const idTokenClaimsSchema = z.looseObject({
  iss: z.string().optional(),
  sub: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  exp: z.number().optional(),
  iat: z.number().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  preferred_username: z.string().optional(),
});
export type IdTokenClaims = Readonly<z.infer<typeof idTokenClaimsSchema>>;

/**
 * Reads the claims of an ID token that was verified when it was received (OAuth2Client does that).
 *
 * @param idToken - a JWT in compact form
 * @returns its payload, or null when it is not a JWT with an object inside
 */
export function readIdTokenClaims(idToken: string): IdTokenClaims | null {
  try {
    const parsed = idTokenClaimsSchema.safeParse(decodeJwt(idToken));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not a JWT: the provider sent something else in `id_token`. Metadata then has no claims.
    return null;
  }
}

/** Whom the claims are about, as a text for people: name, e-mail address or subject; null when they do not say. */
export function personOf(claims: IdTokenClaims | null): string | null {
  if (claims === null) return null;
  return claims.name ?? claims.email ?? claims.preferred_username ?? claims.sub ?? null;
}

/**
 * Tells whether a later ID token of a session speaks of the same person, from the same issuer, for the same client
 * (OpenID Connect Core 1.0, section 12.2): the same `iss` and `sub`, and every `aud` of before. A claim that only one
 * of them has is not compared.
 *
 * @param before - the claims so far, or null when none are known
 * @param after - those of the later token, or null when there is none
 */
export function isSameIdentity(before: IdTokenClaims | null, after: IdTokenClaims | null): boolean {
  if (before === null || after === null) return true;
  return (
    isSame(before.iss, after.iss) &&
    isSame(before.sub, after.sub) &&
    (after.aud === undefined || audiences(before).every((one) => audiences(after).includes(one)))
  );
}

function isSame(before: string | undefined, after: string | undefined): boolean {
  return before === undefined || after === undefined || before === after;
}

function audiences({ aud = [] }: IdTokenClaims): readonly string[] {
  return typeof aud === 'string' ? [aud] : aud;
}
