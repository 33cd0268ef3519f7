import type { ReactElement } from 'react';
import type { OrgView, SignOutView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RefreshIcon, ValidIcon } from '../components/icons.tsx';
import { Spinner } from '../components/spinner.tsx';
import { AppIntegrationHelp } from '../orgs/app-integration-help.tsx';
import { useServices } from '../services.ts';
import { WaitingForBrowser } from '../sign-in/waiting-for-browser.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.signOut;

interface SignOutProgressDialogProps {
  readonly attempt: SignOutView;
  /** The profile of the account, or null when it is gone. */
  readonly org: OrgView | null;
  /** Closes the dialog; an attempt that goes on goes on. */
  readonly onClose: () => void;
  /** The same sign-out was started again under another id. */
  readonly onRestarted: (attemptId: string) => void;
}

/** Follows one sign-out of the browser, which the main process drives. */
export function SignOutProgressDialog({
  attempt,
  org,
  onClose,
  onRestarted,
}: SignOutProgressDialogProps): ReactElement {
  const { send } = useServices();
  const cancel = useCommand('signOut.cancel');
  const dismiss = useCommand('signOut.dismiss');
  const start = useCommand('signOut.start');
  const input = { attemptId: attempt.id };
  const error = cancel.error ?? dismiss.error ?? start.error;
  const hasEnded = attempt.phase === 'done' || attempt.phase === 'failed';
  const close = () => {
    if (hasEnded) dismiss.run(input, onClose);
    else onClose();
  };
  const startOver = () => {
    start.run({ accountId: attempt.accountId }, ({ attemptId }) => {
      dismiss.run(input);
      onRestarted(attemptId);
    });
  };
  return (
    <Dialog
      title={words.progressTitle(attempt.person ?? strings.account.unnamed)}
      size={attempt.phase === 'failed' ? 'medium' : 'small'}
      onClose={close}
      footer={
        hasEnded ? (
          <>
            <Button
              look={attempt.phase === 'done' ? 'primary' : 'secondary'}
              label={strings.common.close}
              isPending={dismiss.isPending}
              onPress={close}
            />
            {attempt.phase === 'failed' && (
              <Button
                look="primary"
                icon={RefreshIcon}
                label={strings.common.tryAgain}
                isPending={start.isPending}
                onPress={startOver}
              />
            )}
          </>
        ) : (
          <Button
            label={words.cancel}
            isPending={cancel.isPending}
            onPress={() => {
              cancel.run(input, () => {
                // Whoever cancels has seen the end; an attempt that is gone already is fine.
                void send('signOut.dismiss', input);
                onClose();
              });
            }}
          />
        )
      }
    >
      {error && <ErrorNote error={error} />}
      <Progress attempt={attempt} />
      {org && attempt.phase === 'failed' && (
        <AppIntegrationHelp org={org} errorCode={attempt.error.code} />
      )}
    </Dialog>
  );
}

function Progress({ attempt }: { readonly attempt: SignOutView }): ReactElement {
  switch (attempt.phase) {
    case 'preparing':
      return (
        <p className="progress-line">
          <Spinner /> {words.phase.preparing}
        </p>
      );
    case 'waiting_for_browser':
      return (
        <WaitingForBrowser
          of="signOut"
          attempt={attempt}
          title={words.phase.waiting_for_browser}
          hint={words.waitingHint(attempt.orgName)}
        />
      );
    case 'done':
      return (
        <div className="waiting">
          <p className="progress-line">
            <ValidIcon className="tone-good" /> {words.phase.done}
          </p>
          <p className="muted">
            {words.doneHint(attempt.person ?? strings.account.unnamed, attempt.orgName)}
          </p>
        </div>
      );
    case 'failed':
      return <ErrorNote error={attempt.error} />;
  }
}
