import type { ReactElement } from 'react';
import type { AccountView } from '../../../shared/views.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { strings } from '../../strings.ts';
import { useCommand } from '../../use-command.ts';
import { personName } from '../account-names.ts';

const words = strings.details.presence;

interface PresenceQuestionProps {
  readonly account: AccountView;
  readonly onClose: () => void;
}

/** Asks before tokens are handed out without asking, where the computer cannot ask for the person's presence. */
export function PresenceQuestion({ account, onClose }: PresenceQuestionProps): ReactElement {
  const announce = useAnnounce();
  const setRequired = useCommand('accounts.setRequiresPresence');
  const name = personName(account);
  return (
    <Dialog
      role="alertdialog"
      title={words.question(name)}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus label={strings.common.cancel} onPress={onClose} />
          <Button
            look="danger"
            label={words.switchOff}
            isPending={setRequired.isPending}
            onPress={() => {
              setRequired.run({ accountId: account.id, required: false }, () => {
                announce(words.switchedOff(name));
                onClose();
              });
            }}
          />
        </>
      }
    >
      {setRequired.error && <ErrorNote error={setRequired.error} />}
      <p>{words.questionBody}</p>
    </Dialog>
  );
}
