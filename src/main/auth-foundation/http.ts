import type { CustomFetchOptions } from 'openid-client';
import { Failure } from './failure.ts';

/**
 * How the floors below the shell reach the network: the shape of `fetch`, handed in by the shell so that the system's
 * proxy and trust store apply (design decision D5). It may reject with a Failure of its own, which is kept.
 */
export type HttpFetch = (url: string, options: CustomFetchOptions) => Promise<Response>;

/** The largest answer that is read, in bytes; real ones are a few kilobytes. */
const largestBody = 1024 * 1024;

/** What one call learned from the answers it received, for its error and for recovery. */
export interface CallFacts {
  /** The status of the last answer, or null when none arrived. */
  status: number | null;
  /** `X-Okta-Request-Id` (or `X-Request-Id`) of the last answer. */
  requestId: string | null;
  /** When the rate limit of the last answer ends, in milliseconds since the epoch. */
  retryAt: number | null;
  /** True when the last request got no whole answer: refused, reset, unresolved, cut off. */
  unreachable: boolean;
  /** Why this app itself ended the last request, or null. */
  refusal: Failure | null;
  /** True when the last answer was larger than this app reads. */
  tooLarge: boolean;
  /** The body of the last 2xx answer to a POST: a token response that must not be lost. */
  successBody: string | null;
  /** The body of the last answer outside 2xx that says that it is JSON: why the org refused. */
  errorBody: string | null;
}

/** Makes the facts of a call that has not begun. */
export function noFacts(): CallFacts {
  return {
    status: null,
    requestId: null,
    retryAt: null,
    unreachable: false,
    refusal: null,
    tooLarge: false,
    successBody: null,
    errorBody: null,
  };
}

/**
 * Wraps a fetch so that it notes what it saw in `facts`, and never reads more than 1 MiB.
 *
 * @param fetch - the network
 * @param facts - filled in place, by every request of one call
 * @param userAgent - sent as `User-Agent`, which Okta shows in its System Log
 * @param now - the current time in milliseconds since the epoch
 */
export function observedFetch(
  fetch: HttpFetch,
  facts: CallFacts,
  userAgent: string,
  now: () => number,
): HttpFetch {
  return async (url, options) => {
    Object.assign(facts, {
      status: null,
      requestId: null,
      retryAt: null,
      unreachable: true,
      errorBody: null,
    });
    const headers = { ...options.headers, 'user-agent': userAgent };
    const response = await fetch(url, { ...options, headers }).catch((thrown: unknown) => {
      if (thrown instanceof Failure) facts.refusal = thrown;
      throw thrown;
    });
    facts.status = response.status;
    facts.requestId =
      response.headers.get('x-okta-request-id') ?? response.headers.get('x-request-id');
    facts.retryAt = response.status === 429 ? readRetryAt(response.headers, now()) : null;
    const body = await readCapped(response, facts);
    facts.unreachable = false;
    if (options.method === 'POST' && response.ok) facts.successBody = body;
    if (!response.ok && saysJson(response.headers)) facts.errorBody = body;
    const hasNoBody = response.status === 204 || response.status === 205 || response.status === 304;
    return new Response(hasNoBody ? null : body, {
      status: response.status,
      headers: response.headers,
    });
  };
}

function saysJson(headers: Headers): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/i.test(headers.get('content-type') ?? '');
}

async function readCapped(response: Response, facts: CallFacts): Promise<string> {
  if (response.body === null) return '';
  const body: AsyncIterable<Uint8Array> = response.body;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > largestBody) {
      facts.tooLarge = true;
      throw new RangeError('The answer is larger than 1 MiB.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `Retry-After` in both forms (RFC 9110, section 10.2.3), else Okta's `X-Rate-Limit-Reset` in epoch seconds. */
function readRetryAt(headers: Headers, now: number): number | null {
  const retryAfter = headers.get('retry-after');
  if (retryAfter !== null) {
    const delay = Number(retryAfter);
    const at = Number.isFinite(delay) ? now + delay * 1000 : Date.parse(retryAfter);
    if (Number.isFinite(at)) return at;
  }
  const reset = Number(headers.get('x-rate-limit-reset') ?? Number.NaN);
  return Number.isFinite(reset) ? reset * 1000 : null;
}
