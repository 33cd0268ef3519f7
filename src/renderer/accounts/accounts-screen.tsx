import { useMemo, type ReactElement } from 'react';
import type { AccountView } from '../../shared/views.ts';
import { useClock } from '../clock.ts';
import { Button } from '../components/button.tsx';
import { strings } from '../strings.ts';
import { AccountList, type FocusWish } from './account-list.tsx';
import { findLookAlikes } from './account-names.ts';
import { searchAccounts, sortAccounts } from './account-search.ts';
import { needsAttention } from './account-state.ts';
import { DefaultBanner } from './default-banner.tsx';
import { noFilter, type ListFilter } from './list-filter.ts';
import { ListSummary } from './list-summary.tsx';

interface AccountsScreenProps {
  readonly accounts: readonly AccountView[];
  readonly filter: ListFilter;
  readonly onFilter: (filter: ListFilter) => void;
  readonly focusWish: FocusWish | null;
  readonly onWishDone: () => void;
  readonly highlightedId: string | null;
}

/** The accounts of this device, searched, counted and listed. */
export function AccountsScreen({
  accounts,
  filter,
  onFilter,
  highlightedId,
  ...list
}: AccountsScreenProps): ReactElement {
  const { onlyAttention } = filter;
  const query = filter.query.trim();
  const attention = useAttention(accounts);
  const sorted = useMemo(() => sortAccounts(accounts), [accounts]);
  const lookAlikes = useMemo(() => findLookAlikes(accounts), [accounts]);
  const marks = useMemo(() => ({ lookAlikes, highlightedId }), [lookAlikes, highlightedId]);
  const shown = useMemo(() => {
    const found = searchAccounts(sorted, query);
    return onlyAttention ? found.filter(({ id }) => attention.has(id)) : found;
  }, [sorted, query, onlyAttention, attention]);
  return (
    <>
      <DefaultBanner accounts={sorted} />
      <ListSummary
        all={accounts}
        shown={shown.length}
        isFiltered={query !== '' || onlyAttention}
        attention={attention.size}
        onlyAttention={onlyAttention}
        onOnlyAttention={(only) => {
          onFilter({ ...filter, onlyAttention: only });
        }}
      />
      {shown.length > 0 ? (
        <AccountList accounts={shown} marks={marks} {...list} />
      ) : (
        <NothingFound
          query={query}
          onShowAll={() => {
            onFilter(noFilter);
          }}
        />
      )}
    </>
  );
}

/** The ids of the accounts that need the person; the same set until that changes. */
function useAttention(accounts: readonly AccountView[]): ReadonlySet<string> {
  const ids = useClock((now) =>
    accounts
      .filter((account) => needsAttention(account, now))
      .map(({ id }) => id)
      .join('\n'),
  );
  return useMemo(() => new Set(ids.split('\n').filter(Boolean)), [ids]);
}

interface NothingFoundProps {
  readonly query: string;
  readonly onShowAll: () => void;
}

function NothingFound({ query, onShowAll }: NothingFoundProps): ReactElement {
  return (
    <div className="panel panel-quiet">
      <h2 className="panel-title">
        {query === '' ? strings.list.allGood : strings.list.nothingFound(query)}
      </h2>
      {query !== '' && <p className="panel-text">{strings.list.nothingFoundHint}</p>}
      <Button label={strings.list.showAll} onPress={onShowAll} />
    </div>
  );
}
