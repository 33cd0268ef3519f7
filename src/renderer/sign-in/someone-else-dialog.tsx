import type { ReactElement } from 'react';
import type { SignInMethod } from '../../shared/contract.ts';
import type { SignInView } from '../../shared/views.ts';
import { personName } from '../accounts/account-names.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RefreshIcon, WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { namesOf, type SomeoneElse } from './someone-else.ts';

const words = strings.signIn.someoneElse;

interface SomeoneElseDialogProps {
  readonly attempt: SignInView;
  /** How it was started; null when that is not known. */
  readonly method: SignInMethod | null;
  readonly someoneElse: SomeoneElse;
  readonly onClose: () => void;
  /** The sign-in of the account that was asked for was started again under another id. */
  readonly onRestarted: (attemptId: string, method: SignInMethod) => void;
}

/** The end of a sign-in that was started for one account and came back with another. */
export function SomeoneElseDialog({
  attempt,
  method,
  someoneElse,
  onClose,
  onRestarted,
}: SomeoneElseDialogProps): ReactElement {
  const { openDialog, showAccount } = useServices();
  const dismiss = useCommand('signIn.dismiss');
  const start = useCommand('signIn.start');
  const error = dismiss.error ?? start.error;
  const { asked, came } = someoneElse;
  const names = namesOf(someoneElse);
  const input = { attemptId: attempt.id };
  const close = () => {
    dismiss.run(input, () => {
      onClose();
      showAccount(came.id);
    });
  };
  const tryAgain = () => {
    if (method === null) {
      dismiss.run(input, () => {
        openDialog({ kind: 'sign_in_again', accountId: asked.id });
      });
      return;
    }
    const { orgId } = attempt;
    start.run({ orgId, tags: asked.tags, accountId: asked.id, method }, ({ attemptId }) => {
      dismiss.run(input);
      onRestarted(attemptId, method);
    });
  };
  return (
    <Dialog
      title={strings.signIn.titleAgain(personName(asked))}
      onClose={close}
      footer={
        <>
          <Button label={strings.common.close} isPending={dismiss.isPending} onPress={close} />
          <Button
            look="primary"
            icon={RefreshIcon}
            label={strings.signIn.startOver}
            isPending={start.isPending}
            onPress={tryAgain}
          />
        </>
      }
    >
      {error && <ErrorNote error={error} />}
      <Notice
        tone="notice"
        icon={WarningIcon}
        title={words.title}
        body={words.body(names.came, names.asked)}
      />
      {attempt.method === 'browser' && (
        <p>
          {words.hint(attempt.orgName)}{' '}
          {came.hasIdToken && (
            <Button
              look="quiet"
              className="button-inline"
              label={strings.signOut.someoneElse}
              onPress={() => {
                openDialog({ kind: 'sign_out', accountId: came.id });
              }}
            />
          )}
        </p>
      )}
    </Dialog>
  );
}
