import type { ReactElement } from 'react';
import type { SignInView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RefreshIcon, SaveIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { SignInProgress } from './sign-in-progress.tsx';

const words = strings.signIn;

interface SignInDialogProps {
  readonly title: string;
  readonly attempt: SignInView;
  /** Closes the dialog; the attempt goes on. */
  readonly onClose: () => void;
  /** The same sign-in was started again under another id. */
  readonly onRestarted: (attemptId: string) => void;
}

/** Follows one sign-in attempt, which the main process drives. */
export function SignInDialog({
  title,
  attempt,
  onClose,
  onRestarted,
}: SignInDialogProps): ReactElement {
  const { send } = useServices();
  const cancel = useCommand('signIn.cancel');
  const dismiss = useCommand('signIn.dismiss');
  const retrySave = useCommand('signIn.retrySave');
  const start = useCommand('signIn.start');
  const input = { attemptId: attempt.id };
  const error = cancel.error ?? dismiss.error ?? retrySave.error ?? start.error;
  const hasFailed = attempt.phase === 'failed';
  const canCancel = attempt.phase === 'preparing' || attempt.phase === 'waiting_for_browser';
  const giveUp = () => {
    dismiss.run(input, onClose);
  };
  // A session that waits to be saved is lost only when the person says so: closing leaves it in its banner.
  const holdsSession = attempt.phase === 'failed' && attempt.canRetrySave;
  const close = hasFailed && !holdsSession ? giveUp : onClose;
  const startOver = () => {
    const { orgId, tags, accountId } = attempt;
    start.run({ orgId, tags, accountId }, ({ attemptId }) => {
      dismiss.run(input);
      onRestarted(attemptId);
    });
  };
  return (
    <Dialog
      title={title}
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
              <Button
                look="primary"
                icon={RefreshIcon}
                label={words.startOver}
                isPending={start.isPending}
                onPress={startOver}
              />
            )}
          </>
        ) : canCancel ? (
          <Button
            label={words.cancel}
            isPending={cancel.isPending}
            onPress={() => {
              cancel.run(input, () => {
                // Whoever cancels has seen the end; an attempt that is gone already is fine.
                void send('signIn.dismiss', input);
                onClose();
              });
            }}
          />
        ) : null
      }
    >
      {error && <ErrorNote error={error} />}
      <SignInProgress attempt={attempt} />
      {holdsSession && <p>{words.unsavedHint}</p>}
    </Dialog>
  );
}
