import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { confirmSignOut, type AccountWindow } from '../support/account-window/index.ts';
import { ada, orgNames, World } from './support/world.ts';

describe('signing out of the browser', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create();
    window = await world.start();
    await world.signIn(window, ada, { org: orgNames.org });
  });
  afterEach(() => world.end());

  /** Starts to sign the account in again, and opens the org's page: a browser with a session is not asked there. */
  const openSignInAgain = async () => {
    await window.choose(window.row(ada.name), 'Sign in again');
    await window.dialog.getByRole('button', { name: 'Continue in browser' }).click();
    const browser = await world.browser();
    await browser.goto(await world.app.nextOpenedUrl());
    return browser;
  };

  test('one button ends the session of the browser, and the tokens go on working', async () => {
    const row = window.row(ada.name);
    const silent = await openSignInAgain();
    await silent.getByRole('heading', { name: 'You are signed in' }).waitFor();
    await window.dialog.waitFor({ state: 'hidden' });

    await window.signOutOfBrowser(row);
    const page = await world.app.nextOpenedUrl();
    const browser = await world.browser();
    await browser.goto(page);
    await browser.getByRole('heading', { name: `Sign out of ${orgNames.org}` }).waitFor();
    expect(await browser.getByRole('button').count()).toBe(1);
    await browser.getByRole('button', { name: 'Sign out', exact: true }).click();
    await browser.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await window.dialog.getByText('The browser is signed out').waitFor();
    await window.dialog.getByRole('button', { name: 'Close' }).last().click();
    await window.dialog.waitFor({ state: 'hidden' });

    // The ID token was in a form, and in no address.
    const [logout] = world.org.control.requests({ endpoint: 'logout' });
    expect(logout?.method).toBe('POST');
    expect(logout?.parameters.id_token_hint).toMatch(/^eyJ/);
    expect(await world.app.openedUrls()).not.toContainEqual(expect.stringContaining('eyJ'));
    expect(new URL(browser.url()).search).toBe('');

    const asked = await openSignInAgain();
    await asked.getByLabel('Password').waitFor();
    await window.dialog.getByRole('button', { name: 'Cancel sign-in' }).click();
    await window.dialog.waitFor({ state: 'hidden' });

    const refreshToken = world.org.control.tokens().findLast(({ kind }) => kind === 'refresh');
    expect(refreshToken?.state).toBe('active');
    const before = world.org.control.tokens().length;
    await window.refresh(row);
    await expect.poll(() => world.org.control.tokens().length).toBeGreaterThan(before);
    await window.openDetails(row);
    await window.history.filter({ hasText: 'Signed out of the browser' }).waitFor();
  });

  test('cancelling in the app leaves the browser signed in, and its page worth nothing', async () => {
    await window.signOutOfBrowser(window.row(ada.name));
    const page = await world.app.nextOpenedUrl();
    await window.dialog.getByRole('button', { name: 'Cancel sign-out' }).click();
    await window.dialog.waitFor({ state: 'hidden' });
    // Another test's app may have taken the port meanwhile; it knows nothing of this page.
    const answer = await fetch(page).then(
      ({ status }) => status,
      () => 'nobody listens',
    );
    expect([404, 'nobody listens']).toContain(answer);
    const browser = await openSignInAgain();
    await browser.getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect(world.org.control.countRequests({ endpoint: 'logout' })).toBe(0);
  });

  test('a page that was shown already is opened again from the app', async () => {
    await window.signOutOfBrowser(window.row(ada.name));
    const first = await world.app.nextOpenedUrl();
    const browser = await world.browser();
    await browser.goto(first);
    await browser.reload();
    await browser.getByText('This page was shown already.').waitFor();
    await window.dialog.getByRole('button', { name: 'Open browser again' }).click();
    await confirmSignOut(browser, await world.app.nextOpenedUrl());
    await window.dialog.getByText('The browser is signed out').waitFor();
    await window.dialog.getByRole('button', { name: 'Close' }).last().click();
    const again = await openSignInAgain();
    await again.getByLabel('Username').waitFor();
  });
});
