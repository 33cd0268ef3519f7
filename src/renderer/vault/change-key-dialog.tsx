import { useState, type ReactElement } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { KeyIcon, ValidIcon, WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { strings } from '../strings.ts';
import { KeyChangeProgress, type KeyChange } from './key-change-progress.tsx';
import type { ChangeOfKey, EndOfChange } from './use-change-of-key.ts';

const words = strings.vault.changeKey;

interface ChangeKeyDialogProps {
  /** Outlives this dialog, so that an end without it is told too. */
  readonly change: ChangeOfKey;
  readonly progress: KeyChange;
  readonly onClose: () => void;
}

/** Asks before the vault's key is changed, then follows the change. */
export function ChangeKeyDialog({ change, progress, onClose }: ChangeKeyDialogProps): ReactElement {
  // Only an end of its own: an earlier one that nobody has dismissed does not stand in the way of a new question.
  const [end, setEnd] = useState<EndOfChange | null>(null);
  if (end !== null) {
    const close = () => {
      change.dismissEnd();
      onClose();
    };
    return (
      <Dialog
        title={words.finished}
        onClose={close}
        footer={<Button autoFocus look="primary" label={strings.common.done} onPress={close} />}
      >
        {end === 'old_key_kept' ? (
          <Notice
            tone="notice"
            icon={WarningIcon}
            title={words.doneTitle}
            body={words.doneForOpened}
          />
        ) : (
          <Notice icon={ValidIcon} title={words.doneTitle} body={words.done} />
        )}
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
          <Button
            look="primary"
            icon={KeyIcon}
            label={words.confirm}
            onPress={() => {
              change.run(setEnd);
            }}
          />
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
