export { AccountWindow } from './account-window.ts';
export { signInInBrowser, submitSignInPage } from './sign-in-page.ts';
export { VaultDialogs } from './vault-dialogs.ts';
