import {
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generateKeyPair,
  type CryptoKey,
  type JWK,
} from 'jose';

import type { SigningAlgorithm } from './options.ts';

/** A key that tokens are signed with. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** As it stands in the key set. */
  readonly publicJwk: JWK;
}

const firstKeys = new Map<string, Promise<SigningKey>>();

/** The keys of one authorization server: the newest signs, the published ones verify. */
export class SigningKeys {
  #current: SigningKey;
  #published: readonly SigningKey[];
  #all: readonly SigningKey[];

  private constructor(first: SigningKey) {
    this.#current = first;
    this.#published = [first];
    this.#all = [first];
  }

  /** The first key is made once per process: RSA keys are slow to make. */
  static async create(
    authorizationServer: string,
    algorithm: SigningAlgorithm,
  ): Promise<SigningKeys> {
    const name = `${authorizationServer} ${algorithm}`;
    const made = firstKeys.get(name) ?? makeKey(algorithm);
    firstKeys.set(name, made);
    return new SigningKeys(await made);
  }

  /** The key that signs. */
  get current(): SigningKey {
    return this.#current;
  }

  /** The key set that anybody can read. */
  get keySet(): { readonly keys: readonly JWK[] } {
    return { keys: this.#published.map((key) => key.publicJwk) };
  }

  /**
   * Signs with a new key from now on.
   *
   * @param old What becomes of the keys before: still published, or gone.
   */
  async rotate(old: 'kept' | 'dropped'): Promise<void> {
    this.#current = await makeKey(this.#current.algorithm);
    this.#published = old === 'kept' ? [this.#current, ...this.#published] : [this.#current];
    this.#all = [this.#current, ...this.#all];
  }

  /** Whether any key of this server, also a dropped one, signed this JWT. */
  async haveSigned(jwt: string): Promise<boolean> {
    const attempts = await Promise.allSettled(
      this.#all.map((key) => compactVerify(jwt, key.publicKey)),
    );
    return attempts.some(({ status }) => status === 'fulfilled');
  }
}

async function makeKey(algorithm: SigningAlgorithm): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return {
    kid,
    algorithm,
    privateKey,
    publicKey,
    publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' },
  };
}
