import type { ReactElement } from 'react';
import type { AccountView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { personName } from './account-names.ts';

interface RemoveDialogProps {
  readonly account: AccountView;
  readonly onClose: () => void;
  /** The account is gone. */
  readonly onRemoved: () => void;
}

/** Asks before an account is forgotten on this device, and tells that its tokens live on. */
export function RemoveDialog({ account, onClose, onRemoved }: RemoveDialogProps): ReactElement {
  const { openDialog } = useServices();
  const announce = useAnnounce();
  const remove = useCommand('accounts.remove');
  const name = personName(account);
  return (
    <Dialog
      role="alertdialog"
      title={strings.remove.title(name)}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus label={strings.common.cancel} onPress={onClose} />
          <Button
            look="danger"
            label={strings.remove.confirm}
            isPending={remove.isPending}
            onPress={() => {
              remove.run({ accountId: account.id }, () => {
                announce(strings.done.removed(name));
                onRemoved();
              });
            }}
          />
        </>
      }
    >
      {remove.error && <ErrorNote error={remove.error} />}
      <p className="muted">{strings.remove.org(account.org.name)}</p>
      <p>{strings.remove.body}</p>
      <p>
        {strings.remove.instead}{' '}
        <Button
          look="quiet"
          className="button-inline"
          label={strings.remove.revokeInstead}
          onPress={() => {
            openDialog({ kind: 'revoke', accountId: account.id });
          }}
        />
      </p>
    </Dialog>
  );
}
