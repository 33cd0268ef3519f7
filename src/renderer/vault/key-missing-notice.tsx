import type { ReactElement } from 'react';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { KeyIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.vault.keyMissing;

/** The keychain has lost the vault's key while the app still holds it: the one moment in which it can be put back. */
export function KeyMissingNotice(): ReactElement {
  const announce = useAnnounce();
  const restoreKey = useCommand('vault.restoreKey');
  return (
    <>
      {restoreKey.error && <ErrorNote error={restoreKey.error} />}
      <Notice tone="notice" icon={KeyIcon} title={words.title} body={words.body}>
        <Button
          look="primary"
          label={words.action}
          isPending={restoreKey.isPending}
          onPress={() => {
            restoreKey.run({}, () => {
              announce(words.done);
            });
          }}
        />
      </Notice>
    </>
  );
}
