import { useState, type ReactElement } from 'react';
import type { AccountView, FrameView, OrgView } from '../shared/views.ts';
import { EditTagsDialog } from './accounts/edit-tags-dialog.tsx';
import { knownTags } from './accounts/known-tags.ts';
import { RemoveDialog } from './accounts/remove-dialog.tsx';
import { RevokeDialog } from './accounts/revoke-dialog.tsx';
import { duplicateOf } from './orgs/org-draft.ts';
import { useServices, type OpenDialog } from './services.ts';
import { SignInHost } from './sign-in/sign-in-host.tsx';
import type { SignInMethod } from '../shared/contract.ts';
import { StartAgainDialog } from './sign-in/start-again-dialog.tsx';
import { StartDialog } from './sign-in/start-dialog.tsx';
import type { StartedMethods } from './sign-in/started-methods.ts';
import { useRareDialogs } from './use-rare-dialogs.ts';
import { keyChangeOf } from './vault/key-change-progress.tsx';
import type { ChangeOfKey } from './vault/use-change-of-key.ts';

interface DialogHostProps {
  readonly dialog: OpenDialog;
  readonly frame: FrameView;
  readonly accounts: readonly AccountView[];
  readonly methods: StartedMethods;
  readonly changeKey: ChangeOfKey;
}

/** Renders the dialog that is open. */
export function DialogHost(props: DialogHostProps): ReactElement | null {
  const { dialog, frame, accounts, methods } = props;
  const { openDialog, closeDialog } = useServices();
  const follow = (attemptId: string, method: SignInMethod) => {
    methods.remember(attemptId, method);
    openDialog({ kind: 'sign_in', attemptId });
  };
  switch (dialog.kind) {
    case 'add_account': {
      const [first, ...others] = frame.orgs;
      if (first === undefined) {
        return <AddOrg dialog={{ kind: 'add_org', prefill: {}, from: null }} />;
      }
      return (
        <StartDialog
          orgs={[first, ...others]}
          preferredOrgId={dialog.orgId}
          tags={dialog.tags ?? []}
          accounts={accounts}
          onClose={closeDialog}
          onAddOrg={() => {
            openDialog({ kind: 'add_org', prefill: {}, from: dialog });
          }}
          onStarted={follow}
        />
      );
    }
    case 'add_org':
      return <AddOrg dialog={dialog} />;
    case 'sign_in':
      return (
        <SignInHost
          attemptId={dialog.attemptId}
          attempts={frame.signIns}
          accounts={accounts}
          orgs={frame.orgs}
          methods={methods}
          onClose={closeDialog}
          onRestarted={follow}
        />
      );
    case 'sign_in_again':
    case 'sign_out':
    case 'copy_request':
    case 'revoke':
    case 'remove':
    case 'edit_tags':
      return (
        <AccountDialog
          key={`${dialog.kind} ${dialog.accountId}`}
          dialog={dialog}
          frame={frame}
          accounts={accounts}
          onStarted={follow}
        />
      );
    case 'signing_out':
    case 'edit_org':
    case 'settings':
    case 'revocations':
    case 'quarantine':
    case 'back_up':
    case 'restore':
    case 'change_key':
    case 'ended':
    case 'details':
      return <RareDialog {...props} dialog={dialog} />;
  }
}

interface RareDialogProps extends Omit<DialogHostProps, 'methods'> {
  readonly dialog: Extract<
    OpenDialog,
    {
      kind:
        | 'signing_out'
        | 'edit_org'
        | 'settings'
        | 'revocations'
        | 'quarantine'
        | 'back_up'
        | 'restore'
        | 'change_key'
        | 'ended'
        | 'details';
    }
  >;
}

/** A dialog that a start does not need; nothing until it is loaded. */
function RareDialog({ dialog, frame, accounts, changeKey }: RareDialogProps): ReactElement | null {
  const { openDialog, closeDialog } = useServices();
  const goBack = useGoBack();
  const rare = useRareDialogs();
  if (rare === null) return null;
  switch (dialog.kind) {
    case 'signing_out':
      return (
        <rare.SignOutHost
          attemptId={dialog.attemptId}
          attempts={frame.signOuts}
          orgOf={(accountId) => {
            const account = accounts.find(({ id }) => id === accountId);
            return account ? profileOf(account, frame.orgs) : null;
          }}
          onClose={closeDialog}
          onRestarted={(attemptId) => {
            openDialog({ kind: 'signing_out', attemptId });
          }}
        />
      );
    case 'edit_org':
      return (
        <rare.EditOrgDialog
          key={dialog.orgId}
          org={frame.orgs.find(({ id }) => id === dialog.orgId)}
          accountCount={accounts.filter(({ org }) => org.id === dialog.orgId).length}
          errorCode={dialog.errorCode}
          onClose={goBack(dialog.from)}
          onDuplicate={(org) => {
            openDialog({ kind: 'add_org', prefill: duplicateOf(org), from: dialog.from });
          }}
        />
      );
    case 'settings':
      return <rare.SettingsDialog frame={frame} accounts={accounts} onClose={closeDialog} />;
    case 'revocations':
      return <rare.RevocationsDialog revocations={frame.revocations} onClose={closeDialog} />;
    case 'quarantine':
      return (
        <rare.QuarantineDialog
          quarantined={frame.quarantined}
          orgs={frame.orgs}
          onClose={closeDialog}
        />
      );
    case 'back_up':
      return <rare.BackUpDialog onClose={goBack(dialog.from)} />;
    case 'restore':
      return <rare.RestoreDialog onClose={goBack(dialog.from)} />;
    case 'change_key':
      return (
        <rare.ChangeKeyDialog
          change={changeKey}
          progress={keyChangeOf(frame.vault)}
          onClose={goBack(dialog.from)}
        />
      );
    case 'ended':
      return <rare.EndedDialog onClose={goBack(dialog.from)} />;
    case 'details':
      return (
        <rare.DetailsDialog
          key={dialog.accountId}
          account={accounts.find(({ id }) => id === dialog.accountId)}
          frame={frame}
          onClose={closeDialog}
        />
      );
  }
}

/** What closes a dialog that came from another one: back to that, or to none. */
function useGoBack(): (from: OpenDialog | null) => () => void {
  const { openDialog, closeDialog } = useServices();
  return (from) => () => {
    if (from === null) closeDialog();
    else openDialog(from);
  };
}

interface AddOrgProps {
  readonly dialog: Extract<OpenDialog, { kind: 'add_org' }>;
}

/** Adds an org; it goes back where it came from, and to the first sign-in when it came from nowhere. */
function AddOrg({ dialog }: AddOrgProps): ReactElement | null {
  const { openDialog } = useServices();
  const goBack = useGoBack();
  const rare = useRareDialogs();
  const { from, prefill } = dialog;
  if (rare === null) return null;
  return (
    <rare.AddOrgDialog
      prefill={prefill}
      onClose={goBack(from)}
      onAdded={(orgId) => {
        openDialog(
          from === null || from.kind === 'add_account' ? { kind: 'add_account', orgId } : from,
        );
      }}
    />
  );
}

interface AccountDialogProps {
  readonly dialog: Exclude<Extract<OpenDialog, { accountId: string }>, { kind: 'details' }>;
  readonly frame: FrameView;
  readonly accounts: readonly AccountView[];
  readonly onStarted: (attemptId: string, method: SignInMethod) => void;
}

/** A dialog about one account. It keeps the account as it was, as the account may be gone before the dialog is. */
function AccountDialog({
  dialog,
  frame,
  accounts,
  onStarted,
}: AccountDialogProps): ReactElement | null {
  const { openDialog, closeDialog } = useServices();
  const [account] = useState(() => accounts.find(({ id }) => id === dialog.accountId));
  if (account === undefined) return null;
  switch (dialog.kind) {
    case 'sign_out':
    case 'copy_request':
      return <RareAccountDialog kind={dialog.kind} account={account} />;
    case 'revoke':
      return <RevokeDialog account={account} onClose={closeDialog} onRevoked={closeDialog} />;
    case 'remove':
      return <RemoveDialog account={account} onClose={closeDialog} onRemoved={closeDialog} />;
    case 'edit_tags':
      return <EditTagsDialog account={account} known={knownTags(accounts)} onClose={closeDialog} />;
    case 'sign_in_again':
      return (
        <StartAgainDialog
          account={account}
          org={profileOf(account, frame.orgs)}
          accounts={accounts}
          onClose={closeDialog}
          onAddOrg={() => {
            const { name, issuer, clientId } = account.org;
            const prefill = { name, issuer, clientId, scopes: account.scopes };
            openDialog({ kind: 'add_org', prefill, from: dialog });
          }}
          onStarted={onStarted}
        />
      );
  }
}

interface RareAccountDialogProps {
  readonly kind: 'sign_out' | 'copy_request';
  readonly account: AccountView;
}

/** A dialog about one account that a start does not need; nothing until it is loaded. */
function RareAccountDialog({ kind, account }: RareAccountDialogProps): ReactElement | null {
  const { openDialog, closeDialog } = useServices();
  const rare = useRareDialogs();
  if (rare === null) return null;
  switch (kind) {
    case 'sign_out':
      return (
        <rare.SignOutDialog
          account={account}
          onClose={closeDialog}
          onStarted={(attemptId) => {
            openDialog({ kind: 'signing_out', attemptId });
          }}
        />
      );
    case 'copy_request':
      return <rare.CopyRequestDialog account={account} onClose={closeDialog} />;
  }
}

/** The profile that made an account, or one that is equal to it. */
function profileOf(account: AccountView, orgs: readonly OrgView[]): OrgView | null {
  const { id, issuer, clientId } = account.org;
  return (
    orgs.find((org) => org.id === id) ??
    orgs.find((org) => org.issuer === issuer && org.clientId === clientId) ??
    null
  );
}
