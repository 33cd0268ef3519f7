import { useEffect, useMemo, useState, useSyncExternalStore, type ReactElement } from 'react';
import type { FocusWish } from './accounts/account-list.tsx';
import { noFilter, type ListFilter } from './accounts/list-filter.ts';
import type { RowActions } from './accounts/row-actions.ts';
import type { Send } from './bridge.ts';
import { Announcer } from './components/announcer.tsx';
import { Button } from './components/button.tsx';
import { ErrorNote } from './components/error-note.tsx';
import { useFocusReturn } from './focus-return.ts';
import { ServicesProvider, type OpenDialog, type Services } from './services.ts';
import type { Store } from './store.ts';
import { strings } from './strings.ts';
import { VaultOpening } from './vault/vault-opening.tsx';
import { Workspace } from './workspace.tsx';

interface AppProps {
  readonly store: Store;
  readonly send: Send;
  readonly rowActions: RowActions;
}

/** The window: the newest snapshot, the dialog that is open, and the services of every part. */
export function App({ store, send, rowActions }: AppProps): ReactElement {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [filter, setFilter] = useState<ListFilter>(noFilter);
  const [focusWish, setFocusWish] = useState<FocusWish | null>(null);
  const services = useMemo<Services>(
    () => ({
      send,
      rowActions,
      openDialog: setDialog,
      closeDialog: () => {
        setDialog(null);
      },
      showAccount: (accountId) => {
        // The row may be filtered out.
        setFilter(noFilter);
        setFocusWish({ accountId });
      },
    }),
    [send, rowActions],
  );
  useFocusReturn(dialog);
  const theme = state.kind === 'ready' ? state.snapshot.frame.settings.theme : 'system';
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  return (
    <ServicesProvider value={services}>
      <Announcer>
        {state.kind === 'ready' ? (
          <Workspace
            snapshot={state.snapshot}
            dialog={dialog}
            filter={filter}
            onFilter={setFilter}
            focusWish={focusWish}
            onWishDone={() => {
              setFocusWish(null);
            }}
          />
        ) : (
          <main className="window">
            {state.kind === 'loading' ? (
              <VaultOpening />
            ) : (
              <div className="panel">
                <h1 className="panel-title">{strings.vault.connectFailed}</h1>
                <ErrorNote error={state.error} />
                <Button look="primary" label={strings.common.tryAgain} onPress={store.reload} />
              </div>
            )}
          </main>
        )}
      </Announcer>
    </ServicesProvider>
  );
}
