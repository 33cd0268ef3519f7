import { expect, test } from 'vitest';
import { readPauseEnd, readRetryAt } from '../../../src/main/auth-foundation/retry-after.ts';

const now = Date.UTC(2026, 0, 1);
const at = (milliseconds: number): string => new Date(milliseconds).toUTCString();
/** The org's clock is an hour behind. */
const orgNow = now - 3_600_000;

test.each<[string, Record<string, string>, number | null]>([
  ['in seconds', { 'retry-after': '30' }, now + 30_000],
  ['in seconds, whatever the clocks', { 'retry-after': '30', date: at(orgNow) }, now + 30_000],
  ['as a date', { 'retry-after': at(now + 60_000) }, now + 60_000],
  [
    'as a date of a clock that is behind',
    { 'retry-after': at(orgNow + 60_000), date: at(orgNow) },
    now + 60_000,
  ],
  ['as Okta’s reset', { 'x-rate-limit-reset': String(now / 1000 + 12) }, now + 12_000],
  [
    'as a reset of a clock that is behind',
    { 'x-rate-limit-reset': String(orgNow / 1000 + 12), date: at(orgNow) },
    now + 12_000,
  ],
  [
    'beside a date that a cache kept',
    { 'x-rate-limit-reset': String(now / 1000 + 12), date: at(orgNow), age: '9' },
    now + 12_000,
  ],
  ['as nonsense and a reset', { 'retry-after': 'soon', 'x-rate-limit-reset': '9' }, 9000],
  ['beyond all reason', { 'retry-after': '99999999999' }, now + 3_600_000],
  ['as an empty text', { 'retry-after': '' }, null],
  ['as a negative number of a reset', { 'x-rate-limit-reset': '-1' }, null],
  ['not at all', {}, null],
])('the end of a limit is read when it is given %s', (_how, headers, end) => {
  expect(readRetryAt(new Headers(headers), now)).toBe(end);
});

const reset = { 'x-rate-limit-reset': String(now / 1000 + 12) };

test.each<[string, number, Record<string, string>, number | null]>([
  ['a rate limit with its reset', 429, reset, now + 12_000],
  ['a closed service that says when', 503, { 'retry-after': '30', ...reset }, now + 30_000],
  ['a closed service with a reset alone', 503, reset, null],
  ['a closed service, beyond all reason', 503, { 'retry-after': '99999999' }, now + 3_600_000],
  ['another answer', 500, { 'retry-after': '30' }, null],
])('the end of a pause is read from %s', (_which, status, headers, end) => {
  expect(readPauseEnd({ status, headers: new Headers(headers) }, now)).toBe(end);
});
