import { useState, type ReactElement } from 'react';
import type { OrgView, QuarantinedView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RefreshIcon, RestoreIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { useFocusInDialog } from '../focus-return.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { QuarantinedItem } from './quarantined-item.tsx';
import { SetAsideDialog } from './set-aside-dialog.tsx';

const words = strings.quarantined;

interface QuarantineDialogProps {
  readonly quarantined: readonly QuarantinedView[];
  readonly orgs: readonly OrgView[];
  readonly onClose: () => void;
}

/** Every record that could not be opened: what is known of it, and what can be done. */
export function QuarantineDialog({
  quarantined,
  orgs,
  onClose,
}: QuarantineDialogProps): ReactElement {
  const { openDialog } = useServices();
  const announce = useAnnounce();
  const lookAgain = useCommand('vault.retryQuarantined');
  const [cameBack, setCameBack] = useState<number | null>(null);
  const [settingAside, setSettingAside] = useState<QuarantinedView | null>(null);
  const look = () => {
    setCameBack(null);
    lookAgain.run({}, ({ opened }) => {
      setCameBack(opened);
      announce(words.cameBack(opened));
    });
  };
  useFocusInDialog(quarantined, settingAside);
  return (
    <Dialog
      title={words.dialogTitle}
      size="medium"
      onClose={onClose}
      footer={
        <>
          {quarantined.length > 0 && (
            <Button
              icon={RefreshIcon}
              label={words.lookAgain}
              isPending={lookAgain.isPending}
              onPress={look}
            />
          )}
          <Button
            look={quarantined.length > 0 ? 'primary' : 'secondary'}
            icon={RestoreIcon}
            label={words.restore}
            onPress={() => {
              openDialog({ kind: 'restore', from: { kind: 'quarantine' } });
            }}
          />
        </>
      }
    >
      {lookAgain.error && <ErrorNote error={lookAgain.error} />}
      {cameBack !== null && <p className="outcome">{words.cameBack(cameBack)}</p>}
      {quarantined.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <>
          <p>{words.body}</p>
          <ul className="cards" aria-label={words.list}>
            {quarantined.map((record) => (
              <QuarantinedItem
                key={record.fileName}
                record={record}
                orgs={orgs}
                onSetAside={setSettingAside}
              />
            ))}
          </ul>
        </>
      )}
      {settingAside && (
        <SetAsideDialog
          record={settingAside}
          onClose={() => {
            setSettingAside(null);
          }}
        />
      )}
    </Dialog>
  );
}
