import { useState } from 'react';
import type { AccountView, SignInView } from '../../shared/views.ts';
import { personDetail, personName } from '../accounts/account-names.ts';

/** The accounts that attempts were started for, by the id of the attempt. */
export type AskedAccounts = ReadonlyMap<string, string>;

/** A sign-in that was started for one account and came back with another. */
export interface SomeoneElse {
  readonly asked: AccountView;
  readonly came: AccountView;
}

/**
 * Remembers which account each attempt was started for: once done, an attempt names the account that came.
 *
 * @param attempts - every attempt of the window
 */
export function useAskedAccounts(attempts: readonly SignInView[]): AskedAccounts {
  const [asked, setAsked] = useState<AskedAccounts>(new Map());
  const added = attempts.flatMap(({ id, phase, accountId }) =>
    phase === 'done' || accountId === null || asked.has(id) ? [] : [[id, accountId] as const],
  );
  if (added.length > 0) setAsked(new Map([...asked, ...added]));
  return asked;
}

/**
 * The two accounts of an attempt that signed in somebody else, or null. An account that was removed meanwhile is no
 * longer waited for.
 *
 * @param attempt - the attempt, done or not
 * @param asked - the accounts that attempts were started for
 * @param accounts - every account of the window
 */
export function findSomeoneElse(
  attempt: SignInView,
  asked: AskedAccounts,
  accounts: readonly AccountView[],
): SomeoneElse | null {
  const askedId = asked.get(attempt.id);
  if (attempt.phase !== 'done' || askedId === undefined || askedId === attempt.accountId) {
    return null;
  }
  const askedAccount = accounts.find(({ id }) => id === askedId);
  const came = accounts.find(({ id }) => id === attempt.accountId);
  return askedAccount && came ? { asked: askedAccount, came } : null;
}

/** The names of the two, told apart by more than the name when both have the same. */
export function namesOf({ asked, came }: SomeoneElse): { asked: string; came: string } {
  const isSame = personName(asked) === personName(came);
  const nameOf = (account: AccountView) =>
    [personName(account), isSame ? personDetail(account) : null]
      .filter((part) => part !== null)
      .join(', ');
  return { asked: nameOf(asked), came: nameOf(came) };
}
