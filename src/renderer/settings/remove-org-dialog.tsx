import type { ReactElement } from 'react';
import type { OrgView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.settings;

interface RemoveOrgDialogProps {
  readonly org: OrgView;
  readonly onClose: () => void;
}

/** Asks before an org profile is removed, and tells that its accounts stay. */
export function RemoveOrgDialog({ org, onClose }: RemoveOrgDialogProps): ReactElement {
  const announce = useAnnounce();
  const remove = useCommand('orgs.remove');
  return (
    <Dialog
      role="alertdialog"
      title={words.confirmRemoveOrg(org.name)}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus label={strings.common.cancel} onPress={onClose} />
          <Button
            look="danger"
            label={words.confirmRemove}
            isPending={remove.isPending}
            onPress={() => {
              remove.run({ orgId: org.id }, () => {
                announce(words.orgRemoved(org.name));
                onClose();
              });
            }}
          />
        </>
      }
    >
      {remove.error && <ErrorNote error={remove.error} />}
      <p>{words.confirmRemoveOrgBody}</p>
    </Dialog>
  );
}
