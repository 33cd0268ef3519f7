import { createHash } from 'node:crypto';
import { Failure } from './failure.ts';
import type { IdTokenClaims } from './id-token-claims.ts';
import type { Seconds, Timestamp } from './identifiers.ts';
import { openSecret, Secret } from './secret.ts';
import type { TokenPurpose } from './token-purpose.ts';
import { describeWrongClock, type ClockOffset } from './server-clock.ts';

/** What was asked for in the request that an ID token answers. */
export interface ExpectedIdToken {
  readonly nonce?: Secret;
  /** The longest time since the person signed in. */
  readonly maxAge?: Seconds;
  /** The authentication context classes that were asked for; any of them will do. */
  readonly acrValues?: readonly string[];
}

/** An ID token whose signature, issuer, audience and expiry have been verified, and what came with it. */
export interface ReceivedIdToken {
  readonly claims: IdTokenClaims;
  /** The JOSE header's `alg`. */
  readonly algorithm: string;
  /** Of the same answer. */
  readonly accessToken: Secret;
  /** Of the same answer, or null when it has none. */
  readonly deviceSecret: Secret | null;
  readonly clientId: string;
  readonly purpose: TokenPurpose;
  readonly expected: ExpectedIdToken;
  /** The current time by the issuer's clock, as far as it is known. */
  readonly now: Timestamp;
  /** How far `iat` may be from `now`. */
  readonly leeway: Seconds;
  /** How far the issuer's clock is from this computer's, or null when that is not known. */
  readonly clockOffset: ClockOffset | null;
}

/** Checks one thing of an ID token. @throws Failure `id_token_invalid` whose detail names the check */
export type IdTokenValidator = (received: ReceivedIdToken) => void;

/**
 * What is checked beyond the signature, `alg`, `iss`, `aud`, `exp` and `nbf`, which openid-client does whatever the
 * validators are; it looks at `nonce` and `auth_time` only in the answer to a code.
 */
export const defaultIdTokenValidators: readonly IdTokenValidator[] = [
  checkSubject,
  checkAuthorizedParty,
  checkIssuedAt,
  checkNonce,
  checkAuthenticationTime,
  checkAuthenticationContext,
  checkAccessTokenHash,
  checkDeviceSecretHash,
];

/** `sub` names somebody (OpenID Connect Core 1.0, section 2). @throws Failure `id_token_invalid` */
export function checkSubject({ claims }: ReceivedIdToken): void {
  if (claims.sub === undefined || claims.sub.trim() === '') refuse('sub', 'is empty');
}

/**
 * `azp` is this client, when it is there or there are several audiences (OpenID Connect Core 1.0, section 3.1.3.7).
 *
 * @throws Failure `id_token_invalid`
 */
export function checkAuthorizedParty({ claims, clientId }: ReceivedIdToken): void {
  const hasSeveral = Array.isArray(claims.aud) && claims.aud.length > 1;
  if (claims.azp === undefined && !hasSeveral) return;
  if (claims.azp !== clientId) refuse('azp', 'is not this client');
}

/**
 * `iat` is close to now; after a refresh it may lie further back, because a server may repeat the first ID token.
 *
 * @throws Failure `id_token_invalid`
 */
export function checkIssuedAt({
  claims,
  now,
  leeway,
  purpose,
  clockOffset,
}: ReceivedIdToken): void {
  const { iat } = claims;
  if (iat === undefined) return refuse('iat', 'is missing');
  const age = now / 1000 - iat;
  const wrongClock = describeWrongClock(clockOffset);
  if (age + leeway < 0) refuse('iat', 'lies in the future', wrongClock);
  const isOld = age > leeway && purpose !== 'refresh';
  if (isOld) refuse('iat', 'lies too far in the past', wrongClock);
}

/** `nonce` is the one that was sent, if one was (OpenID Connect Core 1.0, section 3.1.3.7). @throws Failure `id_token_invalid` */
export function checkNonce({ claims, expected }: ReceivedIdToken): void {
  if (expected.nonce === undefined) return;
  const isSame =
    typeof claims.nonce === 'string' && expected.nonce.equals(new Secret(claims.nonce));
  if (!isSame) refuse('nonce', 'is not the one that was sent');
}

/**
 * `auth_time` is no longer ago than was asked for, if it was (OpenID Connect Core 1.0, section 3.1.2.1); the leeway is
 * for clocks, and for the time between the person's sign-in and the exchange.
 *
 * @throws Failure `id_token_invalid`; `step_up_needed` for a session that was exchanged
 */
export function checkAuthenticationTime(received: ReceivedIdToken): void {
  const { claims, expected, now, leeway, clockOffset, purpose } = received;
  if (expected.maxAge === undefined) return;
  const { auth_time: authTime } = claims;
  const isKnown = typeof authTime === 'number';
  const isOld = !isKnown || now / 1000 - authTime > expected.maxAge + leeway;
  if (isOld && purpose === 'token_exchange') throw needsOwnSignIn();
  if (!isKnown) refuse('auth_time', 'is missing');
  if (isOld) refuse('auth_time', 'lies too far in the past', describeWrongClock(clockOffset));
}

/**
 * `acr` is among what was asked for, if anything was (OpenID Connect Core 1.0, section 2).
 *
 * @throws Failure `id_token_invalid`; `step_up_needed` for a session that was exchanged
 */
export function checkAuthenticationContext({ claims, expected, purpose }: ReceivedIdToken): void {
  const { acrValues = [] } = expected;
  if (acrValues.length === 0) return;
  const isAmong = typeof claims.acr === 'string' && acrValues.includes(claims.acr);
  if (!isAmong && purpose === 'token_exchange') throw needsOwnSignIn();
  if (!isAmong) refuse('acr', 'is not among what was asked for');
}

/** The session that was exchanged is genuine, but of another sign-in than is asked for. */
function needsOwnSignIn(): Failure {
  return new Failure('step_up_needed', {
    detail:
      'The other account’s sign-in is weaker or older than this org profile asks for: it needs a sign-in of its own in the browser.',
  });
}

/** `at_hash`, when present, is of the access token (OpenID Connect Core 1.0, section 3.1.3.8). @throws Failure `id_token_invalid` */
export function checkAccessTokenHash({ claims, algorithm, accessToken }: ReceivedIdToken): void {
  if (claims.at_hash === undefined) return;
  if (claims.at_hash !== hashOf(accessToken, algorithm)) {
    refuse('at_hash', 'does not fit the access token');
  }
}

/**
 * `ds_hash`, when present, is of the device secret that came with it (OpenID Connect Native SSO 1.0, section 3.2).
 *
 * @throws Failure `id_token_invalid`
 */
export function checkDeviceSecretHash({ claims, algorithm, deviceSecret }: ReceivedIdToken): void {
  if (claims.ds_hash === undefined || deviceSecret === null) return;
  if (claims.ds_hash !== hashOf(deviceSecret, algorithm)) {
    refuse('ds_hash', 'does not fit the device secret');
  }
}

/** The left half of the token's hash, by the hash of the signature; null when that is not known, which fits nothing. */
function hashOf(token: Secret, algorithm: string): string | null {
  const hash = hashNameOf(algorithm);
  if (hash === null) return null;
  const digest = createHash(hash).update(openSecret(token), 'ascii').digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

function hashNameOf(algorithm: string): string | null {
  const bits = /^(?:RS|PS|ES|HS)(256|384|512)$/.exec(algorithm)?.[1];
  if (bits !== undefined) return `sha${bits}`;
  // RFC 8032, section 5.1: Ed25519 hashes with SHA-512.
  return algorithm === 'EdDSA' || algorithm === 'Ed25519' ? 'sha512' : null;
}

function refuse(claim: string, why: string, hint: string | null = null): never {
  const problem = `The ID token’s ${claim} ${why}.`;
  throw new Failure('id_token_invalid', { detail: hint === null ? problem : `${problem} ${hint}` });
}
