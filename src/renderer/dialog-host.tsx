import { useState, type ReactElement } from 'react';
import type { AccountView, FrameView, OrgView } from '../shared/views.ts';
import { personName } from './accounts/account-names.ts';
import { EditTagsDialog } from './accounts/edit-tags-dialog.tsx';
import { knownTags } from './accounts/known-tags.ts';
import { RemoveDialog } from './accounts/remove-dialog.tsx';
import { RevokeDialog } from './accounts/revoke-dialog.tsx';
import { OrgFormDialog } from './orgs/org-form.tsx';
import { useServices, type OpenDialog } from './services.ts';
import { SignInHost } from './sign-in/sign-in-host.tsx';
import type { AskedAccounts } from './sign-in/someone-else.ts';
import { StartAgainDialog, StartDialog } from './sign-in/start-dialog.tsx';
import { strings } from './strings.ts';
import { useRareDialogs } from './use-rare-dialogs.ts';
import { keyChangeOf } from './vault/key-change-progress.tsx';
import type { ChangeOfKey } from './vault/use-change-of-key.ts';

interface DialogHostProps {
  readonly dialog: OpenDialog;
  readonly frame: FrameView;
  readonly accounts: readonly AccountView[];
  readonly asked: AskedAccounts;
  readonly changeKey: ChangeOfKey;
}

/** Renders the dialog that is open. */
export function DialogHost(props: DialogHostProps): ReactElement | null {
  const { dialog, frame, accounts, asked } = props;
  const { openDialog, closeDialog } = useServices();
  const follow = (attemptId: string) => {
    openDialog({ kind: 'sign_in', attemptId });
  };
  switch (dialog.kind) {
    case 'add_account': {
      const [first, ...others] = frame.orgs;
      if (first === undefined) {
        return <OrgForm dialog={{ kind: 'add_org', prefill: {}, from: null }} frame={frame} />;
      }
      return (
        <StartDialog
          orgs={[first, ...others]}
          preferredOrgId={dialog.orgId}
          knownTags={knownTags(accounts)}
          onClose={closeDialog}
          onAddOrg={() => {
            openDialog({ kind: 'add_org', prefill: {}, from: dialog });
          }}
          onStarted={follow}
        />
      );
    }
    case 'add_org':
      return <OrgForm dialog={dialog} frame={frame} />;
    case 'sign_in':
      return (
        <SignInHost
          attemptId={dialog.attemptId}
          attempts={frame.signIns}
          accounts={accounts}
          asked={asked}
          onClose={closeDialog}
          onRestarted={follow}
        />
      );
    case 'sign_in_again':
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

interface RareDialogProps extends Omit<DialogHostProps, 'asked'> {
  readonly dialog: Extract<
    OpenDialog,
    {
      kind:
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
    case 'settings':
      return (
        <rare.SettingsDialog
          frame={frame}
          onClose={closeDialog}
          onAddOrg={() => {
            openDialog({ kind: 'add_org', prefill: {}, from: dialog });
          }}
        />
      );
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

interface OrgFormProps {
  readonly dialog: Extract<OpenDialog, { kind: 'add_org' }>;
  readonly frame: FrameView;
}

/** The org form; it goes back where it came from, and to the first sign-in when it came from nowhere. */
function OrgForm({ dialog, frame }: OrgFormProps): ReactElement {
  const { openDialog } = useServices();
  const goBack = useGoBack();
  const { from, prefill } = dialog;
  return (
    <OrgFormDialog
      prefill={prefill}
      redirectUris={frame.redirectUris}
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
  readonly onStarted: (attemptId: string) => void;
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
          title={strings.signIn.titleAgain(personName(account))}
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

/** The profile that made an account, or one that is equal to it. */
function profileOf(account: AccountView, orgs: readonly OrgView[]): OrgView | null {
  const { id, issuer, clientId } = account.org;
  return (
    orgs.find((org) => org.id === id) ??
    orgs.find((org) => org.issuer === issuer && org.clientId === clientId) ??
    null
  );
}
