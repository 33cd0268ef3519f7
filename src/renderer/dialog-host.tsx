import { useState, type ReactElement } from 'react';
import type { AccountView, FrameView, OrgView } from '../shared/views.ts';
import { personName } from './accounts/account-names.ts';
import { EditTagsDialog } from './accounts/edit-tags-dialog.tsx';
import { knownTags } from './accounts/known-tags.ts';
import { RemoveDialog } from './accounts/remove-dialog.tsx';
import { RevokeDialog } from './accounts/revoke-dialog.tsx';
import { OrgFormDialog } from './orgs/org-form.tsx';
import { useServices, type OpenDialog } from './services.ts';
import { SettingsDialog } from './settings/settings-dialog.tsx';
import { SignInHost } from './sign-in/sign-in-host.tsx';
import type { AskedAccounts } from './sign-in/someone-else.ts';
import { StartAgainDialog, StartDialog } from './sign-in/start-dialog.tsx';
import { strings } from './strings.ts';

interface DialogHostProps {
  readonly dialog: OpenDialog;
  readonly frame: FrameView;
  readonly accounts: readonly AccountView[];
  readonly asked: AskedAccounts;
}

/** Renders the dialog that is open. */
export function DialogHost({ dialog, frame, accounts, asked }: DialogHostProps): ReactElement {
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
    case 'settings':
      return (
        <SettingsDialog
          frame={frame}
          onClose={closeDialog}
          onAddOrg={() => {
            openDialog({ kind: 'add_org', prefill: {}, from: dialog });
          }}
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
  }
}

interface OrgFormProps {
  readonly dialog: Extract<OpenDialog, { kind: 'add_org' }>;
  readonly frame: FrameView;
}

/** The org form; it goes back where it came from, and to the first sign-in when it came from nowhere. */
function OrgForm({ dialog, frame }: OrgFormProps): ReactElement {
  const { openDialog, closeDialog } = useServices();
  const { from, prefill } = dialog;
  return (
    <OrgFormDialog
      prefill={prefill}
      redirectUris={frame.redirectUris}
      onClose={() => {
        if (from === null) closeDialog();
        else openDialog(from);
      }}
      onAdded={(orgId) => {
        openDialog(
          from === null || from.kind === 'add_account' ? { kind: 'add_account', orgId } : from,
        );
      }}
    />
  );
}

interface AccountDialogProps {
  readonly dialog: Extract<OpenDialog, { accountId: string }>;
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
