import { useState, type ReactElement } from 'react';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { KeyIcon, ValidIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { strings } from '../strings.ts';
import type { Command } from '../use-command.ts';
import { KeyChangeProgress, type KeyChange } from './key-change-progress.tsx';

const words = strings.vault.changeKey;

interface ChangeKeyDialogProps {
  /** Outlives this dialog, so that an end without it is told too. */
  readonly change: Command<'vault.changeKey'>;
  readonly progress: KeyChange;
  readonly onClose: () => void;
}

/** Asks before the vault's key is changed, then follows the change. */
export function ChangeKeyDialog({ change, progress, onClose }: ChangeKeyDialogProps): ReactElement {
  const announce = useAnnounce();
  const [isDone, setDone] = useState(false);
  const start = () => {
    change.run({}, () => {
      setDone(true);
      announce(words.done);
    });
  };
  if (isDone) {
    return (
      <Dialog
        title={words.finished}
        onClose={onClose}
        footer={<Button autoFocus look="primary" label={strings.common.done} onPress={onClose} />}
      >
        <Notice icon={ValidIcon} title={words.doneTitle} body={words.done} />
        <p>{words.backupsStay}</p>
      </Dialog>
    );
  }
  if (change.isPending || progress !== null) {
    return (
      <Dialog
        title={words.running}
        onClose={onClose}
        footer={<Button autoFocus label={words.hide} onPress={onClose} />}
      >
        <KeyChangeProgress progress={progress} />
        <p>{words.meanwhile}</p>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus label={strings.common.cancel} onPress={onClose} />
          <Button look="primary" icon={KeyIcon} label={words.confirm} onPress={start} />
        </>
      }
    >
      {change.error && <ErrorNote error={change.error} />}
      <p>{words.body}</p>
      <p>{words.when}</p>
      <p>{words.backupsStay}</p>
    </Dialog>
  );
}
