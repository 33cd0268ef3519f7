import type { ReactElement } from 'react';
import type { AccountView } from '../../shared/views.ts';
import { personName } from '../accounts/account-names.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { BrowserIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.signOut;

interface SignOutDialogProps {
  readonly account: AccountView;
  readonly onClose: () => void;
  readonly onStarted: (attemptId: string) => void;
}

/** Tells what ends and what stays, before the session that the browser has at an org is ended. */
export function SignOutDialog({ account, onClose, onStarted }: SignOutDialogProps): ReactElement {
  const start = useCommand('signOut.start');
  return (
    <Dialog
      title={words.title(personName(account))}
      onClose={onClose}
      footer={
        <>
          <Button label={strings.common.cancel} onPress={onClose} />
          <Button
            autoFocus
            look="primary"
            icon={BrowserIcon}
            label={words.start}
            isPending={start.isPending}
            onPress={() => {
              start.run({ accountId: account.id }, ({ attemptId }) => {
                onStarted(attemptId);
              });
            }}
          />
        </>
      }
    >
      {start.error && <ErrorNote error={start.error} />}
      <p>{words.body(account.org.name)}</p>
      <p>
        {words.stays} {words.instead}
      </p>
    </Dialog>
  );
}
