import { useState, type ReactElement } from 'react';
import type { CommandOutput } from '../../shared/contract.ts';
import type { AccountView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { CheckIcon, ErrorIcon, RemoveIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { personName } from './account-names.ts';

type Results = CommandOutput<'accounts.revoke'>['results'];

interface RevokeDialogProps {
  readonly account: AccountView;
  readonly onClose: () => void;
  /** Everything was revoked, and the account is gone. */
  readonly onRevoked: () => void;
}

/** Asks before a session is ended at its org, and tells for each token what the org answered when one failed. */
export function RevokeDialog({ account, onClose, onRevoked }: RevokeDialogProps): ReactElement {
  const { openDialog } = useServices();
  const announce = useAnnounce();
  const revoke = useCommand('accounts.revoke');
  const [results, setResults] = useState<Results | null>(null);
  const name = personName(account);
  const start = () => {
    revoke.run({ accountId: account.id }, (value) => {
      if (value.results.some(({ outcome }) => outcome === 'failed')) {
        setResults(value.results);
        return;
      }
      announce(strings.done.revoked(name));
      onRevoked();
    });
  };
  const isUnsupported = revoke.error?.code === 'revocation_unsupported';
  return (
    <Dialog
      role="alertdialog"
      title={results === null ? strings.revoke.title(name) : strings.revoke.resultTitle(name)}
      onClose={onClose}
      footer={
        <>
          <Button
            autoFocus
            label={results === null ? strings.common.cancel : strings.common.close}
            onPress={onClose}
          />
          {isUnsupported ? (
            <Button
              icon={RemoveIcon}
              label={strings.actions.remove}
              onPress={() => {
                openDialog({ kind: 'remove', accountId: account.id });
              }}
            />
          ) : (
            <Button
              look="danger"
              label={results === null ? strings.revoke.confirm : strings.common.tryAgain}
              isPending={revoke.isPending}
              onPress={start}
            />
          )}
        </>
      }
    >
      {revoke.error && <ErrorNote error={revoke.error} />}
      {results === null ? (
        <>
          <p>{strings.revoke.body(account.org.name)}</p>
          <p>{strings.revoke.network}</p>
        </>
      ) : (
        <RevokeResults results={results} />
      )}
    </Dialog>
  );
}

function RevokeResults({ results }: { readonly results: Results }): ReactElement {
  return (
    <>
      <p>{strings.revoke.resultBody}</p>
      <ul className="results" aria-label={strings.revoke.results}>
        {results.map((result) => (
          <li key={result.kind} className="result">
            <p className="result-line">
              {result.outcome === 'failed' ? (
                <ErrorIcon className="tone-bad" />
              ) : (
                <CheckIcon className="tone-good" />
              )}
              <span className="result-token">{strings.revoke.token[result.kind]}</span>
              <span className="muted">{strings.revoke.outcome[result.outcome]}</span>
            </p>
            {result.error && <ErrorNote error={result.error} />}
          </li>
        ))}
      </ul>
    </>
  );
}
