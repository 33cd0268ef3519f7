import type { ReactElement } from 'react';
import type { RevocationView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.revocations;

interface GiveUpDialogProps {
  readonly revocation: RevocationView;
  /** The entry is about to leave the list, unless that fails. */
  readonly onStart: () => void;
  readonly onGivenUp: () => void;
  readonly onClose: () => void;
}

/** Asks before a revocation is given up, and tells what stays valid. */
export function GiveUpDialog({
  revocation,
  onStart,
  onGivenUp,
  onClose,
}: GiveUpDialogProps): ReactElement {
  const giveUp = useCommand('revocations.giveUp');
  const { id, person, orgName, remaining } = revocation;
  return (
    <Dialog
      role="alertdialog"
      title={words.confirmTitle(person ?? words.unnamed, orgName)}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus label={words.keepTrying} onPress={onClose} />
          <Button
            look="danger"
            label={words.confirm}
            isPending={giveUp.isPending}
            onPress={() => {
              onStart();
              giveUp.run({ revocationId: id }, () => {
                onGivenUp();
                onClose();
              });
            }}
          />
        </>
      }
    >
      {giveUp.error && <ErrorNote error={giveUp.error} />}
      <p>{words.confirmBody(remaining)}</p>
      <p>{words.confirmHint}</p>
    </Dialog>
  );
}
