import { setTimeout as delay } from 'node:timers/promises';
import type { KoaContext, Middleware } from 'oidc-provider';

import { apiErrorBody, oauthErrorBody } from './okta-errors.ts';
import { factsOf, type RequestFacts } from './request-facts.ts';
import { matches, type RequestFilter } from './request-journal.ts';

/** What goes wrong. Without `status` and `body` the org's own answer is used, then the other members apply to it. */
export interface Fault {
  readonly status?: number;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: string | Readonly<Record<string, unknown>>;
  /** Set last, so they also replace the org's own headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before the answer (and, without `afterHandling`, before the work). */
  readonly delayMs?: number;
  /** Closes the connection without any answer. */
  readonly drop?: true;
  /** Declares the full length, sends only this many bytes of the body, then closes the connection. */
  readonly truncate?: number;
}

/** Which requests a fault hits, and how often. */
export interface FaultRule extends RequestFilter {
  /** How many requests it hits; all until it is removed when absent. */
  readonly times?: number;
  /** The org does its work first (it rotates, revokes, …) and the fault replaces or loses the answer. */
  readonly afterHandling?: boolean;
  readonly fault: Fault;
}

/** A fault that was added. */
export interface FaultHandle {
  /** How many requests it has hit. */
  readonly hits: number;
  remove(): void;
}

/** Adds faults to an org. Of several that match a request, the one added first is used. */
export interface FaultInjector {
  add(rule: FaultRule): FaultHandle;
  /** Removes all faults. */
  clear(): void;
}

interface ActiveRule {
  readonly rule: FaultRule;
  hits: number;
}

/** The fault injector of one org, and the middleware that applies it. */
export class Faults implements FaultInjector {
  readonly #rules = new Set<ActiveRule>();

  add(rule: FaultRule): FaultHandle {
    const active: ActiveRule = { rule, hits: 0 };
    this.#rules.add(active);
    return {
      get hits() {
        return active.hits;
      },
      remove: () => {
        this.#rules.delete(active);
      },
    };
  }

  clear(): void {
    this.#rules.clear();
  }

  /** Applies the first fault that matches a request. */
  readonly middleware: Middleware = async (ctx, next) => {
    const rule = this.#take(factsOf(ctx));
    if (!rule) return next();
    const { fault, afterHandling = false } = rule;
    const isReplaced = fault.status !== undefined || fault.body !== undefined;
    const isLost = fault.drop === true;

    if (afterHandling) await next();
    if (fault.delayMs !== undefined) await delay(fault.delayMs, undefined, { ref: false });
    if (isLost) {
      ctx.respond = false;
      ctx.req.socket.destroy();
      return;
    }
    if (isReplaced) replaceAnswer(ctx, fault);
    else if (!afterHandling) await next();
    for (const [name, value] of Object.entries(fault.headers ?? {})) ctx.set(name, value);
    if (fault.truncate !== undefined) sendTruncated(ctx, fault.truncate);
  };

  #take(facts: RequestFacts): FaultRule | undefined {
    for (const active of this.#rules) {
      const isUsedUp = active.rule.times !== undefined && active.hits >= active.rule.times;
      if (!isUsedUp && matches(active.rule, facts)) {
        active.hits += 1;
        return active.rule;
      }
    }
    return undefined;
  }
}

function replaceAnswer(ctx: KoaContext, fault: Fault): void {
  for (const name of ['content-type', 'location', 'set-cookie', 'www-authenticate'])
    ctx.remove(name);
  ctx.body = fault.body ?? '';
  ctx.status = fault.status ?? 200;
}

function sendTruncated(ctx: KoaContext, bytes: number): void {
  const text = typeof ctx.body === 'string' ? ctx.body : JSON.stringify(ctx.body ?? '');
  const body = Buffer.from(text);
  ctx.respond = false;
  ctx.res.statusCode = ctx.status;
  ctx.res.setHeader('content-length', body.length);
  // The socket closes only when the bytes are out, so the client receives exactly these.
  ctx.res.write(body.subarray(0, bytes), () => {
    ctx.req.socket.destroySoon();
  });
}

/**
 * Okta's answer over the org's rate limit: 429 in the API error format, without `Retry-After`.
 *
 * @param resetInSeconds Seconds until `X-Rate-Limit-Reset`.
 * @see Okta "Rate limits", and the project reference okta-and-oauth.md section 4.3
 */
export function rateLimited(resetInSeconds = 30): Fault {
  const reset = Math.floor(Date.now() / 1000) + resetInSeconds;
  return {
    status: 429,
    body: apiErrorBody('E0000047', 'oaeSampleRateLimited'),
    headers: { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(reset) },
  };
}

/** Okta's per-user limit at the token endpoint: 429 that says `invalid_grant`, although the refresh token is fine. */
export function userRateLimited(): Fault {
  const description = 'API call exceeded rate limit due to too many requests.';
  return {
    status: 429,
    body: oauthErrorBody({ status: 429, error: 'invalid_grant', description }),
    headers: { 'x-rate-limit-remaining': '0' },
  };
}
