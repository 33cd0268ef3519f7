import type { ReactElement } from 'react';
import type { ViewError } from '../../shared/error-catalogue.ts';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { LockIcon, RefreshIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.vault;

/** The vault cannot be opened: why, that nothing is lost, and what to do. */
export function VaultBlocked({ error }: { readonly error: ViewError }): ReactElement {
  const retry = useCommand('vault.retry');
  const isLocked = error.repair === 'unlock_keychain';
  return (
    <div className="panel">
      <LockIcon className="panel-icon" />
      <h2 className="panel-title">{isLocked ? words.locked : words.blocked}</h2>
      {isLocked && (
        <div className="panel-text">
          {words.lockedHow.map((step) => (
            <p key={step}>{step}</p>
          ))}
        </div>
      )}
      <ErrorNote error={error} />
      {retry.error && retry.error.code !== error.code && <ErrorNote error={retry.error} />}
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
    </div>
  );
}
