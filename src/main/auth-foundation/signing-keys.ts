import * as oidc from 'openid-client';
import { z } from 'zod';
import { systemClock, type Clock } from './clock.ts';
import { Failure } from './failure.ts';
import { readCapped, readRequestId, withBody, type HttpFetch } from './http.ts';
import type { Timestamp } from './identifiers.ts';

/** Keys that cannot be renewed are used for this many milliseconds, by the time they came. */
const longestUse = 24 * 3_600_000;
/** Between two tries to renew the keys, in milliseconds, as long as no other ones are needed. */
const retryInterval = 60_000;
/** An age in milliseconds at which openid-client uses keys, but asks for others when the one it needs is not there. */
const middleAge = 120_000;
/** At most one set of keys is fetched in this many milliseconds, whatever keys the ID tokens name. */
const shortestInterval = 60_000;

/** Keys as openid-client takes them: `uat` is when they came, in seconds since the epoch by the system's clock. */
export type LentKeys = Readonly<oidc.ExportedJWKSCache>;

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({})) });

/**
 * The keys that an issuer signs with, for all calls of one client. openid-client decides when they are too old: after
 * five minutes, and after one when an ID token names a key that is not among them. This class carries them from call
 * to call, makes calls at the same time share one request, and uses keys that cannot be renewed for up to a day.
 */
export class SigningKeys {
  readonly #clock: Clock;
  #known: { readonly jwks: oidc.ExportedJWKSCache['jwks']; readonly at: number } | null = null;
  #fetched: { readonly at: Timestamp; readonly copy: () => Response } | null = null;
  #running: Promise<() => Response> | null = null;
  #failedAt: Timestamp | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is known, for one call; null when nothing may be used. */
  get lent(): LentKeys | null {
    // Set back, the clock would keep keys fresh for as long as it lags; then they are fetched again.
    if (this.#known === null || this.#usable === null) return null;
    const realAge = this.#clock.now() - this.#known.at;
    const sinceFailure = this.#failedAt === null ? -1 : this.#clock.now() - this.#failedAt;
    const isWaiting = sinceFailure >= 0 && sinceFailure < retryInterval;
    const age = isWaiting ? Math.min(realAge, middleAge) : realAge;
    // openid-client counts by the system's clock, in whole seconds: the keys are given the same age by that one.
    return { jwks: this.#known.jwks, uat: Math.ceil((systemClock.now() - age) / 1000) };
  }

  /**
   * Wraps a fetch of keys so that those that are known take the place of an answer that is none.
   *
   * @param onFailure - is told what was thrown instead of new keys, when the known ones are used
   */
  orKnown(fetch: HttpFetch, onFailure: (thrown: unknown) => void): HttpFetch {
    return async (url, options) => {
      try {
        const response = await fetch(url, options);
        if (this.#usable !== null && !response.ok) throw new oidc.ClientError('no keys');
        return response;
      } catch (thrown) {
        if (this.#usable === null) throw thrown;
        this.#failedAt = this.#clock.now();
        onFailure(thrown);
        return Response.json(this.#usable);
      }
    };
  }

  /** The keys that are known, or null when they are too old to be used. */
  get #usable(): oidc.ExportedJWKSCache['jwks'] | null {
    if (this.#known === null) return null;
    const age = this.#clock.now() - this.#known.at;
    return age >= 0 && age < longestUse ? this.#known.jwks : null;
  }

  /**
   * Takes over what a call has fetched. An older call may end later; it does not bring back older keys.
   *
   * @param lent - what the call was lent
   * @returns whether it has fetched anything
   */
  takeFrom(configuration: oidc.Configuration, lent: LentKeys | null): boolean {
    const cache = oidc.getJwksCache(configuration);
    if (cache === undefined || cache.uat === lent?.uat) return false;
    const age = systemClock.now() - cache.uat * 1000;
    const at = this.#clock.now() - age;
    const isNewer =
      this.#known === null || at > this.#known.at || this.#known.at > this.#clock.now();
    if (isNewer) this.#known = { jwks: cache.jwks, at };
    this.#failedAt = null;
    return true;
  }

  /**
   * Wraps a fetch of keys so that requests at the same time are one, and a set that was just fetched is not fetched
   * again. A failure is not remembered, nor is an answer that has no keys.
   *
   * @throws Failure `malformed_response` for such an answer
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
    // What is none would be remembered, and take the place of keys that still work.
    if (response.ok && !isKeySet(body)) {
      const requestId = readRequestId(response.headers);
      throw new Failure('malformed_response', { detail: 'what came are no keys', requestId });
    }
    const copy = (): Response => withBody(response, body);
    if (response.ok) this.#fetched = { at: this.#clock.now(), copy };
    return copy;
  }
}

/** Tells whether a text is a JWK Set (RFC 7517, section 5); which of the keys are good is openid-client's to say. */
function isKeySet(text: string): boolean {
  try {
    return keySetSchema.safeParse(JSON.parse(text)).success;
  } catch {
    // Not JSON, so there are no keys in it; the caller tells.
    return false;
  }
}
