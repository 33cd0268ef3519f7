import * as oidc from 'openid-client';
import { systemClock, type Clock } from './clock.ts';
import { readCapped, withBody, type HttpFetch } from './http.ts';
import type { Timestamp } from './identifiers.ts';

/** At most one set of keys is fetched in this many milliseconds, whatever keys the ID tokens name. */
const shortestInterval = 60_000;

/**
 * The keys that an issuer signs with, for all calls of one client. openid-client decides when they are too old: after
 * five minutes, and after one when an ID token names a key that is not among them. This class carries them from call
 * to call, and makes calls at the same time share one request.
 */
export class SigningKeys {
  readonly #clock: Clock;
  #known: { readonly jwks: oidc.ExportedJWKSCache['jwks']; readonly at: number } | null = null;
  #fetched: { readonly at: Timestamp; readonly copy: () => Response } | null = null;
  #running: Promise<() => Response> | null = null;
  /** The `uat` that each call was lent, to tell what it fetched itself. */
  readonly #lent = new WeakMap<oidc.Configuration, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Hands what is known to a call. */
  lendTo(configuration: oidc.Configuration): void {
    if (this.#known === null) return;
    const age = this.#clock.now() - this.#known.at;
    // Set back, the clock would keep keys fresh for as long as it lags; then they are fetched again.
    if (age < 0) return;
    // openid-client counts by the system's clock, in whole seconds: the keys are given the same age by that one.
    const uat = Math.ceil((systemClock.now() - age) / 1000);
    this.#lent.set(configuration, uat);
    oidc.setJwksCache(configuration, { jwks: this.#known.jwks, uat });
  }

  /** Takes over what a call has fetched. An older call may end later; it does not bring back older keys. */
  takeFrom(configuration: oidc.Configuration): void {
    const cache = oidc.getJwksCache(configuration);
    if (cache === undefined || cache.uat === this.#lent.get(configuration)) return;
    const age = systemClock.now() - cache.uat * 1000;
    const at = this.#clock.now() - age;
    const isNewer =
      this.#known === null || at > this.#known.at || this.#known.at > this.#clock.now();
    if (isNewer) this.#known = { jwks: cache.jwks, at };
  }

  /**
   * Wraps a fetch of keys so that requests at the same time are one, and a set that was just fetched is not fetched
   * again. A failure is not remembered.
   */
  share(fetch: HttpFetch): HttpFetch {
    return async (url, options) => {
      const age = this.#fetched === null ? -1 : this.#clock.now() - this.#fetched.at;
      if (this.#fetched !== null && age >= 0 && age < shortestInterval) return this.#fetched.copy();
      this.#running ??= this.#fetch(() => fetch(url, options)).finally(() => {
        this.#running = null;
      });
      const copy = await this.#running;
      return copy();
    };
  }

  async #fetch(ask: () => Promise<Response>): Promise<() => Response> {
    const response = await ask();
    const body = await readCapped(response);
    const copy = (): Response => withBody(response, body);
    if (response.ok) this.#fetched = { at: this.#clock.now(), copy };
    return copy;
  }
}
