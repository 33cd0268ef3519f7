export { AccountWindow } from './account-window.ts';
export { signInInBrowser, submitSignInPage, type SignInAs } from './sign-in-page.ts';
