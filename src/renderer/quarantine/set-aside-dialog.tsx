import type { ReactElement } from 'react';
import type { QuarantinedView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { quarantinedName } from './quarantined-name.ts';

const words = strings.quarantined;

interface SetAsideDialogProps {
  readonly record: QuarantinedView;
  readonly onClose: () => void;
}

/** Asks before a record that cannot be opened is moved out of the vault, and tells where it is kept. */
export function SetAsideDialog({ record, onClose }: SetAsideDialogProps): ReactElement {
  const announce = useAnnounce();
  const setAside = useCommand('vault.setQuarantinedAside');
  const name = quarantinedName(record);
  return (
    <Dialog
      role="alertdialog"
      title={words.confirmTitle(name)}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus label={strings.common.cancel} onPress={onClose} />
          <Button
            look="danger"
            label={words.confirm}
            isPending={setAside.isPending}
            onPress={() => {
              setAside.run({ fileName: record.fileName }, () => {
                announce(words.wasSetAside(name));
                onClose();
              });
            }}
          />
        </>
      }
    >
      {setAside.error && <ErrorNote error={setAside.error} />}
      <p>{words.confirmBody}</p>
      <p>{words.confirmHint}</p>
    </Dialog>
  );
}
