import type { AccountView } from '../../shared/views.ts';
import { strings } from '../strings.ts';

/** The name under which a person shows: name, else e-mail, else subject. */
export function personName({ person }: Pick<AccountView, 'person'>): string {
  return person.name ?? person.email ?? person.subject ?? strings.account.unnamed;
}

/** The second line under the name, or null when the name already says it. */
export function personDetail({ person }: Pick<AccountView, 'person'>): string | null {
  if (person.name !== null) return person.email ?? person.subject;
  return null;
}

/** One or two letters that stand for a person. */
export function initials(name: string): string {
  const words = name.split(/[\s@._-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0]?.match(/^./u)?.[0] ?? '?';
  const isAddress = name.includes('@');
  const last = words.length > 1 && !isAddress ? (words.at(-1)?.match(/^./u)?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/**
 * The ids of the accounts that look like another one: same person and same org name. Their rows also tell issuer and client.
 *
 * @param accounts - every account of the window
 */
export function findLookAlikes(accounts: readonly AccountView[]): ReadonlySet<string> {
  const groups = new Map<string, string[]>();
  for (const account of accounts) {
    const face = JSON.stringify([account.person.name, account.person.email, account.org.name]);
    const group = groups.get(face);
    if (group) group.push(account.id);
    else groups.set(face, [account.id]);
  }
  return new Set([...groups.values()].filter((group) => group.length > 1).flat());
}

/** An issuer without its scheme, as people know it. */
export function shortIssuer(issuer: string): string {
  return issuer.replace(/^https:\/\//u, '').replace(/\/$/u, '');
}
