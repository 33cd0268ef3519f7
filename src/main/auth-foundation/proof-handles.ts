import * as oidc from 'openid-client';
import { Failure } from './failure.ts';
import type { Timestamp } from './identifiers.ts';
import type { ProofKey } from './proof-key.ts';

/**
 * The handles with which openid-client proves the calls of one client: one for each key, for as long as the key lives,
 * because the nonces that a server gave are in it, by origin. Asked for anew, each call would begin with a refusal.
 */
export class ProofHandles {
  readonly #now: () => Timestamp;
  readonly #handles = new WeakMap<ProofKey, Promise<oidc.DPoPHandle>>();

  /** @param now - the current time by the server's clock, as far as it is known when a proof is made */
  constructor(now: () => Timestamp) {
    this.#now = now;
  }

  /**
   * The handle of a key, made now if need be.
   *
   * @param configuration - of any call of the client; the handle may be used with another one
   * @param key - that the tokens are, or are to be, bound to
   * @throws Failure `dpop_key_rejected` when what was stored is no key
   */
  get(configuration: oidc.Configuration, key: ProofKey): Promise<oidc.DPoPHandle> {
    const known = this.#handles.get(key);
    if (known !== undefined) return known;
    const made = this.#make(configuration, key);
    this.#handles.set(key, made);
    return made;
  }

  async #make(configuration: oidc.Configuration, key: ProofKey): Promise<oidc.DPoPHandle> {
    try {
      return oidc.getDPoPHandle(configuration, await key.keyPair(), {
        // The handle reads the clock skew of its configuration once; a clock can be set at any time.
        [oidc.modifyAssertion]: (_header, claims) => {
          claims.iat = Math.floor(this.#now() / 1000);
        },
      });
    } catch {
      // What the library says about a key is not for a log.
      throw new Failure('dpop_key_rejected', { detail: 'The key of this session is damaged.' });
    }
  }
}
