import { useSyncExternalStore } from 'react';
import type { AccountView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { secondsLeft } from '../format.ts';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { personName } from './account-names.ts';
import type { RowAction, RowStatus } from './row-actions.ts';

/** How the actions of one row stand. */
export function useRowStatus(accountId: string): RowStatus {
  const { rowActions } = useServices();
  return useSyncExternalStore(rowActions.subscribe, () => rowActions.statusOf(accountId));
}

/** Runs an action on an account and says how it ended. */
export function useRunAction(): (account: AccountView, action: RowAction) => void {
  const { rowActions } = useServices();
  const announce = useAnnounce();
  return (account, action) => {
    void (async () => {
      const reply = await rowActions.run(account.id, action);
      if (reply === null) return;
      announce(
        reply.ok
          ? successWords(account, action, reply.value.clearsAt)
          : strings.done.failed(reply.error.message, reply.error.next),
      );
    })();
  };
}

function successWords(account: AccountView, action: RowAction, clearsAt: number | null): string {
  const name = personName(account);
  const seconds = clearsAt === null ? 0 : secondsLeft(clearsAt - Date.now());
  switch (action) {
    case 'refresh':
      return strings.done.refreshed(name);
    case 'make_default':
      return strings.done.madeDefault(name);
    case 'save_now':
      return strings.done.saved(name);
    case 'copy_access_token':
      return [
        strings.done.copied('access_token', name, seconds),
        ...(account.isBound ? [strings.clipboard.bound] : []),
      ].join(' ');
    case 'copy_id_token':
      return strings.done.copied('id_token', name, seconds);
  }
}
