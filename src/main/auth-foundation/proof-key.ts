import type { webcrypto } from 'node:crypto';
import { inspect } from 'node:util';
import { calculateJwkThumbprint, exportJWK, importJWK, type JWK } from 'jose';
import { randomDPoPKeyPair } from 'openid-client';
import { z } from 'zod';
import { openSecret, Secret } from './secret.ts';

/** The algorithms of proofs that keys are made for, the preferred first. */
const algorithms = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512'] as const;
export type ProofAlgorithm = (typeof algorithms)[number];

/** A private key as JSON Web Key (RFC 7517), with its algorithm; it is as secret as the tokens that are bound to it. */
export const privateKeySchema = z.looseObject({
  kty: z.enum(['EC', 'RSA']),
  alg: z.enum(algorithms),
  d: z.string().min(1),
});
/** A proof key as plain JSON, in the clear: only the vault writes it, sealed. */
export type SerializedProofKey = z.infer<typeof privateKeySchema>;

/** A key pair as WebCrypto has it. */
export type ProofKeyPair = webcrypto.CryptoKeyPair;

/**
 * The key that one credential's tokens are bound to (RFC 9449, section 2): made at its sign-in, kept beside its tokens,
 * and never shared with another credential. Printing or JSON-encoding it shows nothing.
 */
export class ProofKey {
  readonly algorithm: ProofAlgorithm;
  readonly #privateKey: Secret;
  #keyPair: Promise<ProofKeyPair> | null = null;

  private constructor(algorithm: ProofAlgorithm, privateKey: Secret) {
    this.algorithm = algorithm;
    this.#privateKey = privateKey;
  }

  /**
   * Makes a new key.
   *
   * @param supported - the org's `dpop_signing_alg_values_supported`; ES256 is made where it says nothing
   */
  static async generate(supported: readonly string[] = ['ES256']): Promise<ProofKey> {
    const algorithm = algorithms.find((each) => supported.includes(each)) ?? 'ES256';
    const { privateKey } = await randomDPoPKeyPair(algorithm, { extractable: true });
    return ProofKey.parse({ ...(await exportJWK(privateKey)), alg: algorithm });
  }

  /** Reads a key back from storage. @throws z.ZodError when the shape is not that of a key */
  static parse(stored: unknown): ProofKey {
    const key = privateKeySchema.parse(stored);
    return new ProofKey(key.alg, new Secret(JSON.stringify(key)));
  }

  /** The pair as openid-client takes it; imported once. Rejects when the stored key is not one. */
  keyPair(): Promise<ProofKeyPair> {
    this.#keyPair ??= importKeyPair(this.#jwk(), this.algorithm);
    return this.#keyPair;
  }

  /** The key's name to the org: `jkt`, its SHA-256 thumbprint (RFC 7638; RFC 9449, section 6.1). */
  async thumbprint(): Promise<string> {
    return calculateJwkThumbprint(publicPart(this.#jwk()), 'sha256');
  }

  /** True when both are the same key. */
  equals(other: ProofKey | null): boolean {
    return other !== null && this.#privateKey.equals(other.#privateKey);
  }

  toJSON(): string {
    return this.#privateKey.toJSON();
  }

  [inspect.custom](): string {
    return `ProofKey(${this.algorithm})`;
  }

  #jwk(): JWK {
    return privateKeySchema.parse(JSON.parse(openSecret(this.#privateKey)));
  }

  /** Called by {@link serializeProofKey} alone. */
  static open(key: ProofKey): SerializedProofKey {
    return privateKeySchema.parse(JSON.parse(openSecret(key.#privateKey)));
  }
}

/**
 * Opens a key for storage.
 *
 * @returns plain JSON with the private key in the clear; the caller seals it before it touches a disk
 */
export function serializeProofKey(key: ProofKey): SerializedProofKey {
  return ProofKey.open(key);
}

async function importKeyPair(jwk: JWK, algorithm: ProofAlgorithm): Promise<ProofKeyPair> {
  const [privateKey, publicKey] = await Promise.all([
    importJWK(jwk, algorithm),
    importJWK(publicPart(jwk), algorithm, { extractable: true }),
  ]);
  if (!(privateKey instanceof CryptoKey) || !(publicKey instanceof CryptoKey)) {
    throw new TypeError('The key is not of an asymmetric kind.');
  }
  return { privateKey, publicKey };
}

/** What the org may see: only these members, whatever else the key has. */
function publicPart({ kty, crv, x, y, n, e, alg }: JWK): JWK {
  const members = { kty, crv, x, y, n, e, alg };
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) satisfies JWK;
}
