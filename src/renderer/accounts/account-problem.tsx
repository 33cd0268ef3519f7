import type { ReactElement } from 'react';
import type { ViewError } from '../../shared/error-catalogue.ts';
import type { AccountView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RefreshIcon, RemoveIcon, SettingsIcon, SignInIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { personName } from './account-names.ts';
import type { RowAction } from './row-actions.ts';
import { useRowStatus, useRunAction } from './use-row-actions.ts';

/** Why the last action of an account failed, and the buttons that repair it. */
export function AccountProblem({
  account,
}: {
  readonly account: AccountView;
}): ReactElement | null {
  const { rowActions } = useServices();
  const { failed } = useRowStatus(account.id);
  // What the main process keeps says the same as the reply of the action: show it once.
  const isKept = failed === null || failed.error.code === account.problem?.code;
  const error = isKept ? account.problem : failed.error;
  if (error === null) return null;
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
      <RepairButton account={account} error={error} lastAction={failed?.action ?? 'refresh'} />
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
              openDialog({ kind: 'settings' });
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
