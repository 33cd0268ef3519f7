import { readDate } from './server-clock.ts';

/** Okta's limits are by the minute; an answer that asks for longer than this many milliseconds is not believed. */
const longestLimit = 3_600_000;

/**
 * Reads when an org that refuses for now wants to be asked again: `Retry-After` in both forms (RFC 9110, section
 * 10.2.3), else Okta's `X-Rate-Limit-Reset` in epoch seconds. A time of the org's clock is counted from its own
 * `Date`, when there is one, so that a wrong clock here does not matter.
 *
 * @param headers - of the answer
 * @param now - when it arrived, in milliseconds since the epoch
 * @returns that time by the clock of `now`, at most an hour ahead, or null when the answer does not say
 */
export function readRetryAt(headers: Headers, now: number): number | null {
  return capped(readRetryAfter(headers, now) ?? readReset(headers, now), now);
}

/**
 * Reads the same from an answer of any status: of a rate limit all that it says, of 503 `Retry-After` alone (RFC 9110,
 * section 15.6.4), because Okta sends its reset with answers that have nothing to do with a limit too.
 *
 * @returns as {@link readRetryAt}; null for every other status
 */
export function readPauseEnd(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  now: number,
): number | null {
  if (status === 429) return readRetryAt(headers, now);
  return status === 503 ? capped(readRetryAfter(headers, now), now) : null;
}

function capped(at: number | null, now: number): number | null {
  return at === null ? null : Math.min(at, now + longestLimit);
}

function readRetryAfter(headers: Headers, now: number): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return now + Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : toLocal(date, headers, now);
}

function readReset(headers: Headers, now: number): number | null {
  const text = headers.get('x-rate-limit-reset')?.trim() ?? '';
  return /^\d+$/.test(text) ? toLocal(Number(text) * 1000, headers, now) : null;
}

function toLocal(serverTime: number, headers: Headers, now: number): number {
  const date = readDate(headers);
  return date === null ? serverTime : now + (serverTime - date);
}
