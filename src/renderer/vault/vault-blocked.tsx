import { useState, type ReactElement } from 'react';
import type { ErrorCode, ViewError } from '../../shared/error-catalogue.ts';
import { Button } from '../components/button.tsx';
import { ErrorDetails, ErrorNote } from '../components/error-note.tsx';
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

/** The errors whose title says all that their message says. */
const toldByTitle: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'keychain_locked',
  'vault_key_missing',
  'vault_in_use',
  'vault_newer_format',
  'disk_full',
]);

/** The vault cannot be opened: why, that nothing is lost, and what to do. */
export function VaultBlocked({ error }: { readonly error: ViewError }): ReactElement {
  const retry = useCommand('vault.retry');
  const [isStarting, setStarting] = useState(false);
  return (
    <div className="panel">
      <LockIcon className="panel-icon" />
      <div className="panel-words" role="alert">
        <h2 className="panel-title">{titles[error.code] ?? words.title}</h2>
        <div className="panel-text">
          {!toldByTitle.has(error.code) && <p>{error.message}</p>}
          {nextSteps(error).map((step) => (
            <p key={step}>{step}</p>
          ))}
          <ErrorDetails error={error} />
        </div>
      </div>
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

function nextSteps({ repair, next }: ViewError): readonly string[] {
  return repair === 'unlock_keychain' ? words.lockedHow : [next];
}
