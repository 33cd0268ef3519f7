import { createHash, randomUUID } from 'node:crypto';
import { decodeJwt, exportJWK, SignJWT, type JWTPayload } from 'jose';
import { timestamp, type Timestamp } from './identifiers.ts';
import type { ProofKey } from './proof-key.ts';

/** The one request that a proof is for. */
export interface ProofRequest {
  readonly method: string;
  /** Absolute; its query and fragment are not proved. */
  readonly url: string;
  /** The token that goes with the request, or null where none does. */
  readonly accessToken: string | null;
  /** What the server asked for with `DPoP-Nonce`, or null when it has not. */
  readonly nonce: string | null;
  /** The current time, by the server's clock. */
  readonly now: Timestamp;
}

/**
 * Signs a proof that whoever sends a request has the key (RFC 9449, section 4.2). It is good for one request: a server
 * takes the second one with it for a replay.
 *
 * @param key - that the access token is bound to
 * @param request - what is proved
 * @returns the value of the `DPoP` header, a JWT
 * @throws what WebCrypto throws when the key is not one
 */
export function makeProof(key: ProofKey, request: ProofRequest): Promise<string> {
  const { method, url, accessToken, nonce, now } = request;
  const { origin, pathname } = new URL(url);
  const claims = {
    htm: method,
    htu: `${origin}${pathname}`,
    ...(accessToken === null ? {} : { ath: hashOf(accessToken) }),
  };
  return sign(key, claims, nonce, now);
}

/** When, and with which nonce, a proof is made anew. */
export interface ProofRenewal {
  /** The newest that the server gave, or null for that of the proof. */
  readonly nonce: string | null;
  readonly now: Timestamp;
}

/**
 * Signs the proof of a request once more, because the request is to be sent again.
 *
 * @param key - that signed it
 * @param proof - as it was sent
 * @param renewal - the current time, and the newest nonce
 */
export function renewProof(
  key: ProofKey,
  proof: string,
  { nonce, now }: ProofRenewal,
): Promise<string> {
  const { htm, htu, ath, nonce: before } = decodeJwt(proof);
  const same = { htm, htu, ...(ath === undefined ? {} : { ath }) };
  return sign(key, same, nonce ?? (typeof before === 'string' ? before : null), now);
}

/** When a proof says that it was made; null when it does not. */
export function proofTime(proof: string): Timestamp | null {
  const { iat } = decodeJwt(proof);
  return iat === undefined ? null : timestamp(iat * 1000);
}

async function sign(
  key: ProofKey,
  claims: JWTPayload,
  nonce: string | null,
  now: Timestamp,
): Promise<string> {
  const { privateKey, publicKey } = await key.keyPair();
  return new SignJWT({ ...claims, ...(nonce === null ? {} : { nonce }) })
    .setProtectedHeader({ alg: key.algorithm, typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
    .setJti(randomUUID())
    .setIssuedAt(Math.floor(now / 1000))
    .sign(privateKey);
}

function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}
