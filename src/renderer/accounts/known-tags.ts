import type { AccountView } from '../../shared/views.ts';

/** Every tag in use, the most used first. */
export function knownTags(accounts: readonly AccountView[]): readonly string[] {
  const uses = new Map<string, number>();
  for (const tag of accounts.flatMap((account) => account.tags)) {
    uses.set(tag, (uses.get(tag) ?? 0) + 1);
  }
  return [...uses.entries()]
    .sort(([a, usesOfA], [b, usesOfB]) => usesOfB - usesOfA || a.localeCompare(b))
    .map(([tag]) => tag);
}
