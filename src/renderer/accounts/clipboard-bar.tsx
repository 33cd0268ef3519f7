import { useState, type ReactElement } from 'react';
import type { AccountView, ClipboardView } from '../../shared/views.ts';
import { useClock } from '../clock.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { ClipboardIcon, TerminalIcon } from '../components/icons.tsx';
import { secondsLeft } from '../format.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { useServices } from '../services.ts';
import { personName } from './account-names.ts';

interface ClipboardBarProps {
  readonly clipboard: ClipboardView;
  readonly accounts: readonly AccountView[];
}

/** Tells which token is in the clipboard and for how long. The copy itself was announced; the countdown is not. */
export function ClipboardBar({ clipboard, accounts }: ClipboardBarProps): ReactElement {
  const { openDialog } = useServices();
  const announce = useAnnounce();
  const clear = useCommand('clipboard.clear');
  const [clearedAt, setClearedAt] = useState<number | null>(null);
  const seconds = useClock((now) => secondsLeft(clipboard.clearsAt - now));
  const account = accounts.find(({ id }) => id === clipboard.accountId);
  const isBound = account?.isBound === true && clipboard.kind === 'access_token';
  const isClearing = clear.isPending || clearedAt === clipboard.clearsAt;
  return (
    <section className="clipboard-bar" aria-label={strings.clipboard.label}>
      {clear.error && <ErrorNote error={clear.error} onDismiss={clear.dismissError} />}
      <div className="clipboard-line">
        <ClipboardIcon />
        <p className="clipboard-words">
          {strings.clipboard.copied(clipboard.kind, account ? personName(account) : null)}
          <span className="muted"> — {strings.clipboard.clearsIn(seconds)}</span>
          {isBound && <span className="clipboard-more muted">{strings.clipboard.bound}</span>}
        </p>
        {isBound && (
          <Button
            look="quiet"
            icon={TerminalIcon}
            label={strings.copyRequest.actionBound}
            onPress={() => {
              openDialog({ kind: 'copy_request', accountId: clipboard.accountId });
            }}
          />
        )}
        <Button
          look="quiet"
          label={strings.clipboard.clear}
          isPending={isClearing}
          onPress={() => {
            clear.run({}, () => {
              setClearedAt(clipboard.clearsAt);
              announce(strings.clipboard.cleared);
            });
          }}
        />
      </div>
    </section>
  );
}
