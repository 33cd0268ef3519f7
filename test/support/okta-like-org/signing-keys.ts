import { calculateJwkThumbprint, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

/** An RS256 key, as oidc-provider wants it and as signatures are checked. */
export interface SigningKey {
  readonly privateJwk: JWK;
  readonly publicKey: CryptoKey;
}

const keys = new Map<string, Promise<SigningKey>>();

/** The key of an authorization server, made once per process: RSA keys are slow to make. */
export function signingKeyOf(authorizationServer: string): Promise<SigningKey> {
  const known = keys.get(authorizationServer);
  if (known) return known;
  const made = makeKey();
  keys.set(authorizationServer, made);
  return made;
}

async function makeKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { privateJwk: { ...jwk, kid, alg: 'RS256', use: 'sig' }, publicKey };
}
