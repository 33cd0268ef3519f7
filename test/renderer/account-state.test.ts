import { describe, expect, it } from 'vitest';
import {
  accountState,
  displayMoment,
  needsAttention,
  needsSignIn,
  plannedRefresh,
  timeLeft,
  toneOf,
} from '../../src/renderer/accounts/account-state.ts';
import { strings } from '../../src/renderer/strings.ts';
import { account, problem } from './support/fixtures.ts';

const now = 1_800_000_000_000;
const minute = 60_000;
const at = (expiresAt: number | null, changes = {}) => account('a', { expiresAt, ...changes });
const refreshedAt = (nextAt: number) => ({ automaticRefresh: { choice: null, nextAt } });

describe('the state of an account', () => {
  it.each([
    ['valid', at(now + 48 * minute), 'valid', 'good'],
    ['valid at exactly five minutes', at(now + 5 * minute), 'valid', 'good'],
    ['expires soon below five minutes', at(now + 5 * minute - 1), 'expires_soon', 'notice'],
    ['expired at the very moment', at(now), 'expired', 'notice'],
    [
      'expired for good without a refresh token',
      at(now, { hasRefreshToken: false }),
      'expired',
      'bad',
    ],
    [
      'valid shortly before it expires, when it is refreshed by itself before',
      at(now + minute, refreshedAt(now + 10)),
      'valid',
      'good',
    ],
    [
      'valid while its refresh waits for the turn of its org',
      at(now + minute, refreshedAt(now - 10)),
      'valid',
      'good',
    ],
    [
      'expires soon when its refresh comes too late',
      at(now + minute, refreshedAt(now + minute)),
      'expires_soon',
      'notice',
    ],
    ['expired all the same', at(now, refreshedAt(now - minute)), 'expired', 'notice'],
    ['of unknown expiry', at(null), 'expiry_unknown', 'quiet'],
    ['not saved', at(now + minute, { unsaved: true }), 'unsaved', 'notice'],
    [
      'in need of a sign-in',
      at(now + minute, { problem: problem('refresh_token_rejected') }),
      'sign_in_needed',
      'bad',
    ],
    [
      'misconfigured',
      at(now + minute, { problem: problem('client_rejected') }),
      'configuration',
      'bad',
    ],
    [
      'not touched by a transient problem',
      at(now + 9 * minute, { problem: problem('rate_limited') }),
      'valid',
      'good',
    ],
  ] as const)('is %s', (_name, view, kind, tone) => {
    const state = accountState(view, now);
    expect(state.kind).toBe(kind);
    expect(toneOf(state)).toBe(tone);
    expect(strings.state.word(state)).not.toBe('');
  });

  it('shows what runs before anything else', () => {
    const view = at(now, { activity: 'refreshing', unsaved: true });
    expect(accountState(view, now)).toEqual({ kind: 'busy', activity: 'refreshing' });
  });

  it('puts a needed sign-in before what is not saved, and that before a wrong configuration', () => {
    const unsaved = { unsaved: true };
    expect(
      accountState(at(now, { ...unsaved, problem: problem('refresh_token_rejected') }), now).kind,
    ).toBe('sign_in_needed');
    expect(
      accountState(at(now, { ...unsaved, problem: problem('client_rejected') }), now).kind,
    ).toBe('unsaved');
  });

  it('tells the time that is left, and none when it is over or unknown', () => {
    expect(timeLeft(at(now + 10), now)).toBe(10);
    expect(timeLeft(at(now), now)).toBeNull();
    expect(timeLeft(at(null), now)).toBeNull();
  });

  it('asks for attention only when the person has to act', () => {
    expect(needsAttention(at(now + minute), now)).toBe(false);
    expect(needsAttention(at(now), now)).toBe(false);
    expect(needsAttention(at(now, { hasRefreshToken: false }), now)).toBe(true);
    expect(needsAttention(at(now + minute, { unsaved: true }), now)).toBe(true);
    expect(needsSignIn(at(now, { hasRefreshToken: false }), now)).toBe(true);
    expect(needsSignIn(at(now), now)).toBe(false);
  });
});

describe('the moment that a row shows', () => {
  it('stands still within a minute, and moves with the next', () => {
    const view = at(now + 48 * minute);
    const first = displayMoment(view, now + 1);
    expect(displayMoment(view, now + 59_000)).toBe(first);
    expect(displayMoment(view, now + 61_000)).not.toBe(first);
  });

  it('moves every second during the last five minutes', () => {
    const view = at(now + 4 * minute);
    const moments = [1, 1001, 2001].map((passed) => displayMoment(view, now + passed));
    expect(new Set(moments).size).toBe(3);
  });

  it.each([
    ['without a plan', {}],
    ['with a refresh before it expires', refreshedAt(now + 9 * minute)],
    ['with a refresh too late', refreshedAt(now + 12 * minute)],
  ])('never changes the state that the true time has: %s', (_name, changes) => {
    const view = at(now + 10 * minute, changes);
    for (let passed = 0; passed <= 11 * minute; passed += 777) {
      const time = now + passed;
      expect(accountState(view, displayMoment(view, time)).kind).toBe(
        accountState(view, time).kind,
      );
    }
  });

  it('counts down to the refresh that comes by itself, in minutes and then in seconds', () => {
    const refreshAt = now + 8 * minute;
    const view = at(now + 10 * minute, refreshedAt(refreshAt));
    const spans = [1, 59_000, 4 * minute - 500, 8 * minute - 1500, 8 * minute + 500].map(
      (passed) => refreshAt - displayMoment(view, now + passed),
    );
    expect(spans).toEqual([7 * minute, 7 * minute, 4 * minute + 1000, 2000, 0]);
  });

  it('counts down to the expiry while something else has to be told first', () => {
    const busy = at(now + 10 * minute, { ...refreshedAt(now + minute), activity: 'refreshing' });
    expect(plannedRefresh(busy)).toBeNull();
    expect(displayMoment(busy, now)).toBe(now);
  });

  it('stands still when the time is over or unknown', () => {
    expect(displayMoment(at(now), now + minute)).toBe(displayMoment(at(now), now + 9 * minute));
    expect(displayMoment(at(null), now)).toBe(displayMoment(at(null), now + minute));
  });
});
