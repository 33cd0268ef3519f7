import type { Page } from 'playwright';

/** Who signs in. */
export interface SignInAs {
  readonly username: string;
  readonly password: string;
}

/** Fills in the org's sign-in page and sends it, whatever comes of it. */
export async function submitSignInPage(
  browser: Page,
  { username, password }: SignInAs,
): Promise<void> {
  await browser.getByLabel('Username').fill(username);
  await browser.getByLabel('Password').fill(password);
  await browser.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens the page that the app sent the browser to, and signs in; resolves when the app has shown the outcome. */
export async function signInInBrowser(browser: Page, url: string, who: SignInAs): Promise<void> {
  await browser.goto(url);
  await submitSignInPage(browser, who);
  await browser.getByRole('heading', { name: 'You are signed in' }).waitFor();
}

/** Opens the org's page for devices in another browser, and enters the code of the app; the sign-in page comes then. */
export async function activateDevice(browser: Page, url: string, code: string): Promise<void> {
  await browser.goto(url);
  await browser.getByLabel('Activation code').fill(code);
  await browser.getByRole('button', { name: 'Next' }).click();
  await browser.getByLabel('Username').waitFor();
}

/** Opens the app's page that asks whether to sign out, and presses its one button; resolves at what the app says then. */
export async function confirmSignOut(browser: Page, url: string): Promise<void> {
  await browser.goto(url);
  await browser.getByRole('button', { name: 'Sign out', exact: true }).click();
  await browser.getByRole('heading', { name: 'You are signed out' }).waitFor();
}
