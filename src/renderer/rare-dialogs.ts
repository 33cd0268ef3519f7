// The dialogs that a start does not need: they are one file of their own, loaded with the first of them.
export { CopyRequestDialog } from './accounts/copy-request-dialog.tsx';
export { DetailsDialog } from './accounts/details/details-dialog.tsx';
export { AddOrgDialog } from './orgs/add-org-dialog.tsx';
export { AppIntegrationHelp } from './orgs/app-integration-help.tsx';
export { EditOrgDialog } from './orgs/edit-org-dialog.tsx';
export { QuarantineDialog } from './quarantine/quarantine-dialog.tsx';
export { RevocationsDialog } from './revocations/revocations-dialog.tsx';
export { SettingsDialog } from './settings/settings-dialog.tsx';
export { DeviceCode } from './sign-in/device-code.tsx';
export { SignOutDialog } from './sign-out/sign-out-dialog.tsx';
export { SignOutHost } from './sign-out/sign-out-host.tsx';
export { BackUpDialog } from './vault/back-up-dialog.tsx';
export { ChangeKeyDialog } from './vault/change-key-dialog.tsx';
export { EndedDialog } from './vault/ended-dialog.tsx';
export { RestoreDialog } from './vault/restore-dialog.tsx';
