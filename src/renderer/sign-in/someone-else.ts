import type { AccountView, SignInView } from '../../shared/views.ts';
import { personDetail, personName } from '../accounts/account-names.ts';

/** A sign-in that was started for one account and came back with another. */
export interface SomeoneElse {
  readonly asked: AccountView;
  readonly came: AccountView;
}

/**
 * The two accounts of an attempt that signed in somebody else, or null. An account that was removed meanwhile is no
 * longer waited for.
 *
 * @param attempt - the attempt, done or not
 * @param accounts - every account of the window
 */
export function findSomeoneElse(
  attempt: SignInView,
  accounts: readonly AccountView[],
): SomeoneElse | null {
  if (attempt.phase !== 'done' || attempt.accountId === null) return null;
  const { accountId, signedInId } = attempt;
  if (signedInId === accountId) return null;
  const asked = accounts.find(({ id }) => id === accountId);
  const came = accounts.find(({ id }) => id === signedInId);
  return asked && came ? { asked, came } : null;
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
