import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { Snapshot } from '../shared/views.ts';
import type { FocusWish } from './accounts/account-list.tsx';
import { AccountsScreen } from './accounts/accounts-screen.tsx';
import { ClipboardBar } from './accounts/clipboard-bar.tsx';
import { EmptyState } from './accounts/empty-state.tsx';
import type { ListFilter } from './accounts/list-filter.ts';
import { useProblemWords } from './accounts/use-problem-words.ts';
import { DialogHost } from './dialog-host.tsx';
import { useShortcuts } from './keyboard.ts';
import { QuarantineNotice } from './quarantine/quarantine-notice.tsx';
import { RevocationsNotice } from './revocations/revocations-notice.tsx';
import { useServices, type OpenDialog } from './services.ts';
import { SignInBanners } from './sign-in/sign-in-banners.tsx';
import { useStartedMethods } from './sign-in/started-methods.ts';
import { useSignInEnds } from './sign-in/use-sign-in-ends.ts';
import { SignOutBanners } from './sign-out/sign-out-banners.tsx';
import { useSignOutWords } from './sign-out/use-sign-out-words.ts';
import { KeyChangeNotice } from './vault/key-change-notice.tsx';
import { keyChangeOf } from './vault/key-change-progress.tsx';
import { KeyMissingNotice } from './vault/key-missing-notice.tsx';
import { useChangeOfKey } from './vault/use-change-of-key.ts';
import { VaultBlocked } from './vault/vault-blocked.tsx';
import { VaultOpening } from './vault/vault-opening.tsx';
import { WindowHeader } from './window-header.tsx';

/** How long a row that was just added stays marked, in milliseconds. */
const highlightMs = 4000;

interface WorkspaceProps {
  readonly snapshot: Snapshot;
  readonly dialog: OpenDialog | null;
  readonly filter: ListFilter;
  readonly onFilter: (filter: ListFilter) => void;
  readonly focusWish: FocusWish | null;
  readonly onWishDone: () => void;
}

/** Everything in the window once the main process has answered. */
export function Workspace({
  snapshot,
  dialog,
  filter,
  onFilter,
  focusWish,
  onWishDone,
}: WorkspaceProps): ReactElement {
  const { frame, accounts } = snapshot;
  const { openDialog } = useServices();
  const [highlightedId, setHighlightedId] = useState<string | null>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const changeKey = useChangeOfKey();
  const shownId = dialog?.kind === 'sign_in' ? dialog.attemptId : null;
  const shownSignOutId = dialog?.kind === 'signing_out' ? dialog.attemptId : null;
  const isReady = frame.vault.kind === 'ready';
  const add = () => {
    if (isReady) openDialog({ kind: 'add_account', orgId: null });
  };

  const methods = useStartedMethods();
  useSignInEnds({ attempts: frame.signIns, accounts, shownId });
  useSignOutWords(frame.signOuts, shownSignOutId);
  useProblemWords(accounts);
  useShortcuts({ f: () => searchInput.current?.select(), n: add }, dialog === null);
  useEffect(() => {
    if (highlightedId === null) return;
    const timer = setTimeout(() => {
      setHighlightedId(null);
    }, highlightMs);
    return () => {
      clearTimeout(timer);
    };
  }, [highlightedId]);

  return (
    <div className="window">
      <WindowHeader
        query={filter.query}
        onQuery={(query) => {
          onFilter({ ...filter, query });
        }}
        searchInput={searchInput}
        canSearch={isReady && accounts.length > 0}
        canAdd={isReady && accounts.length > 0}
        onAdd={add}
        onSettings={() => {
          openDialog({ kind: 'settings' });
        }}
      />
      <main className="main">
        <SignInBanners attempts={frame.signIns} accounts={accounts} shownId={shownId} />
        <SignOutBanners attempts={frame.signOuts} shownId={shownSignOutId} />
        {frame.vault.kind === 'opening' && <VaultOpening />}
        {frame.vault.kind === 'blocked' && <VaultBlocked error={frame.vault.error} />}
        {frame.vault.kind === 'ready' && frame.vault.keyIsMissing && <KeyMissingNotice />}
        {isReady && dialog?.kind !== 'change_key' && (
          <KeyChangeNotice change={changeKey} progress={keyChangeOf(frame.vault)} />
        )}
        {isReady && <QuarantineNotice count={frame.quarantined.length} />}
        {isReady && <RevocationsNotice count={frame.revocations.length} />}
        {isReady && accounts.length === 0 && (
          <EmptyState
            hasOrg={frame.orgs.length > 0}
            hasQuarantined={frame.quarantined.length > 0}
          />
        )}
        {isReady && accounts.length > 0 && (
          <AccountsScreen
            accounts={accounts}
            filter={filter}
            onFilter={onFilter}
            focusWish={focusWish}
            onWishDone={() => {
              setHighlightedId(focusWish?.accountId ?? null);
              onWishDone();
            }}
            highlightedId={highlightedId}
          />
        )}
      </main>
      {frame.clipboard && (
        <ClipboardBar
          key={frame.clipboard.clearsAt}
          clipboard={frame.clipboard}
          accounts={accounts}
        />
      )}
      {dialog && (
        <DialogHost
          dialog={dialog}
          frame={frame}
          accounts={accounts}
          methods={methods}
          changeKey={changeKey}
        />
      )}
    </div>
  );
}
