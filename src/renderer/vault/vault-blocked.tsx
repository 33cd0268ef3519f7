import { useState, type ReactElement } from 'react';
import type { ErrorCode, ViewError } from '../../shared/error-catalogue.ts';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { LockIcon, PlusIcon, RefreshIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { StartNewVaultDialog } from './start-new-vault-dialog.tsx';

const words = strings.vault.blocked;

/** What the screen says first, where that is more than that the accounts cannot be opened. */
const titles: Partial<Record<ErrorCode, string>> = {
  keychain_locked: words.locked,
  keychain_unavailable: words.keychain,
  keychain_denied: words.keychain,
  keychain_timed_out: words.keychain,
  vault_key_missing: words.keyMissing,
  vault_damaged: words.damaged,
  vault_in_use: words.inUse,
  vault_newer_format: words.newer,
  disk_full: words.diskFull,
  disk_write_failed: words.disk,
  disk_read_failed: words.disk,
};

/** The vault cannot be opened: why, that nothing is lost, and what to do. */
export function VaultBlocked({ error }: { readonly error: ViewError }): ReactElement {
  const retry = useCommand('vault.retry');
  const [isStarting, setStarting] = useState(false);
  return (
    <div className="panel">
      <LockIcon className="panel-icon" />
      <h2 className="panel-title">{titles[error.code] ?? words.title}</h2>
      {error.repair === 'unlock_keychain' && (
        <div className="panel-text">
          {words.lockedHow.map((step) => (
            <p key={step}>{step}</p>
          ))}
        </div>
      )}
      <ErrorNote error={error} />
      {retry.error && retry.error.code !== error.code && <ErrorNote error={retry.error} />}
      <div className="button-line">
        <Button
          autoFocus
          look="primary"
          icon={RefreshIcon}
          label={strings.common.tryAgain}
          isPending={retry.isPending}
          onPress={() => {
            retry.run({});
          }}
        />
        {error.repair === 'start_new_vault' && (
          <Button
            icon={PlusIcon}
            label={strings.vault.startNew.action}
            onPress={() => {
              setStarting(true);
            }}
          />
        )}
      </div>
      {isStarting && (
        <StartNewVaultDialog
          onClose={() => {
            setStarting(false);
          }}
        />
      )}
    </div>
  );
}
