import type { ReactElement } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { strings } from '../strings.ts';

const words = strings.orgs.edit;

/** Says that an org profile was removed before it could be shown. */
export function GoneOrgDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Dialog
      title={words.gone}
      onClose={onClose}
      footer={<Button look="primary" label={strings.common.close} onPress={onClose} autoFocus />}
    >
      <p>{words.goneBody}</p>
    </Dialog>
  );
}
