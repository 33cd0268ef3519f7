import { useState, type ReactElement } from 'react';
import type { CommandOutput } from '../../shared/contract.ts';
import type { ViewError } from '../../shared/error-catalogue.ts';
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

/**
 * Asks before a session is ended at its org, and tells for each token what the org answered when one failed. When the org
 * cannot be reached, the person chooses to keep the account, or to remove it now and have it revoked later.
 */
export function RevokeDialog({ account, onClose, onRevoked }: RevokeDialogProps): ReactElement {
  const { openDialog } = useServices();
  const announce = useAnnounce();
  const revoke = useCommand('accounts.revoke');
  const removeNow = useCommand('accounts.removeAndRevokeLater');
  const [results, setResults] = useState<Results | null>(null);
  const name = personName(account);
  const org = account.org.name;
  const start = () => {
    removeNow.dismissError();
    revoke.run({ accountId: account.id }, (value) => {
      if (value.results.some(({ outcome }) => outcome === 'failed')) {
        setResults(value.results);
        return;
      }
      announce(strings.done.revoked(name));
      onRevoked();
    });
  };
  const removeAndRevokeLater = () => {
    removeNow.run({ accountId: account.id }, () => {
      announce(strings.done.revokedLater(name, org));
      onRevoked();
    });
  };
  const isUnreachable = isTransient(revoke.error) || hasTransientFailure(results);
  const nothing = nothingRevoked(revoke.error, results);
  const isUnsupported = revoke.error?.code === 'revocation_unsupported';
  return (
    <Dialog
      role="alertdialog"
      title={titleOf(name, results, nothing)}
      size="medium"
      onClose={onClose}
      footer={
        <>
          <Button autoFocus label={closeLabel(isUnreachable, results !== null)} onPress={onClose} />
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
              look={isUnreachable ? 'secondary' : 'danger'}
              label={
                isUnreachable || results !== null ? strings.common.tryAgain : strings.revoke.confirm
              }
              isPending={revoke.isPending}
              isDisabled={removeNow.isPending}
              onPress={start}
            />
          )}
          {isUnreachable && (
            <Button
              look="danger"
              label={strings.revoke.removeNow}
              isPending={removeNow.isPending}
              isDisabled={revoke.isPending}
              onPress={removeAndRevokeLater}
            />
          )}
        </>
      }
    >
      {removeNow.error && <ErrorNote error={removeNow.error} />}
      {nothing === null ? (
        <>
          {revoke.error && <ErrorNote error={revoke.error} />}
          {results !== null && <RevokeResults results={results} />}
        </>
      ) : (
        <ErrorNote error={{ ...nothing, message: nothingWords(nothing, org) }} />
      )}
      {isUnreachable && (
        <>
          <p>{strings.revoke.staysValid}</p>
          <p>{strings.revoke.laterHint}</p>
        </>
      )}
      {results === null && !isUnreachable && (
        <>
          <p>{strings.revoke.body(org)}</p>
          <p>{strings.revoke.network}</p>
          {account.hasIdToken && (
            <p>
              {strings.signOut.revokeHint(org)}{' '}
              <Button
                look="quiet"
                className="button-inline"
                label={strings.signOut.revokeFirst}
                onPress={() => {
                  openDialog({ kind: 'sign_out', accountId: account.id });
                }}
              />
            </p>
          )}
        </>
      )}
    </Dialog>
  );
}

/** The one reason why no token could be revoked; null when some were, when reasons differ, and before an answer. */
function nothingRevoked(error: ViewError | null, results: Results | null): ViewError | null {
  if (results !== null && !areAllFailed(results)) return null;
  if (error !== null) return isTransient(error) ? error : null;
  const reasons = results?.map((result) => result.error) ?? [];
  const [first = null] = reasons;
  return reasons.every((reason) => reason?.code === first?.code) ? first : null;
}

function areAllFailed(results: Results): boolean {
  return results.every(({ outcome }) => outcome === 'failed');
}

function nothingWords({ code, message }: ViewError, org: string): string {
  return code === 'network_unreachable'
    ? strings.revoke.unreachable(org)
    : strings.revoke.nothing(message);
}

function titleOf(name: string, results: Results | null, nothing: ViewError | null): string {
  if (nothing !== null) return strings.revoke.nothingTitle(name);
  if (results === null) return strings.revoke.title(name);
  return areAllFailed(results)
    ? strings.revoke.nothingTitle(name)
    : strings.revoke.resultTitle(name);
}

function closeLabel(isUnreachable: boolean, hasResults: boolean): string {
  if (isUnreachable) return strings.revoke.keep;
  return hasResults ? strings.common.close : strings.common.cancel;
}

/** True when the org may answer another time: the network, a limit, or a problem of its own. */
function isTransient(error: ViewError | null): boolean {
  return error?.class === 'transient';
}

function hasTransientFailure(results: Results | null): boolean {
  return results?.some(({ outcome, error }) => outcome === 'failed' && isTransient(error)) ?? false;
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
