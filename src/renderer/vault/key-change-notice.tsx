import type { ReactElement } from 'react';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { KeyIcon, RefreshIcon, WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { strings } from '../strings.ts';
import { KeyChangeProgress, type KeyChange } from './key-change-progress.tsx';
import type { ChangeOfKey } from './use-change-of-key.ts';

const words = strings.vault.changeKey;

interface KeyChangeNoticeProps {
  readonly change: ChangeOfKey;
  readonly progress: KeyChange;
}

/** A change of the key that goes on without its dialog, or ended without it in a way that has to be known. */
export function KeyChangeNotice({ change, progress }: KeyChangeNoticeProps): ReactElement | null {
  if (progress !== null) {
    return (
      <Notice
        icon={KeyIcon}
        title={words.running}
        body={<KeyChangeProgress progress={progress} />}
      />
    );
  }
  if (change.end === 'old_key_kept') {
    return (
      <Notice tone="notice" icon={WarningIcon} title={words.doneTitle} body={words.doneForOpened}>
        <Button label={strings.common.dismiss} onPress={change.dismissEnd} />
      </Notice>
    );
  }
  if (change.error === null) return null;
  return (
    <ErrorNote error={change.error} onDismiss={change.dismissError}>
      <Button
        icon={RefreshIcon}
        label={strings.common.tryAgain}
        onPress={() => {
          change.run();
        }}
      />
    </ErrorNote>
  );
}
