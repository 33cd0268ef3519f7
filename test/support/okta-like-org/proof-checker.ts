import { createHash, createHmac, randomBytes } from 'node:crypto';
import {
  calculateJwkThumbprint,
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  type JWK,
  type JWTPayload,
} from 'jose';

import { oktaErrors, type OAuthError } from './okta-errors.ts';

/** The algorithms that Okta takes for proofs. */
export const proofAlgorithms: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
];

/** A request that a proof is for. */
export interface ProvenRequest {
  readonly proof: string;
  readonly method: string;
  /** Without query and fragment. */
  readonly url: string;
  /** The access token that is presented with it; at the token endpoint there is none. */
  readonly accessToken?: string;
}

/** What a proof proves, or why it proves nothing. */
export type ProofCheck =
  | { readonly kind: 'proven'; readonly thumbprint: string }
  | { readonly kind: 'refused'; readonly error: OAuthError };

const oldestSeconds = 300;
/** Clocks that agree to the second differ by less. */
const futureSeconds = 5;
const nonceDayMs = 24 * 3600 * 1000;
const nonceDays = 3;

/**
 * Judges DPoP proofs in Okta's order and words. At the token endpoint a nonce is required; it is renewed every 24 hours
 * and accepted for three days.
 *
 * @see RFC 9449, section 4.3; Okta "Configure OAuth 2.0 Demonstrating Proof-of-Possession"
 */
export class ProofChecker {
  readonly #clock: () => number;
  readonly #used = new Set<string>();
  #seed = randomBytes(32);

  /** @param clock Milliseconds since 1970. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The nonce that clients have to use now. */
  get nonce(): string {
    return this.#nonceOf(this.#today());
  }

  /** Forgets every nonce given out so far. */
  renewNonce(): void {
    this.#seed = randomBytes(32);
  }

  async check(request: ProvenRequest): Promise<ProofCheck> {
    const parsed = parse(request.proof);
    if ('error' in parsed) return { kind: 'refused', error: parsed.error };
    const { claims, jwk } = parsed;
    const problem =
      (await this.#findSignatureProblem(request.proof, jwk, parsed.algorithm)) ??
      this.#findClaimProblem(claims, request);
    if (problem) return { kind: 'refused', error: problem };
    this.#used.add(String(claims.jti));
    return { kind: 'proven', thumbprint: await calculateJwkThumbprint(jwk) };
  }

  async #findSignatureProblem(
    proof: string,
    jwk: JWK,
    algorithm: string,
  ): Promise<OAuthError | undefined> {
    try {
      await compactVerify(proof, await importJWK(jwk, algorithm));
      return undefined;
    } catch {
      // Whatever jose says of the key or the signature, Okta says this.
      return oktaErrors.proofSignature;
    }
  }

  #findClaimProblem(claims: JWTPayload, request: ProvenRequest): OAuthError | undefined {
    const now = this.#clock() / 1000;
    if (claims.htm !== request.method) return oktaErrors.proofMethod;
    if (claims.htu !== request.url) return oktaErrors.proofUrl;
    if (typeof claims.iat !== 'number') return oktaErrors.proofIssuedAt;
    if (claims.iat > now + futureSeconds) return oktaErrors.proofFromFuture;
    if (claims.iat < now - oldestSeconds) return oktaErrors.proofTooOld;
    if (typeof claims.exp === 'number' && claims.exp <= now) return oktaErrors.proofExpired;
    if (request.accessToken === undefined && !this.#isNonce(claims.nonce)) {
      return oktaErrors.useDpopNonce;
    }
    if (typeof claims.jti !== 'string') return oktaErrors.proofId;
    if (this.#used.has(claims.jti)) return oktaErrors.proofUsed;
    if (request.accessToken !== undefined && claims.ath !== hashOf(request.accessToken)) {
      return oktaErrors.proofAccessTokenHash;
    }
    return undefined;
  }

  #isNonce(nonce: unknown): boolean {
    const days = Array.from({ length: nonceDays }, (_, age) => this.#today() - age);
    return days.some((day) => this.#nonceOf(day) === nonce);
  }

  #nonceOf(day: number): string {
    return createHmac('sha256', this.#seed).update(String(day)).digest('base64url');
  }

  #today(): number {
    return Math.floor(this.#clock() / nonceDayMs);
  }
}

type ParsedProof =
  | { readonly claims: JWTPayload; readonly jwk: JWK; readonly algorithm: string }
  | { readonly error: OAuthError };

function parse(proof: string): ParsedProof {
  if (proof.includes(',')) return { error: oktaErrors.proofRepeated };
  try {
    const { typ, alg = '', jwk } = decodeProtectedHeader(proof);
    const claims = decodeJwt(proof);
    if (typ !== 'dpop+jwt') return { error: oktaErrors.proofType };
    if (!proofAlgorithms.includes(alg)) return { error: oktaErrors.proofAlgorithm };
    if (jwk === undefined || 'd' in jwk) return { error: oktaErrors.proofInvalid };
    return { claims, jwk, algorithm: alg };
  } catch {
    // Not a JWT.
    return { error: oktaErrors.proofUnparsable };
  }
}

function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}
