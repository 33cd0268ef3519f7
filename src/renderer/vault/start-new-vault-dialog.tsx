import type { ReactElement } from 'react';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.vault.startNew;

/** Asks before a vault that cannot be opened is moved beside a new one, and tells that nothing is deleted. */
export function StartNewVaultDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const announce = useAnnounce();
  const startNew = useCommand('vault.startNew');
  return (
    <Dialog
      role="alertdialog"
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus label={strings.common.cancel} onPress={onClose} />
          <Button
            look="primary"
            label={words.confirm}
            isPending={startNew.isPending}
            onPress={() => {
              startNew.run({}, () => {
                announce(words.done);
                onClose();
              });
            }}
          />
        </>
      }
    >
      {startNew.error && <ErrorNote error={startNew.error} />}
      <p>{words.body}</p>
      <p>{words.then}</p>
    </Dialog>
  );
}
