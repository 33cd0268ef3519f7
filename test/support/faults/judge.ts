import type { ErrorCode, FailureClass } from '../../../src/shared/index.ts';
import type { Expectation } from './expectation.ts';

/** A failure as whoever asked got it. */
export interface SeenFailure {
  readonly code: ErrorCode;
  readonly failureClass: FailureClass;
  readonly requestId: string | null;
  /** Milliseconds since the epoch. */
  readonly retryAt: number | null;
}

/** What is stored of the session after the case. */
export interface StoredSession {
  readonly refreshToken: string | undefined;
  /** Why the person has to sign in again, or null. */
  readonly signInNeeded: ErrorCode | null;
  readonly idTokenProblem: ErrorCode | null;
}

/** What was seen of one case. */
export interface Observation {
  /** `late`: it did not end in its time. */
  readonly end: 'succeeded' | 'failed' | 'late';
  /** That it failed with, or that a wait told. */
  readonly failure: SeenFailure | null;
  /** When it ended, in milliseconds since the epoch. */
  readonly endedAt: number;
  /** Null when nothing is stored any more. */
  readonly stored: StoredSession | null;
  readonly refreshTokens: { readonly before: string | undefined; readonly newest: string | null };
  /** How many requests met the fault. */
  readonly requests: number;
  /** The id of the spoiled answer. */
  readonly requestId: string;
  /** Where a secret was found, among what may be shown, logged or told. */
  readonly leaks: readonly string[];
  /** Whether the stored session could be refreshed after the fault was gone; null when it was not tried. */
  readonly refreshesAgain: boolean | null;
}

export interface Finding {
  readonly kind: 'misclassified' | 'session_lost' | 'hang';
  readonly detail: string;
}

/** Milliseconds that a time that was told may be wrong: `Retry-After` has whole seconds, and so has `Date`. */
const timeTolerance = 3_000;

/** Compares what was seen of a case with what is expected of it. */
export function judge(expected: Expectation, seen: Observation): readonly Finding[] {
  if (seen.end === 'late') return [{ kind: 'hang', detail: 'it did not end in time' }];
  return [
    ...problemsOfEnding(expected, seen).map(
      (detail) => ({ kind: 'misclassified', detail }) as const,
    ),
    ...problemsOfFacts(expected, seen).map(
      (detail) => ({ kind: 'misclassified', detail }) as const,
    ),
    ...problemsOfSession(expected, seen).map(
      (detail) => ({ kind: 'session_lost', detail }) as const,
    ),
  ];
}

function* problemsOfEndingOf(
  { ending }: Expectation,
  { end, failure, stored }: Observation,
): Generator<string> {
  const outcome = failure === null ? end : `${end} with ${failure.failureClass} ${failure.code}`;
  switch (ending.kind) {
    case 'fails':
      if (end !== 'failed' || failure?.failureClass !== ending.of) {
        yield `${outcome}, expected ${ending.of} ${ending.codes.join(' or ')}`;
      } else if (ending.codes.length > 0 && !ending.codes.includes(failure.code)) {
        yield `${outcome}, expected ${ending.codes.join(' or ')}`;
      }
      return;
    case 'succeeds':
      if (end !== 'succeeded' || failure !== null) yield `${outcome}, expected success`;
      return;
    case 'sets_aside': {
      const problem = stored?.idTokenProblem ?? null;
      if (end !== 'succeeded' || problem === null || !ending.codes.includes(problem)) {
        yield `${outcome}, set aside ${problem ?? 'nothing'}, expected ${ending.codes.join(' or ')}`;
      }
      return;
    }
    case 'goes_on':
      if (end !== 'succeeded') yield `${outcome}, expected the wait to go on`;
      else if (ending.codes.length === 0 && failure !== null)
        yield `${outcome}, expected no failure`;
      else if (
        ending.codes.length > 0 &&
        (failure === null || !ending.codes.includes(failure.code))
      ) {
        yield `${outcome}, expected ${ending.codes.join(' or ')} to be told`;
      }
  }
}

function problemsOfEnding(expected: Expectation, seen: Observation): readonly string[] {
  return [...problemsOfEndingOf(expected, seen)];
}

function problemsOfFacts(expected: Expectation, seen: Observation): readonly string[] {
  const { failure, leaks, requests } = seen;
  const problems = leaks.map((place) => `a secret in ${place}`);
  if (requests > expected.mostRequests) {
    problems.push(`${requests} requests, expected at most ${expected.mostRequests}`);
  }
  if (requests < expected.leastRequests) {
    problems.push(`${requests} requests, expected at least ${expected.leastRequests}`);
  }
  if (failure === null) return problems;
  if (expected.requestId === 'of_answer' && failure.requestId !== seen.requestId) {
    problems.push(`the request id is ${failure.requestId ?? 'lost'}`);
  }
  const problem = problemOfTime(expected.retryIn, failure.retryAt, seen.endedAt);
  return problem === null ? problems : [...problems, problem];
}

function problemOfTime(retryIn: number | null, retryAt: number | null, now: number): string | null {
  if (retryIn === null) return retryAt === null ? null : 'a time to ask again that nobody said';
  if (retryAt === null) return 'no time to ask again';
  return Math.abs(retryAt - now - retryIn * 1000) > timeTolerance
    ? 'another time to ask again'
    : null;
}

function problemsOfSession({ session }: Expectation, seen: Observation): readonly string[] {
  const { stored, refreshTokens, refreshesAgain } = seen;
  if (session === 'removed')
    return stored === null ? [] : ['still there after the org agreed to end it'];
  if (stored === null) return ['nothing is stored any more'];
  const problems: string[] = [];
  const wanted = session === 'renewed' ? refreshTokens.newest : refreshTokens.before;
  if (stored.refreshToken !== wanted)
    problems.push(`the stored refresh token is not ${nameOf(session)}`);
  if (session === 'marked' && stored.signInNeeded !== seen.failure?.code) {
    problems.push(`marked with ${stored.signInNeeded ?? 'nothing'}`);
  }
  if (session !== 'marked' && stored.signInNeeded !== null) {
    problems.push(`marked with ${stored.signInNeeded}`);
  }
  if (refreshesAgain !== true) problems.push('it does not refresh again after the fault');
  return problems;
}

function nameOf(session: 'as_before' | 'renewed' | 'marked'): string {
  return session === 'renewed' ? 'the newest of the org' : 'the one of before';
}
