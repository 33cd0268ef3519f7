import { useSyncExternalStore, type ReactElement } from 'react';
import type { AccountView } from '../../shared/views.ts';
import { useClock } from '../clock.ts';
import { Button } from '../components/button.tsx';
import { StarIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { personName } from './account-names.ts';
import { accountState } from './account-state.ts';
import { useRunAction } from './use-row-actions.ts';

/** How many accounts the banner offers. */
const suggestionCount = 3;

/** Offers the next default when there is none (design.md, section 4). */
export function DefaultBanner({
  accounts,
}: {
  readonly accounts: readonly AccountView[];
}): ReactElement | null {
  const { rowActions } = useServices();
  const run = useRunAction();
  const pendingId = useSyncExternalStore(
    rowActions.subscribe,
    () => accounts.find(({ id }) => rowActions.statusOf(id).pending === 'make_default')?.id ?? null,
  );
  const suggestedIds = useClock((now) =>
    suggestDefaults(accounts, now)
      .map(({ id }) => id)
      .join('\n'),
  ).split('\n');
  if (accounts.length === 0 || accounts.some((account) => account.isDefault)) return null;
  return (
    <Notice icon={StarIcon} title={strings.defaultBanner.title} body={strings.defaultBanner.body}>
      {accounts
        .filter(({ id }) => suggestedIds.includes(id))
        .map((account) => (
          <Button
            key={account.id}
            label={strings.defaultBanner.suggestShort(personName(account))}
            name={strings.defaultBanner.suggest(personName(account), account.org.name)}
            isPending={pendingId === account.id || account.activity === 'making_default'}
            onPress={() => {
              run(account, 'make_default');
            }}
          />
        ))}
    </Notice>
  );
}

/**
 * The accounts to offer as default: those that work right now first, in the order of the list.
 *
 * @param accounts - every account, in the order of the list
 * @param now - milliseconds since the epoch
 */
export function suggestDefaults(
  accounts: readonly AccountView[],
  now: number,
): readonly AccountView[] {
  const works = (account: AccountView) => {
    const state = accountState(account, now);
    return state.kind !== 'sign_in_needed' && state.kind !== 'configuration';
  };
  return [...accounts.filter(works), ...accounts.filter((account) => !works(account))].slice(
    0,
    suggestionCount,
  );
}
