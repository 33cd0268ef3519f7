import type { AccountView } from '../../shared/views.ts';
import { personName, shortIssuer } from './account-names.ts';

/**
 * Keeps the accounts in which every word of the query occurs: in name, e-mail, org, issuer or a tag.
 *
 * @param accounts - the accounts to search, in the order to keep
 * @param query - what the person typed; empty keeps all
 */
export function searchAccounts(
  accounts: readonly AccountView[],
  query: string,
): readonly AccountView[] {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return accounts;
  return accounts.filter((account) => {
    const text = searchText(account);
    return words.every((word) => text.includes(word));
  });
}

/** Orders accounts by person, then by org, as a reader expects it. */
export function sortAccounts(accounts: readonly AccountView[]): readonly AccountView[] {
  return accounts
    .map((account) => ({ account, name: personName(account) }))
    .sort(
      (a, b) =>
        collator.compare(a.name, b.name) ||
        collator.compare(a.account.org.name, b.account.org.name) ||
        a.account.id.localeCompare(b.account.id),
    )
    .map(({ account }) => account);
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

const texts = new WeakMap<AccountView, string>();

/** Views never change in place, so what is searched is computed once for each. */
function searchText(account: AccountView): string {
  const known = texts.get(account);
  if (known !== undefined) return known;
  const { person, org, tags } = account;
  const parts = [person.name, person.email, person.subject, org.name, shortIssuer(org.issuer)];
  const text = fold([...parts, ...tags].filter((part) => part !== null).join('\n'));
  texts.set(account, text);
  return text;
}

/** Lower case without accents, so that "jose" finds "José". */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
