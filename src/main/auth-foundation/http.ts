import type { CustomFetchOptions } from 'openid-client';
import { readConnectionFailure } from './connection-failure.ts';
import { Failure } from './failure.ts';
import { readPauseEnd } from './retry-after.ts';
import type { ServerClock } from './server-clock.ts';

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
  /** When the org that refused for now (429 or 503) wants to be asked again, in milliseconds since the epoch. */
  retryAt: number | null;
  /** True when the last request got no whole answer: refused, reset, unresolved, cut off. */
  unreachable: boolean;
  /** Why a request was ended by this app itself, or by what is between it and the org; null for any other end. */
  refusal: Failure | null;
  /** True when the last answer was larger than this app reads. */
  tooLarge: boolean;
  /** The body of the last 2xx answer to a POST: a token response that must not be lost. */
  successBody: string | null;
  /** The request id of that answer, which the keys' answer does not replace. */
  successRequestId: string | null;
  /** The middle of that request by the local clock, in milliseconds since the epoch: when its tokens were issued. */
  successAt: number | null;
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
    successRequestId: null,
    successAt: null,
    errorBody: null,
  };
}

/** What an {@link observedFetch} goes by. */
export interface Observation {
  /** Sent as `User-Agent`, which Okta shows in its System Log. */
  readonly userAgent: string;
  /** The current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Learns from every answer. */
  readonly serverClock: ServerClock;
}

/** An answer that is larger than this app reads. */
export class AnswerTooLarge extends RangeError {
  override readonly name = 'AnswerTooLarge';
}

/**
 * Wraps a fetch so that it notes what it saw in `facts`, and never reads more than 1 MiB.
 *
 * @param fetch - the network
 * @param facts - filled in place, by every request of one call
 * @param observation - what is sent along, and what learns from the answers
 */
export function observedFetch(
  fetch: HttpFetch,
  facts: CallFacts,
  { userAgent, now, serverClock }: Observation,
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
    const sentAt = now();
    try {
      const response = await fetch(url, { ...options, headers });
      const answeredAt = now();
      serverClock.learn(response.headers, { sentAt, answeredAt });
      facts.status = response.status;
      facts.requestId = readRequestId(response.headers);
      facts.retryAt = readPauseEnd(response, answeredAt);
      // RFC 9110, section 15.5.8: only a proxy says so.
      if (response.status === 407) throw new Failure('proxy_failed');
      const body = await readCapped(response);
      facts.unreachable = false;
      if (options.method === 'POST' && response.ok) {
        facts.successBody = body;
        facts.successRequestId = facts.requestId;
        // A clock that was set back meanwhile tells nothing of the middle.
        facts.successAt = sentAt <= answeredAt ? (sentAt + answeredAt) / 2 : answeredAt;
      }
      if (!response.ok && saysJson(response.headers)) facts.errorBody = body;
      return withBody(response, body);
    } catch (thrown) {
      if (thrown instanceof AnswerTooLarge) facts.tooLarge = true;
      const failure = thrown instanceof Failure ? thrown : readConnectionFailure(thrown);
      facts.refusal = failure ?? facts.refusal;
      throw failure ?? thrown;
    }
  };
}

/**
 * Reads the body of an answer, as text.
 *
 * @throws AnswerTooLarge beyond 1 MiB, and what the connection throws
 */
export async function readCapped(response: Response): Promise<string> {
  if (response.body === null) return '';
  const body: AsyncIterable<Uint8Array> = response.body;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > largestBody) throw new AnswerTooLarge('The answer is larger than 1 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The same answer with a body that can be read again. */
export function withBody({ status, headers }: Response, body: string): Response {
  const hasNoBody = status === 204 || status === 205 || status === 304;
  return new Response(hasNoBody ? null : body, { status, headers });
}

/** How the org calls an answer, or null when it does not say. */
export function readRequestId(headers: Headers): string | null {
  return headers.get('x-okta-request-id') ?? headers.get('x-request-id');
}

/** Whether an answer says that it is JSON. */
export function saysJson(headers: Headers): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/i.test(headers.get('content-type') ?? '');
}
