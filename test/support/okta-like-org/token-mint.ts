import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';

import { accessTokenClaims, idTokenClaims, type TokenSubject } from './claims.ts';
import type { AuthorizationServer } from './org-state.ts';
import type { SigningKey } from './signing-keys.ts';

/** What tokens are made from. */
export interface MintRequest extends TokenSubject {
  readonly issuer: string;
  readonly grantId: string;
  readonly nonce: string | undefined;
  /** The thumbprint of the DPoP key that the access token is bound to. */
  readonly boundTo: string | undefined;
  /** The secret of the native session that the sign-in belongs to. */
  readonly deviceSecret: string | undefined;
}

/** The members of a token response that every grant has. */
export interface MintedTokens {
  readonly token_type: 'Bearer' | 'DPoP';
  readonly expires_in: number;
  readonly access_token: string;
  readonly scope: string;
  readonly id_token?: string;
}

/**
 * Makes an access token, and an ID token when `openid` was granted, and writes the access token into the ledger.
 *
 * @see OpenID Connect Core, sections 2 and 3.1.3.6; OpenID Connect Native SSO, section 3.3 (`ds_hash`)
 */
export async function mintTokens(
  { org, settings, keys }: AuthorizationServer,
  request: MintRequest,
): Promise<MintedTokens> {
  const { issuer, scopes, boundTo, clientId, nonce, deviceSecret } = request;
  const { accessTokenSeconds, idTokenSeconds } = settings;
  const key = keys.current;
  const accessToken = await sign(key, accessTokenSeconds, {
    iss: issuer,
    aud: settings.audience,
    ...accessTokenClaims(request),
    ...(boundTo !== undefined && { cnf: { jkt: boundTo } }),
  });
  org.ledger.add(
    {
      kind: 'access',
      value: accessToken,
      grantId: request.grantId,
      authorizationServer: settings.name,
      clientId,
      uid: request.person.uid,
      scopes,
      ...(boundTo !== undefined && { boundTo }),
    },
    accessTokenSeconds,
  );
  const idToken =
    scopes.includes('openid') &&
    (await sign(key, idTokenSeconds, {
      iss: issuer,
      aud: clientId,
      ...idTokenClaims(request),
      at_hash: halfHash(accessToken),
      ...(nonce !== undefined && { nonce }),
      ...(deviceSecret !== undefined && { ds_hash: halfHash(deviceSecret) }),
    }));
  return {
    token_type: boundTo === undefined ? 'Bearer' : 'DPoP',
    expires_in: accessTokenSeconds,
    access_token: accessToken,
    scope: scopes.join(' '),
    ...(idToken !== false && { id_token: idToken }),
  };
}

/** The left half of the SHA-256 hash: all algorithms here have 256 bits. */
export function halfHash(value: string): string {
  const hash = createHash('sha256').update(value).digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}

/** JWTs follow the machine's clock, because whoever reads them does. Okta's have no `typ`. */
function sign(
  key: SigningKey,
  secondsToLive: number,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...claims, iat: now, exp: now + secondsToLive })
    .setProtectedHeader({ kid: key.kid, alg: key.algorithm })
    .sign(key.privateKey);
}
