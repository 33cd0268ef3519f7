import { useEffect, useState } from 'react';
import type { ViewError } from '../../../shared/error-catalogue.ts';
import type { AccountView, HistoryEntryView } from '../../../shared/views.ts';
import { useServices } from '../../services.ts';

/** What the window knows of an account's history. */
export type History =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: ViewError }
  | { readonly kind: 'ready'; readonly entries: readonly HistoryEntryView[] };

/**
 * The history of an account, asked for again whenever the account changes. Until the new one is here, the old one stays.
 *
 * @returns the history, newest first, and the function that asks again
 */
export function useHistory(account: AccountView): { history: History; reload: () => void } {
  const { send } = useServices();
  const [history, setHistory] = useState<History>({ kind: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const request = new AbortController();
    void (async () => {
      const reply = await send('accounts.history', { accountId: account.id });
      if (request.signal.aborted) return;
      setHistory(
        reply.ok
          ? { kind: 'ready', entries: reply.value.entries.toReversed() }
          : { kind: 'failed', error: reply.error },
      );
    })();
    return () => {
      request.abort();
    };
    // A view never changes in place: a new one means that something has happened.
  }, [send, account, round]);
  return {
    history,
    reload: () => {
      setHistory({ kind: 'loading' });
      setRound(round + 1);
    },
  };
}
