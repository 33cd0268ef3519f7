import type { ReactElement } from 'react';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { KeyIcon, RefreshIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { strings } from '../strings.ts';
import type { Command } from '../use-command.ts';
import { KeyChangeProgress, type KeyChange } from './key-change-progress.tsx';

interface KeyChangeNoticeProps {
  readonly change: Command<'vault.changeKey'>;
  readonly progress: KeyChange;
}

/** A change of the key that goes on without its dialog, or failed without it. */
export function KeyChangeNotice({ change, progress }: KeyChangeNoticeProps): ReactElement | null {
  if (progress !== null) {
    return (
      <Notice
        icon={KeyIcon}
        title={strings.vault.changeKey.running}
        body={<KeyChangeProgress progress={progress} />}
      />
    );
  }
  if (change.error === null) return null;
  return (
    <ErrorNote error={change.error} onDismiss={change.dismissError}>
      <Button
        icon={RefreshIcon}
        label={strings.common.tryAgain}
        onPress={() => {
          change.run({});
        }}
      />
    </ErrorNote>
  );
}
