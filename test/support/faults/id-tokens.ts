import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose';
import type { IdTokenChange } from './fault.ts';

const algorithm = 'ES256';
const keyName = 'key-1';
const ownKey = generateKeyPair(algorithm);
const otherKey = generateKeyPair(algorithm);

/** The keys that an org shows: its own, or keys that sign nothing. */
export async function publishedKeys(which: 'own' | 'others'): Promise<readonly JWK[]> {
  const { publicKey } = await (which === 'own' ? ownKey : otherKey);
  const kid = which === 'own' ? keyName : 'key-of-nobody';
  return [{ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' }];
}

/**
 * Makes an ID token.
 *
 * @param claims - beside the times
 * @param change - how it is wrong; in no way when it is empty
 */
export async function makeIdToken(claims: JWTPayload, change: IdTokenChange): Promise<string> {
  if (change.text !== undefined) return change.text;
  const iat = Math.floor(Date.now() / 1000);
  const usual: JWTPayload = { iat, exp: iat + 3600, ...claims };
  const all = { ...usual, ...change.claims?.(usual) };
  const payload = Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  );
  const { signature, kid = keyName } = change;
  if (signature === 'none') return new UnsecuredJWT(payload).encode();
  if (signature === 'with_client_id') {
    const key = new TextEncoder().encode(String(claims.aud).padEnd(32, '\0'));
    return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid }).sign(key);
  }
  const { privateKey } = await (signature === 'of_another_key' ? otherKey : ownKey);
  const token = await new SignJWT(payload)
    .setProtectedHeader({ alg: algorithm, kid })
    .sign(privateKey);
  return signature === 'broken' ? withBrokenSignature(token) : token;
}

function withBrokenSignature(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes.reverse();
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}
