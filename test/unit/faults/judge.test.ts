import { describe, expect, test } from 'vitest';
import { faultMatrix } from '../../support/faults/cases.ts';
import { endpoints } from '../../support/faults/endpoints.ts';
import type { Expectation } from '../../support/faults/expectation.ts';
import { lastLine } from '../../support/faults/fault-run.ts';
import { judge, type Observation } from '../../support/faults/judge.ts';
import { expectationOf } from '../../support/faults/oracle.ts';

const endedAt = Date.UTC(2026, 0, 1);
const limited: Expectation = {
  ending: { kind: 'fails', of: 'transient', codes: ['rate_limited'] },
  session: 'as_before',
  leastRequests: 1,
  mostRequests: 1,
  requestId: 'of_answer',
  retryIn: 30,
};
const failure = {
  code: 'rate_limited',
  failureClass: 'transient',
  requestId: 'id-1',
  retryAt: endedAt + 30_000,
} as const;
const stored = { refreshToken: 'first', signInNeeded: null, idTokenProblem: null };

function seen(changes: Partial<Observation> = {}): Observation {
  return {
    end: 'failed',
    failure,
    endedAt,
    stored,
    refreshTokens: { before: 'first', newest: 'first' },
    requests: 1,
    requestId: 'id-1',
    leaks: [],
    refreshesAgain: true,
    ...changes,
  };
}

const kinds = (expected: Expectation, observation: Observation): readonly string[] =>
  judge(expected, observation).map(({ kind }) => kind);

test('a case that ended as it should have is no finding', () => {
  expect(judge(limited, seen())).toEqual([]);
});

describe('misclassified is', () => {
  test.each<[string, Partial<Observation>]>([
    ['another class', { failure: { ...failure, failureClass: 'configuration' } }],
    ['another code', { failure: { ...failure, code: 'server_unavailable' } }],
    ['a success', { end: 'succeeded', failure: null }],
    ['another request id', { failure: { ...failure, requestId: null } }],
    ['no time to ask again', { failure: { ...failure, retryAt: null } }],
    ['another time to ask again', { failure: { ...failure, retryAt: endedAt } }],
    ['one request too many', { requests: 2 }],
    ['a request that was never sent', { requests: 0 }],
    ['a secret that is shown', { leaks: ['the history'] }],
  ])('%s', (_what, changes) => {
    expect(kinds(limited, seen(changes))).toEqual(['misclassified']);
  });

  test('a time to ask again that nobody said', () => {
    expect(kinds({ ...limited, retryIn: null }, seen())).toEqual(['misclassified']);
  });

  test('an ID token that was taken where it should not have been', () => {
    const expected: Expectation = {
      ...limited,
      ending: { kind: 'sets_aside', codes: ['id_token_invalid'] },
      session: 'renewed',
    };
    expect(kinds(expected, seen({ end: 'succeeded', failure: null }))).toEqual(['misclassified']);
  });

  test('a wait that ended, and one that did not tell why it goes on', () => {
    const expected: Expectation = {
      ...limited,
      ending: { kind: 'goes_on', codes: ['rate_limited'] },
    };
    expect(kinds(expected, seen())).toEqual(['misclassified']);
    expect(kinds(expected, seen({ end: 'succeeded', failure: null }))).toEqual(['misclassified']);
    expect(kinds(expected, seen({ end: 'succeeded' }))).toEqual([]);
  });
});

describe('a session is lost', () => {
  test.each<[string, Partial<Observation>]>([
    ['when nothing is stored', { stored: null }],
    ['when another refresh token is stored', { stored: { ...stored, refreshToken: 'second' } }],
    ['when it is marked', { stored: { ...stored, signInNeeded: 'refresh_token_rejected' } }],
    ['when it does not refresh again', { refreshesAgain: false }],
  ])('%s', (_what, changes) => {
    expect(kinds(limited, seen(changes))).toEqual(['session_lost']);
  });

  test('when the org gave out a newer refresh token than the one that is stored', () => {
    const refreshTokens = { before: 'first', newest: 'second' };
    expect(kinds({ ...limited, session: 'renewed' }, seen({ refreshTokens }))).toEqual([
      'session_lost',
    ]);
  });

  test('when it is over and not marked', () => {
    expect(kinds({ ...limited, session: 'marked' }, seen())).toEqual(['session_lost']);
  });
});

test('what does not end in time is a hang, and nothing else', () => {
  expect(kinds(limited, seen({ end: 'late', stored: null }))).toEqual(['hang']);
});

describe('the matrix', () => {
  const { cases, leftOut } = faultMatrix();

  test('has an expectation for every case', () => {
    expect(cases.filter((each) => expectationOf(each) === null)).toEqual([]);
  });

  test('tries every fault at every endpoint, or leaves it out with a reason', () => {
    const faults = new Set(cases.map(({ fault }) => fault.name));
    const skipped = leftOut.reduce((sum, { at }) => sum + at.length, 0);
    expect(cases.length + skipped).toBe(faults.size * endpoints.length);
    expect(leftOut.filter(({ because }) => because === '')).toEqual([]);
  });
});

test('the last line counts cases, not findings', () => {
  const finding = { kind: 'misclassified', detail: '', endpoint: 'token' } as const;
  const findings = [
    { ...finding, name: 'one' },
    { ...finding, name: 'one' },
    { ...finding, name: 'two' },
    { ...finding, kind: 'hang', name: 'three' } as const,
  ];
  expect(lastLine({ cases: 9, findings })).toBe(
    'cases 9, misclassified 2, sessions lost 0, hangs 1',
  );
});
