import type { ReactElement } from 'react';
import type { SignInMethod } from '../../shared/contract.ts';
import type { OrgView, SignInView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RefreshIcon, SaveIcon, SettingsIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { SignInProgress } from './sign-in-progress.tsx';

const words = strings.signIn;

interface SignInDialogProps {
  readonly title: string;
  /** Whether an account that is still here is signed in again. */
  readonly isAgain: boolean;
  readonly attempt: SignInView;
  /** How it was started; null when that is not known. */
  readonly method: SignInMethod | null;
  /** The profile that is signed in with, or null when it was removed meanwhile. */
  readonly org: OrgView | null;
  /** Closes the dialog; the attempt goes on. */
  readonly onClose: () => void;
  /** The same sign-in was started again under another id. */
  readonly onRestarted: (attemptId: string, method: SignInMethod) => void;
}

/** Follows one sign-in attempt, which the main process drives. */
export function SignInDialog({
  title,
  isAgain,
  attempt,
  method,
  org,
  onClose,
  onRestarted,
}: SignInDialogProps): ReactElement {
  const { openDialog } = useServices();
  const cancel = useCommand('signIn.cancel');
  const dismiss = useCommand('signIn.dismiss');
  const retrySave = useCommand('signIn.retrySave');
  const start = useCommand('signIn.start');
  const input = { attemptId: attempt.id };
  const error = cancel.error ?? dismiss.error ?? retrySave.error ?? start.error;
  const hasFailed = attempt.phase === 'failed';
  const canCancel = ['preparing', 'waiting_for_browser', 'waiting_for_device'].includes(
    attempt.phase,
  );
  const giveUp = () => {
    dismiss.run(input, onClose);
  };
  // A session that waits to be saved is lost only when the person says so: closing leaves it in its banner.
  const holdsSession = attempt.phase === 'failed' && attempt.canRetrySave;
  const close = hasFailed && !holdsSession ? giveUp : onClose;
  const startOver = (again: SignInMethod) => {
    const { orgId, tags, accountId } = attempt;
    start.run({ orgId, tags, accountId, method: again }, ({ attemptId }) => {
      dismiss.run(input);
      onRestarted(attemptId, again);
    });
  };
  const chooseAnotherWay = () => {
    const { orgId, tags, accountId } = attempt;
    dismiss.run(input, () => {
      openDialog(
        isAgain && accountId !== null
          ? { kind: 'sign_in_again', accountId }
          : { kind: 'add_account', orgId, tags },
      );
    });
  };
  return (
    <Dialog
      title={title}
      size={needsRoom(attempt) ? 'medium' : 'small'}
      onClose={close}
      footer={
        hasFailed ? (
          <>
            {holdsSession && (
              <Button
                look="quiet"
                label={words.discard}
                isPending={dismiss.isPending}
                onPress={giveUp}
              />
            )}
            <Button
              label={strings.common.close}
              isPending={dismiss.isPending && !holdsSession}
              onPress={close}
            />
            {holdsSession ? (
              <Button
                look="primary"
                icon={SaveIcon}
                label={words.saveAgain}
                isPending={retrySave.isPending}
                onPress={() => {
                  retrySave.run(input);
                }}
              />
            ) : (
              <>
                <Button
                  look={method === null ? 'primary' : 'secondary'}
                  label={words.anotherWay}
                  onPress={chooseAnotherWay}
                />
                {method !== null && (
                  <Button
                    look="primary"
                    icon={RefreshIcon}
                    label={words.startOver}
                    isPending={start.isPending}
                    onPress={() => {
                      startOver(method);
                    }}
                  />
                )}
              </>
            )}
          </>
        ) : canCancel ? (
          <Button
            label={words.cancel}
            isPending={cancel.isPending}
            onPress={() => {
              // Should it have come further meanwhile, its end is told beside the accounts.
              cancel.run(input, onClose);
            }}
          />
        ) : null
      }
    >
      {error && <ErrorNote error={error} />}
      <SignInProgress attempt={attempt} org={org} />
      {org && attempt.phase === 'failed' && attempt.error.repair === 'check_org_settings' && (
        <div>
          <Button
            icon={SettingsIcon}
            label={strings.actions.checkOrg}
            onPress={() => {
              openDialog({
                kind: 'edit_org',
                orgId: org.id,
                errorCode: attempt.error.code,
                from: { kind: 'sign_in', attemptId: attempt.id },
              });
            }}
          />
        </div>
      )}
      {holdsSession && <p>{words.unsavedHint}</p>}
    </Dialog>
  );
}

/** A code to read off, and what to compare at the org, are wider than a line of progress. */
function needsRoom(attempt: SignInView): boolean {
  return (
    attempt.method === 'device' ||
    (attempt.phase === 'failed' && attempt.error.repair === 'check_org_settings')
  );
}
