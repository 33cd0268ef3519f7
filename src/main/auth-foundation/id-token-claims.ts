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
