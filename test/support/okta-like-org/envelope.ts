import { randomBytes } from 'node:crypto';
import type { KoaContext, Middleware } from 'oidc-provider';

import { apiErrorBody } from './okta-errors.ts';
import { factsOf, type Endpoint } from './request-facts.ts';

const requestsPerMinute = 600;
const allowedMethods: Readonly<Record<Endpoint, readonly string[]>> = {
  authorize: ['GET'],
  resume: ['GET'],
  signin: ['GET', 'POST'],
  par: ['POST'],
  device: ['POST'],
  activate: ['GET', 'POST'],
  token: ['POST'],
  introspect: ['POST'],
  revoke: ['POST'],
  userinfo: ['GET', 'POST'],
  logout: ['GET', 'POST'],
  keys: ['GET'],
  discovery: ['GET'],
  unknown: [],
};

/** Okta sends these two without rate limit. */
const unlimited: readonly Endpoint[] = ['keys', 'discovery'];

interface EnvelopeOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Receives what went wrong inside the org, which is a defect of the org. */
  readonly onServerError: (error: Error) => void;
}

/**
 * What every answer of the org has: `X-Okta-Request-Id`, the `X-Rate-Limit-*` headers, and Okta's API error format for
 * an unknown address (404), a wrong method (405) and a defect of the org (500). Node itself adds `Date`.
 * The limits are only shown, never enforced: 429 is a fault to inject.
 */
export function envelope(options: EnvelopeOptions): Middleware {
  const windows = new RateWindows(options.clock);
  return async (ctx, next) => {
    const facts = factsOf(ctx);
    const requestId = randomBytes(16).toString('hex');
    ctx.set('x-okta-request-id', requestId);
    if (!unlimited.includes(facts.endpoint)) {
      windows.count(ctx, `${facts.authorizationServer} ${facts.endpoint}`);
    }
    if (facts.endpoint === 'unknown') {
      answerApiError(ctx, 404, 'E0000007', requestId);
    } else if (!allowedMethods[facts.endpoint].includes(facts.method)) {
      answerApiError(ctx, 405, 'E0000022', requestId);
    } else {
      try {
        await next();
      } catch (error) {
        options.onServerError(error instanceof Error ? error : new Error(String(error)));
        answerApiError(ctx, 500, 'E0000009', requestId);
      }
    }
  };
}

function answerApiError(
  ctx: KoaContext,
  status: number,
  code: Parameters<typeof apiErrorBody>[0],
  requestId: string,
): void {
  ctx.status = status;
  ctx.body = apiErrorBody(code, `oae${requestId.slice(0, 17)}`);
}

class RateWindows {
  readonly #clock: () => number;
  readonly #used = new Map<string, { minute: number; count: number }>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  count(ctx: KoaContext, bucket: string): void {
    const minute = Math.floor(this.#clock() / 60_000);
    const window = this.#used.get(bucket);
    const count = window?.minute === minute ? window.count + 1 : 1;
    this.#used.set(bucket, { minute, count });
    ctx.set('x-rate-limit-limit', String(requestsPerMinute));
    ctx.set('x-rate-limit-remaining', String(Math.max(0, requestsPerMinute - count)));
    ctx.set('x-rate-limit-reset', String((minute + 1) * 60));
  }
}
