import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeToken,
  Failure,
  seconds,
  timestamp,
  type Timestamp,
} from '../../../src/main/auth-foundation/index.ts';
import {
  endOfRateLimit,
  planRefresh,
  shortestPause,
  spreadOverdue,
  type RefreshCandidate,
  type RefreshConditions,
  type RefreshPast,
} from '../../../src/main/auth-foundation/refresh-plan.ts';
import type { ErrorCode } from '../../../src/shared/index.ts';
import { aToken, builtAt } from '../../support/builders/tokens.ts';

const minute = 60_000;

/** When a token that lives so many seconds is due, in seconds after it was received; or why it never is. */
function plan(
  lifetime: number | null,
  given: {
    readonly candidate?: Partial<RefreshCandidate>;
    readonly past?: Partial<RefreshPast>;
    readonly conditions?: Partial<RefreshConditions>;
  } = {},
): number | string {
  const metadata = describeToken(aToken({ expires_in: lifetime ?? undefined }), []);
  const planned = planRefresh(
    { ...metadata, ...given.candidate },
    { receivedAt: builtAt, attemptedAt: null, failed: null, ...given.past },
    {
      now: builtAt,
      grace: seconds(300),
      enabledByDefault: true,
      random: () => 0,
      ...given.conditions,
    },
  );
  return planned.kind === 'never' ? planned.why : (planned.at - builtAt) / 1000;
}

function failed(code: ErrorCode, count = 1, retryAt: number | null = null) {
  return { count, last: new Failure(code, { retryAt }), at: builtAt };
}

/** The time so many milliseconds after the token was received. */
function later(milliseconds: number): Timestamp {
  return timestamp(builtAt + milliseconds);
}

describe('a token is due', () => {
  test('at 75 % of its lifetime when that comes before its expiry minus the grace', () => {
    expect(plan(3600)).toBe(2700);
  });

  test('at its expiry minus the grace when that comes before 75 % of its lifetime', () => {
    expect(plan(1000)).toBe(700);
  });

  test('earlier by jitter, never later: at most 10 % of the lifetime and 60 seconds', () => {
    const latest = { conditions: { random: () => 0.999999 } };
    expect(plan(3600, latest)).toBeCloseTo(2640, 1);
    expect(plan(100, latest)).toBeCloseTo(40, 1);
  });

  test('[Swift hazard] half-way through a lifetime that equals the grace, not at once', () => {
    expect(plan(300)).toBe(150);
  });

  test('[Swift hazard] half-way through a lifetime shorter than the grace, not before its birth', () => {
    expect(plan(60)).toBe(30);
  });

  test.each([0, 1, 5])(
    'with a lifetime of %i s, not within 10 s of the last attempt',
    (lifetime) => {
      expect(plan(lifetime, { past: { attemptedAt: builtAt } })).toBe(10);
    },
  );

  test('counted from now when its birth lies in the future, because the clock was set back', () => {
    const now = later(-24 * 60 * minute);
    expect(plan(3600, { conditions: { now } })).toBe(-24 * 3600 + 2700);
  });

  test('whatever its lifetime, before it expires and after it was received', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e7 }), random, (lifetime, draw) => {
        const at = plan(lifetime, { conditions: { random: () => draw } });
        expect(at).toBeGreaterThan(0);
        expect(at).toBeLessThan(lifetime);
      }),
    );
  });
});

describe('a credential is not refreshed by itself', () => {
  test('when the person chose so, whatever the default', () => {
    expect(plan(3600, { candidate: { automaticRefresh: false } })).toBe('turned_off');
  });

  test('when the default is off and nothing was chosen, but is when the person chose so', () => {
    const conditions = { enabledByDefault: false };
    expect(plan(3600, { conditions })).toBe('turned_off');
    expect(plan(3600, { conditions, candidate: { automaticRefresh: true } })).toBe(2700);
  });

  test('[Swift hazard] without a refresh token', () => {
    const { facts } = describeToken(aToken({ refresh_token: undefined }), []);
    expect(plan(3600, { candidate: { facts } })).toBe('no_refresh_token');
  });

  test('when its expiry is not known', () => {
    expect(plan(null)).toBe('expiry_unknown');
  });

  test('while a new sign-in is needed, as was remembered or as the last failure told', () => {
    const { code, detail, requestId } = new Failure('refresh_token_rejected');
    const signInNeeded = { code, detail, requestId, at: builtAt };
    expect(plan(3600, { candidate: { signInNeeded } })).toBe('sign_in_needed');
    expect(plan(3600, { past: { failed: failed('subject_changed') } })).toBe('sign_in_needed');
  });
});

describe('after failures, an overdue token', () => {
  const overdue = { attemptedAt: builtAt };
  const pauses = (code: ErrorCode, random: () => number) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 5000].map((count) =>
      plan(0, { past: { ...overdue, failed: failed(code, count) }, conditions: { random } }),
    );

  test.each(['network_unreachable', 'disk_full', 'busy', 'internal'] as const)(
    '[Swift hazard] waits after %s at least half of 5 s doubled up to 15 min, and never under 10 s',
    (code) => {
      expect(pauses(code, () => 0)).toEqual([10, 10, 10, 20, 40, 80, 160, 320, 450, 450, 450]);
    },
  );

  test('waits at most the whole backoff', () => {
    const longest = pauses('server_unavailable', () => 0.999999).map(Number);
    expect(longest.map(Math.round)).toEqual([10, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
  });

  test('waits an hour after a refused configuration, and up to half an hour more, each time', () => {
    const soonest = pauses('client_rejected', () => 0);
    const latest = pauses('ca_file_unreadable', () => 0.999999).map(Number);
    expect(new Set(soonest)).toEqual(new Set([3600]));
    expect(new Set(latest.map(Math.round))).toEqual(new Set([5400]));
  });

  test('waits until the outage ends, when the org said when, but no longer than an hour', () => {
    const out = (retryAt: number) => failed('server_unavailable', 1, retryAt);
    expect(plan(0, { past: { ...overdue, failed: out(later(50_000)) } })).toBe(50);
    expect(plan(0, { past: { ...overdue, failed: out(later(600 * minute)) } })).toBe(3600);
  });

  test('waits until the rate limit ends', () => {
    const limited = failed('rate_limited', 1, later(50_000));
    expect(plan(0, { past: { ...overdue, failed: limited } })).toBe(50);
  });

  test('is not held back by a rate limit that ends in a year', () => {
    const limited = failed('rate_limited', 1, later(365 * 24 * 60 * minute));
    expect(plan(0, { past: { ...overdue, failed: limited } })).toBe(3600);
  });

  test('still waits only its pause when the clock was set back meanwhile', () => {
    const now = later(-24 * 60 * minute);
    const past = { ...overdue, failed: failed('network_unreachable') };
    const at = plan(0, { past, conditions: { now } });
    expect(at).toBe((now + shortestPause - builtAt) / 1000);
  });

  test('that is not overdue yet is due when it would have been', () => {
    expect(plan(3600, { past: { failed: failed('network_unreachable') } })).toBe(2700);
  });
});

test('a rate limit without an end is taken for a minute', () => {
  expect(endOfRateLimit(new Failure('rate_limited'), builtAt)).toBe(later(minute));
});

describe('what is overdue', () => {
  test('is spread over the next 10 seconds', () => {
    expect(spreadOverdue(later(-minute), null, builtAt, () => 0)).toBe(builtAt);
    expect(spreadOverdue(builtAt, null, builtAt, () => 0.9)).toBe(later(9000));
  });

  test('keeps the time it has, so that planning again does not put it off', () => {
    const planned = later(3000);
    expect(spreadOverdue(later(-minute), planned, builtAt, () => 0.9)).toBe(planned);
  });

  test('gets a new time when the one it had has passed in a sleep', () => {
    expect(spreadOverdue(later(-minute), later(-1000), builtAt, () => 0.9)).toBe(later(9000));
  });

  test('is left alone while it is not overdue', () => {
    expect(spreadOverdue(later(5), null, builtAt, () => 0.9)).toBe(later(5));
  });
});
