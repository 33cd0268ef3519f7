import type { ReactElement } from 'react';
import type { VaultView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { KeyIcon, RestoreIcon, SaveIcon } from '../components/icons.tsx';
import { useServices, type OpenDialog } from '../services.ts';
import { strings } from '../strings.ts';
import { KeyChangeProgress } from '../vault/key-change-progress.tsx';
import { KeyMissingNotice } from '../vault/key-missing-notice.tsx';

const words = strings.vault.section;
const settings: OpenDialog = { kind: 'settings' };

/** Backups and the key of the vault; nothing while the vault is not open. */
export function VaultSection({ vault }: { readonly vault: VaultView }): ReactElement | null {
  const { openDialog } = useServices();
  if (vault.kind !== 'ready') return null;
  return (
    <section className="settings-section">
      <div>
        <div className="settings-head">
          <h3 className="settings-title">{words.title}</h3>
          <Button
            look="quiet"
            label={words.ended}
            onPress={() => {
              openDialog({ kind: 'ended', from: settings });
            }}
          />
        </div>
        <p className="field-hint">{words.hint}</p>
      </div>
      {vault.keyIsMissing && <KeyMissingNotice />}
      {vault.keyChange !== null && <KeyChangeProgress progress={vault.keyChange} />}
      <div className="button-line">
        <Button
          icon={SaveIcon}
          label={words.backUp}
          onPress={() => {
            openDialog({ kind: 'back_up', from: settings });
          }}
        />
        <Button
          icon={RestoreIcon}
          label={words.restore}
          onPress={() => {
            openDialog({ kind: 'restore', from: settings });
          }}
        />
        {vault.keyChange === null && (
          <Button
            icon={KeyIcon}
            label={words.changeKey}
            onPress={() => {
              openDialog({ kind: 'change_key', from: settings });
            }}
          />
        )}
      </div>
    </section>
  );
}
