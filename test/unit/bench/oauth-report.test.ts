import { describe, expect, test } from 'vitest';
import { busiestSecond, type Moment } from '../../../bench/oauth/busiest-second.ts';
import type { OAuthFigures } from '../../../bench/oauth/oauth-bench.ts';
import { oauthTable, oauthTargets, shortestTime } from '../../../bench/oauth/oauth-report.ts';
import { atLeast, atMost, shortOf } from '../../../bench/targets.ts';

const reached: OAuthFigures = {
  client: { ours: [2, 2.2, 9], bare: [2, 2, 8] },
  coordinator: { ours: [7, 8, 9], bare: [2, 2, 2] },
  due: {
    count: 1_000,
    milliseconds: 399_000,
    refreshedOnce: 1_000,
    requests: 1_000,
    refreshTokens: 1_000,
    startsInASecond: 3,
    atOnce: 2,
    longestBlock: 12,
    idleBlock: 8,
  },
};

function shortIn(due: Partial<OAuthFigures['due']>, client = reached.client): readonly string[] {
  const figures = { ...reached, client, due: { ...reached.due, ...due } };
  return oauthTargets(figures)
    .filter((target) => !target.reached)
    .map(({ name }) => name);
}

describe('the figures of the OAuth bench', () => {
  test('reach their targets', () => {
    expect(shortIn({})).toEqual([]);
  });

  test.each<[string, Partial<OAuthFigures['due']>, string]>([
    ['took longer', { milliseconds: 400_000 }, '1,000 due at once, times what the throttle allows'],
    ['left one out', { refreshedOnce: 999 }, 'of 1,000 due at once, refreshed exactly once'],
    [
      'asked the org more often',
      { requests: 1_001, refreshTokens: 1_001 },
      'refreshes that the org was asked for, of 1,000',
    ],
    [
      'sent a refresh token twice',
      { refreshTokens: 999 },
      'different refresh tokens that it was asked with',
    ],
    ['started more', { startsInASecond: 4 }, 'most refreshes started within a second'],
    ['ran more', { atOnce: 3 }, 'most refreshes under way at once'],
    [
      'measured nothing',
      { milliseconds: NaN },
      '1,000 due at once, times what the throttle allows',
    ],
  ])('are short when they %s', (_what, due, target) => {
    expect(shortIn(due)).toEqual([target]);
  });

  test('are short when the median refresh takes more than 1.15 times that of bare openid-client', () => {
    const name = 'refresh by OAuth2Client, times bare openid-client';
    const bare = [1, 2, 30];
    expect(shortIn({}, { bare, ours: [1, 2.3, 90] })).toEqual([]);
    expect(shortIn({}, { bare, ours: [1, 2.31, 3] })).toEqual([name]);
    expect(shortIn({}, { bare, ours: [] })).toEqual([name]);
  });

  test('are a table with every figure beside its peer', () => {
    expect(oauthTable(reached)).toBe(
      [
        '| One refresh | p50 | p95 | times bare |',
        '| --- | ---: | ---: | ---: |',
        '| `OAuth2Client.refresh` | 2.2 ms | 9.0 ms | 1.10 |',
        '| — bare openid-client, in turns with it | 2.0 ms | 8.0 ms | 1.00 |',
        '| `CredentialCoordinator.refresh`, written to the vault | 8.0 ms | 9.0 ms | 4.00 |',
        '| — bare openid-client, in turns with it | 2.0 ms | 2.0 ms | 1.00 |',
        '',
        '| 1,000 credentials of one org due at once | |',
        '| --- | ---: |',
        '| Until the last one was refreshed and written | 399.0 s |',
        '| — the floor: 3 starts a second | 333.0 s |',
        '| Refreshed exactly once | 1,000 |',
        '| Refreshes that the org was asked for | 1,000 |',
        '| Most starts within a second, most at once | 3, 2 |',
        '| Longest hold of the event loop meanwhile | 12 ms |',
        '| — of a thread beside it that does nothing | 8.0 ms |',
      ].join('\n'),
    );
  });
});

test('the shortest time lets the first ones start at once, and three more each second', () => {
  expect([1, 3, 4, 6, 7, 1_000].map(shortestTime)).toEqual([0, 0, 1_000, 1_000, 2_000, 333_000]);
});

describe('the busiest second', () => {
  const at = (...times: readonly number[]): readonly Moment[] =>
    times.map((time) => ({ earliest: time, latest: time }));

  test('of nothing has nothing', () => {
    expect(busiestSecond([])).toBe(0);
  });

  test('is found wherever it begins', () => {
    expect(busiestSecond(at(0, 1_000, 2_000, 2_400, 2_700, 2_900, 4_000))).toBe(4);
  });

  test('ends before whatever comes a second later, by a clock of whole milliseconds', () => {
    expect(busiestSecond(at(0, 0, 0, 996, 996, 996))).toBe(3);
    expect(busiestSecond(at(0, 0, 0, 990))).toBe(4);
  });

  test('has nothing that the machine may have noted late', () => {
    const late = { earliest: 0, latest: 400 };
    expect(busiestSecond([late, ...at(400, 400, 1_000)])).toBe(3);
    expect(busiestSecond([...at(0, 0, 0), { earliest: 900, latest: 1_300 }])).toBe(3);
  });

  test('has what is within it however late it was noted', () => {
    expect(busiestSecond([...at(0, 0, 0), { earliest: 500, latest: 900 }])).toBe(4);
  });
});

describe('what is short of its target', () => {
  test('is named', () => {
    expect(shortOf([atMost('one', 2, 1), atMost('two', 1, 1), atLeast('three', 0, 1)])).toBe(
      'Short of its target: one; three.',
    );
  });

  test('is nothing when all are reached', () => {
    expect(shortOf([atMost('one', 1, 1), atLeast('two', 1, 1)])).toBeNull();
  });

  test('is also what is not a number', () => {
    expect(shortOf([atMost('one', NaN, 1), atLeast('two', NaN, 1)])).toContain('one; two');
  });
});
