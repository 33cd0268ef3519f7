export { AccountWindow, type NewAccount } from './account-window.ts';
export { readCurlCommand, runRequest } from './copied-request.ts';
export { OrgDialogs } from './org-dialogs.ts';
export {
  activateDevice,
  confirmSignOut,
  signInInBrowser,
  submitSignInPage,
} from './sign-in-page.ts';
export { VaultDialogs } from './vault-dialogs.ts';
