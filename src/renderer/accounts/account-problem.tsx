import type { ReactElement } from 'react';
import { describeError, type ViewError } from '../../shared/error-catalogue.ts';
import type { AccountView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import {
  RefreshIcon,
  RemoveIcon,
  SaveIcon,
  SettingsIcon,
  SignInIcon,
} from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { personName } from './account-names.ts';
import type { RowAction } from './row-actions.ts';
import { useRowStatus, useRunAction } from './use-row-actions.ts';

/** Why the last action of an account failed or that it is not saved, and the buttons that repair it. */
export function AccountProblem({
  account,
}: {
  readonly account: AccountView;
}): ReactElement | null {
  const { rowActions } = useServices();
  const { failed } = useRowStatus(account.id);
  // What the main process keeps says the same as the reply of the action: show it once.
  const kept = account.problem ?? (account.unsaved ? describeError('token_unsaved') : null);
  const isKept = failed === null || failed.error.code === kept?.code;
  const error = isKept ? kept : failed.error;
  if (error === null) return null;
  const lastAction = failed?.action ?? (error.code === 'token_unsaved' ? 'save_now' : 'refresh');
  return (
    <ErrorNote
      error={error}
      live="off"
      label={strings.account.problem(personName(account))}
      {...(isKept
        ? {}
        : {
            onDismiss: () => {
              rowActions.dismissFailure(account.id);
            },
          })}
    >
      {account.unsaved && <SaveNow account={account} />}
      {!(account.unsaved && lastAction === 'save_now') && (
        <RepairButton account={account} error={error} lastAction={lastAction} />
      )}
    </ErrorNote>
  );
}

interface RepairButtonProps {
  readonly account: AccountView;
  readonly error: ViewError;
  readonly lastAction: RowAction;
}

/** The one button that fits the error. */
function RepairButton({ account, error, lastAction }: RepairButtonProps): ReactElement | null {
  const { openDialog } = useServices();
  const { pending } = useRowStatus(account.id);
  const run = useRunAction();
  if (error.code === 'revocation_unsupported') {
    return (
      <Button
        icon={RemoveIcon}
        label={strings.problem.localRemoval}
        onPress={() => {
          openDialog({ kind: 'remove', accountId: account.id });
        }}
      />
    );
  }
  switch (error.repair) {
    case 'sign_in_again':
      return (
        <Button
          look="primary"
          icon={SignInIcon}
          label={strings.actions.signInAgain}
          name={strings.actions.signInAgainOf(personName(account))}
          onPress={() => {
            openDialog({ kind: 'sign_in_again', accountId: account.id });
          }}
        />
      );
    case 'check_org_settings':
      return (
        <>
          <Button
            icon={SettingsIcon}
            label={strings.actions.checkOrg}
            onPress={() => {
              openDialog(
                account.org.id === null
                  ? { kind: 'settings' }
                  : {
                      kind: 'edit_org',
                      orgId: account.org.id,
                      errorCode: error.code,
                      from: null,
                    },
              );
            }}
          />
          <TryAgain
            isPending={pending === lastAction}
            onPress={() => {
              run(account, lastAction);
            }}
          />
        </>
      );
    case 'retry':
    case 'wait_and_retry':
    case 'unlock_keychain':
    case 'free_disk_space':
    case 'start_new_vault':
    case 'restart_app':
      return (
        <TryAgain
          isPending={pending === lastAction}
          onPress={() => {
            run(account, lastAction);
          }}
        />
      );
    case 'check_input':
    case 'none':
      return null;
  }
}

/** Writes the tokens that are only in memory. */
function SaveNow({ account }: { readonly account: AccountView }): ReactElement {
  const { pending } = useRowStatus(account.id);
  const run = useRunAction();
  return (
    <Button
      look="primary"
      icon={SaveIcon}
      label={strings.actions.saveNow}
      name={strings.actions.saveNowOf(personName(account))}
      isPending={pending === 'save_now'}
      onPress={() => {
        run(account, 'save_now');
      }}
    />
  );
}

interface TryAgainProps {
  readonly isPending: boolean;
  readonly onPress: () => void;
}

function TryAgain({ isPending, onPress }: TryAgainProps): ReactElement {
  return (
    <Button
      icon={RefreshIcon}
      label={strings.common.tryAgain}
      isPending={isPending}
      onPress={onPress}
    />
  );
}
