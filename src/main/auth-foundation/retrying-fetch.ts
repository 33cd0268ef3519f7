import type { CustomFetchOptions } from 'openid-client';
import type { Clock } from './clock.ts';
import type { CallFacts, HttpFetch } from './http.ts';
import type { Seconds } from './identifiers.ts';
import type { CallPurpose } from './oauth-failure.ts';
import { readPauseEnd } from './retry-after.ts';

/** What a single request is for: a call's own, or the keys that its ID token is verified with. */
export type RequestPurpose = CallPurpose | 'keys';

/** A request that is about to be sent again; it names no address, because addresses can hold secrets. */
export interface Retry {
  readonly purpose: RequestPurpose;
  /** 1 for the first time that it is sent again. */
  readonly attempt: number;
  /** Milliseconds until then. */
  readonly delay: number;
  /** The status of the answer that was refused, or null when none arrived. */
  readonly status: number | null;
  /** Of that answer, or null when there is none. */
  readonly requestId: string | null;
}

/** What retries go by. */
export interface RetryRules {
  readonly purpose: RequestPurpose;
  readonly clock: Clock;
  /** For one request with all its pauses. */
  readonly budget: Seconds;
  readonly onRetry: (retry: Retry) => void;
}

type Outcome =
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'lost'; readonly thrown: unknown };

/** Milliseconds before each retry when the org does not say. */
const ownPauses: readonly number[] = [250, 1_000];
/** The longest pause that is waited for, in milliseconds; a longer one is told to whoever asked. */
const longestPause = 5_000;
/** The shortest pause that an org can ask for, in milliseconds: its times are whole seconds, and rounded. */
const shortestPause = 1_000;

/**
 * Wraps a fetch so that a request is sent again when that is harmless and soon. One that changes nothing (discovery,
 * keys, introspection, claims) is sent up to twice more after a lost answer, 429 or 5xx. A refresh is sent once more,
 * and only when the org answered 429 or 503 and said when: it refused, so the refresh token is unused. After a lost
 * answer it may be used up, and nothing else is ever sent twice. The org is told by `X-Okta-Retry-For` and
 * `X-Okta-Retry-Count`.
 *
 * @param fetch - notes in `facts` what it saw of each answer
 * @param facts - of the call
 * @param rules - what is retried, and for how long
 */
export function retryingFetch(fetch: HttpFetch, facts: CallFacts, rules: RetryRules): HttpFetch {
  return async (url, options) => {
    const { purpose, clock, budget, onRetry } = rules;
    const end = clock.now() + budget * 1000;
    let refusedId: string | null = null;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await send(fetch, url, options, attempt - 1, refusedId);
      const delay = pauseAfter(outcome, facts, purpose, attempt, clock.now());
      const isOver = options.signal?.aborted === true;
      if (delay === null || isOver || clock.now() + delay >= end) return settle(outcome);
      const { status, requestId } = facts;
      refusedId ??= requestId;
      onRetry({ purpose, attempt, delay, status, requestId });
      await pause(clock, delay, options.signal);
    }
  };
}

async function send(
  fetch: HttpFetch,
  url: string,
  options: CustomFetchOptions,
  retries: number,
  refusedId: string | null,
): Promise<Outcome> {
  const headers = {
    ...options.headers,
    ...(retries === 0 ? {} : { 'x-okta-retry-count': String(retries) }),
    ...(refusedId === null ? {} : { 'x-okta-retry-for': refusedId }),
  };
  try {
    return { kind: 'answered', response: await fetch(url, { ...options, headers }) };
  } catch (thrown) {
    return { kind: 'lost', thrown };
  }
}

function settle(outcome: Outcome): Response {
  if (outcome.kind === 'lost') throw outcome.thrown;
  return outcome.response;
}

/** Milliseconds to wait before the request is sent again, or null when it is not. */
function pauseAfter(
  outcome: Outcome,
  facts: CallFacts,
  purpose: RequestPurpose,
  attempt: number,
  now: number,
): number | null {
  const own = isRepeatable(purpose) ? (ownPauses[attempt - 1] ?? null) : null;
  if (outcome.kind === 'lost') {
    // What this app itself refused, or did not want to read, would end the same way.
    return facts.refusal === null && !facts.tooLarge ? own : null;
  }
  const { status } = outcome.response;
  if (status !== 429 && status < 500) return null;
  const mayRepeat = own !== null || (purpose === 'refresh' && attempt === 1);
  const asked = readPauseEnd(outcome.response, now);
  if (!mayRepeat || asked === null) return own;
  const delay = Math.max(asked - now, shortestPause);
  return delay <= longestPause ? delay : null;
}

function isRepeatable(purpose: RequestPurpose): boolean {
  return ['discovery', 'keys', 'introspection', 'user_info'].includes(purpose);
}

/** Waits, but not longer than the request may take. */
async function pause(clock: Clock, delay: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const cancel = clock.after(delay, () => {
    resolve(undefined);
  });
  const onAbort = (): void => {
    resolve(undefined);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  await promise;
  signal?.removeEventListener('abort', onAbort);
  cancel();
  signal?.throwIfAborted();
}
