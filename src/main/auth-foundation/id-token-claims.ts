import { decodeJwt } from 'jose';
import { z } from 'zod';

/**
 * The payload of an ID token (OpenID Connect Core 1.0, section 2): the claims this app reads, and all others. One that
 * is not of its type counts as absent, but of the identity as nobody's: no other is the same as it.
 */
export const idTokenClaimsSchema = z.looseObject({
  iss: z.string().optional().catch(''),
  sub: z.string().optional().catch(''),
  aud: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch([]),
  exp: z.number().optional().catch(undefined),
  iat: z.number().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
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
  const { name, email, preferred_username: userName, sub = '' } = claims;
  return name ?? email ?? userName ?? (sub === '' ? null : sub);
}

/**
 * Tells whether a later ID token of a session speaks of the same person, from the same issuer, for the same client
 * (OpenID Connect Core 1.0, section 12.2): the same `iss` and `sub`, and every `aud` of before. A claim that only one
 * of them has is not compared; one that is there and not of its type is another one.
 *
 * @param before - the claims so far, or null when none are known
 * @param after - those of the later token, or null when there is none, or nothing in it can be read
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
