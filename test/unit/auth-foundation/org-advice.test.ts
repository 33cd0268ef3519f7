import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { adviceOn, orgAdvice } from '../../../src/main/auth-foundation/org-advice.ts';
import {
  codeOfRefusal,
  type OrgRefusal,
  type RefusalPlace,
} from '../../../src/main/auth-foundation/org-refusal.ts';
import { describeError, errorCatalogue, type ErrorCode } from '../../../src/shared/index.ts';
import { oktaApiErrors, oktaOAuthErrors } from '../../support/okta-errors/index.ts';
import {
  reachableApiErrors,
  reachableOAuthErrors,
  type Reachable,
} from '../../support/okta-errors/reachability.ts';
import { unreachableOAuthErrors } from '../../support/okta-errors/unreachable.ts';

interface Published {
  readonly name: string;
  readonly status: number;
  readonly refusal: OrgRefusal;
}

const published: readonly Published[] = [
  ...oktaOAuthErrors.map(({ internalErrorCode, statusCode, errorCode, errorDescription }) => ({
    name: internalErrorCode,
    status: statusCode,
    refusal: { form: 'oauth', error: errorCode, words: errorDescription } as const,
  })),
  ...oktaApiErrors.map(({ errorCode, statusCode, errorSummary }) => ({
    name: errorCode,
    status: statusCode,
    refusal: { form: 'api', error: errorCode, words: errorSummary } as const,
  })),
];
const byName = new Map(published.map((each) => [each.name, each]));

/** The code as the client decides it: a status of 429 or 5xx goes before the words, where there is a status. */
function codeOf({ status, refusal }: Published, place: RefusalPlace): ErrorCode {
  const hasStatus = place !== 'redirect' && place !== 'sign_out';
  if (hasStatus && status === 429) return 'rate_limited';
  return hasStatus && status >= 500 ? 'server_unavailable' : codeOfRefusal(refusal, place);
}

function publishedAs(name: string): Published {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`Okta publishes no ${name}.`);
  return found;
}

const eachOf = (groups: readonly Reachable[]): readonly (readonly [string, RefusalPlace])[] =>
  groups.flatMap(({ places, names }) =>
    names.flatMap((name) => places.map((place) => [name, place] as const)),
  );
const reachable = [...eachOf(reachableOAuthErrors), ...eachOf(reachableApiErrors)];

/** The entries whose words and code these are. */
const entriesFor = (code: ErrorCode, words: string): readonly number[] =>
  orgAdvice.flatMap(({ codes, says }, index) =>
    codes.includes(code) && says.some((pattern) => pattern.test(words)) ? [index] : [],
  );

describe('an error of Okta that this app can meet', () => {
  test.each(reachable)('%s at %s has a text of its own', (name, place) => {
    const { refusal, ...rest } = publishedAs(name);
    const code = codeOf({ refusal, ...rest }, place);
    expect(entriesFor(code, refusal.words)).toHaveLength(1);
    const view = new Failure(code, { detail: refusal.words, requestId: 'req-1' }).toView();
    const general = describeError(code, { detail: refusal.words, requestId: 'req-1' });
    expect(view).toEqual({ ...general, message: view.message, next: view.next });
    expect(view.message).not.toBe(general.message);
  });
});

describe('what Okta publishes', () => {
  const met = new Set(reachable.map(([name]) => name));
  const reasons = (name: string): readonly string[] =>
    unreachableOAuthErrors
      .filter(({ namesBeginWith }) => namesBeginWith.some((begin) => name.startsWith(begin)))
      .map(({ because }) => because);

  test('can be met by this app, or there is one reason why not', () => {
    const others = oktaOAuthErrors.filter(({ internalErrorCode: name }) => !met.has(name));
    const undecided = others.filter(
      ({ internalErrorCode }) => reasons(internalErrorCode).length !== 1,
    );
    expect(undecided.map(({ internalErrorCode }) => internalErrorCode)).toEqual([]);
  });

  test('is in no reason that fits nothing', () => {
    const begins = unreachableOAuthErrors.flatMap(({ namesBeginWith }) => namesBeginWith);
    const idle = begins.filter(
      (begin) =>
        !oktaOAuthErrors.some(
          ({ internalErrorCode: name }) => name.startsWith(begin) && !met.has(name),
        ),
    );
    expect(idle).toEqual([]);
  });

  test('and this app never meets is given no advice on something else', () => {
    const words = new Set(reachable.map(([name]) => publishedAs(name).refusal.words));
    const strangers = published.filter(
      ({ name, refusal }) => !met.has(name) && !words.has(refusal.words),
    );
    const advised = strangers.filter(({ refusal }) =>
      orgAdvice.some(({ says }) => says.some((pattern) => pattern.test(refusal.words))),
    );
    expect(advised.map(({ name }) => name)).toEqual(likeReachableOnes);
  });
});

/** Unreachable ones with the meaning of a reachable one. */
const likeReachableOnes: readonly string[] = ['consent_required_ropf'];

describe('the advice', () => {
  const used = new Set(
    reachable.flatMap(([name, place]) => {
      const each = publishedAs(name);
      return entriesFor(codeOf(each, place), each.refusal.words);
    }),
  );

  test('has no entry that nothing published leads to', () => {
    const idle = orgAdvice.filter((_entry, index) => !used.has(index));
    expect(idle.map(({ message }) => message)).toEqual([]);
  });

  test('says two things in two ways', () => {
    const messages = orgAdvice.map(({ message }) => message);
    expect(messages.filter((message, index) => messages.indexOf(message) !== index)).toEqual([]);
    const general = Object.values(errorCatalogue).map(({ message }) => message);
    expect(messages.filter((message) => general.some((each) => each === message))).toEqual([]);
  });

  test.each(orgAdvice.map(({ message, next }) => [message, next]))(
    'is one plain sentence: %s',
    (message, next) => {
      for (const text of [message, next]) {
        expect(text).toMatch(/^[A-Z].*[.}]$/);
        expect(text.replace(/[.]$/, '')).not.toMatch(/[.!?] [A-Z]/);
        expect(text.length).toBeLessThan(190);
        expect(text).not.toMatch(
          /\b(?:please|invalid|illegal|fail(?:ed|ure)? to|you (?:forgot|must)|wrong(?:ly)?\b.*\byou)\b/i,
        );
        expect(text).not.toContain("'");
      }
    },
  );

  test('repeats what the org filled in', () => {
    const words =
      'Some of the requested scopes were denied by the policy. Denied scopes: [okta.users.read, groups].';
    expect(adviceOn('scope_denied', words)?.message).toBe(
      'The access policy denies these scopes: okta.users.read, groups.',
    );
  });

  test('knows words that were cut for their length', () => {
    const scopes = Array.from({ length: 60 }, (_, index) => `scope${String(index)}`).join(', ');
    const words = `Some of the requested scopes were denied by the policy. Denied scopes: [${scopes}].`;
    const { message, detail } = new Failure('scope_denied', { detail: words }).toView();
    expect(detail).toMatch(/…$/);
    expect(message).toMatch(/^The access policy denies these scopes: scope0, scope1/);
  });

  test.each<[string, ErrorCode, string | null]>([
    ['of nobody', 'refresh_token_rejected', null],
    ['of another provider', 'refresh_token_rejected', 'Token is not active'],
    ['that only begin like Okta’s', 'refresh_token_rejected', 'Invalid grant of last year'],
    ['of another error', 'disk_write_failed', 'The refresh token is invalid or expired.'],
    ['of a system', 'disk_full', 'ENOSPC'],
  ])('has nothing to say on words %s', (_what, code, words) => {
    expect(adviceOn(code, words)).toBeNull();
    const failure = new Failure(code, { detail: words });
    expect(failure.toView()).toEqual(describeError(code, { detail: words }));
  });

  test('takes its time from no text, however long and hostile', () => {
    const words = 'The response type '.repeat(50_000);
    const startedAt = performance.now();
    codeOfRefusal({ form: 'oauth', error: 'invalid_request', words }, 'redirect');
    new Failure('authorization_rejected', { detail: words }).toView();
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
