import type { ReactElement } from 'react';
import type { OrgView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.orgs.settings;

interface RemoveOrgDialogProps {
  readonly org: OrgView;
  /** How many accounts were signed in with it. */
  readonly accountCount: number;
  readonly onClose: () => void;
}

/** Asks before an org profile is removed, and tells that its accounts stay. */
export function RemoveOrgDialog({
  org,
  accountCount,
  onClose,
}: RemoveOrgDialogProps): ReactElement {
  const announce = useAnnounce();
  const remove = useCommand('orgs.remove');
  return (
    <Dialog
      role="alertdialog"
      title={words.confirmRemove(org.name)}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus label={strings.common.cancel} onPress={onClose} />
          <Button
            look="danger"
            label={words.remove}
            isPending={remove.isPending}
            onPress={() => {
              remove.run({ orgId: org.id }, () => {
                announce(words.removed(org.name));
                onClose();
              });
            }}
          />
        </>
      }
    >
      {remove.error && <ErrorNote error={remove.error} />}
      <p>{words.confirmRemoveBody(accountCount)}</p>
      {accountCount > 0 && hasOwnNetwork(org) && <p>{words.confirmRemoveNetwork(accountCount)}</p>}
    </Dialog>
  );
}

/** Only a profile has such settings: an account without one takes those of the system. */
function hasOwnNetwork({ network }: OrgView): boolean {
  return network.proxy.kind !== 'system' || network.caFile !== null;
}
