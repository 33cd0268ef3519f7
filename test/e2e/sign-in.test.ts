import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import { signInInBrowser, submitSignInPage } from '../support/account-window/index.ts';
import { ada, grace, orgNames, World } from './support/world.ts';

describe('signing in through the system browser', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create();
    window = await world.start();
  });
  afterEach(() => world.end());

  test('a wrong password, then the right one, makes an account that is the default', async () => {
    await window.addAccount({ org: orgNames.org, tags: ['work'] });
    const browser = await world.browser();
    await browser.goto(await world.app.nextOpenedUrl());
    await submitSignInPage(browser, { username: ada.username, password: 'wrong' });
    await browser.getByText('Unable to sign in').waitFor();
    expect(await window.rows.count()).toBe(0);

    await submitSignInPage(browser, ada);
    await browser.getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect(new URL(browser.url()).search).toBe('');

    const row = window.row(ada.name);
    // An account is there first, and is made the default then.
    await row.getByText('Default', { exact: true }).waitFor();
    const text = await row.textContent();
    for (const part of [ada.username, orgNames.org, 'work', 'Valid']) {
      expect(text).toContain(part);
    }
    await window.dialog.waitFor({ state: 'hidden' });
  });

  test('declining in the browser is told in both places, and another try works', async () => {
    await window.addAccount({ org: orgNames.org });
    const browser = await world.browser();
    await browser.goto(await world.app.nextOpenedUrl());
    await browser.getByText('Cancel', { exact: true }).click();
    await browser.getByRole('heading', { name: 'The sign-in did not complete' }).waitFor();
    await window.dialog
      .getByText('The sign-in was declined in the browser, by you or by the org.')
      .waitFor();

    await window.dialog.getByRole('button', { name: 'Try again' }).click();
    await signInInBrowser(browser, await world.app.nextOpenedUrl(), ada);
    await window.row(ada.name).waitFor();
  });

  test('cancelling in the app ends the wait and leaves nothing behind', async () => {
    await window.addAccount({ org: orgNames.org });
    const url = new URL(await world.app.nextOpenedUrl());
    await window.dialog.getByRole('button', { name: 'Cancel sign-in' }).click();
    await window.dialog.waitFor({ state: 'hidden' });
    const redirect = new URL(url.searchParams.get('redirect_uri') ?? '');
    redirect.searchParams.set('state', url.searchParams.get('state') ?? '');
    redirect.searchParams.set('code', 'late');
    // Another test's app may have taken the port meanwhile; it does not know this state.
    const answer = await fetch(redirect, { redirect: 'manual' }).then(
      ({ status }) => status,
      () => 'nobody listens',
    );
    expect([404, 'nobody listens']).toContain(answer);
    expect(await window.rows.count()).toBe(0);
  });

  test('a second account in the same org is asked for, though the browser knows the first', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    await world.signIn(window, grace, { org: orgNames.org });
    expect(await window.rows.count()).toBe(2);
    expect(await window.row(ada.name).textContent()).toContain('Default');
    expect(await window.row(grace.name).textContent()).not.toContain('Default');
    expect(world.org.control.grants().filter((grant) => grant.isAlive)).toHaveLength(2);
  });

  test('two sign-ins at two issuers go on at the same time, and end in any order', async () => {
    await window.addAccount({ org: orgNames.org, tags: ['first'] });
    const first = await world.browser();
    await first.goto(await world.app.nextOpenedUrl());
    await window.closeDialog();
    await window.page.getByText(`A sign-in at ${orgNames.org} is under way`).waitFor();

    await window.addAccount({ org: orgNames.engineering, tags: ['second'] });
    const second = await world.anotherTab();
    const secondUrl = await world.app.nextOpenedUrl();
    await signInInBrowser(second, secondUrl, grace);
    const gracesRow = window.row(grace.name, orgNames.engineering);
    await gracesRow.getByText('second', { exact: true }).waitFor();
    expect(await window.rows.count()).toBe(1);

    await submitSignInPage(first, ada);
    await first.getByRole('heading', { name: 'You are signed in' }).waitFor();
    const adasRow = window.row(ada.name, orgNames.org);
    await adasRow.getByText('first', { exact: true }).waitFor();
    expect(await window.rows.count()).toBe(2);
    await window.page.getByText(/is under way/).waitFor({ state: 'detached' });
    expect(
      world.org.control
        .grants()
        .map(({ username, authorizationServer }) => [username, authorizationServer]),
    ).toEqual([
      [grace.username, 'ausEngineering'],
      [ada.username, 'default'],
    ]);
    const redirects = world.org.control
      .requests({ endpoint: 'authorize' })
      .map(({ parameters }) => parameters.redirect_uri);
    expect(new Set(redirects).size).toBe(2);
  });

  test('the link can be copied and opened by hand', async () => {
    await window.addAccount({ org: orgNames.org });
    const opened = await world.app.nextOpenedUrl();
    await window.dialog.getByRole('button', { name: 'Copy link' }).click();
    await window.page.getByText('The link was copied.').waitFor({ state: 'attached' });
    const copied = await world.app.clipboard.read();
    expect(copied === opened).toBe(true);
    await signInInBrowser(await world.browser(), copied, ada);
    await window.row(ada.name).waitFor();
  });
});

test('closing the browser ends in a time-out that says what to do, and another try works', async () => {
  const world = await World.create({ signInTimeoutSeconds: 8 });
  onTestFinished(() => world.end());
  const window = await world.start();
  await window.addAccount({ org: orgNames.org });
  const browser = await world.browser();
  await browser.goto(await world.app.nextOpenedUrl());
  await world.closeBrowser();
  await window.dialog.getByText(/Waiting for another/).waitFor();
  await window.dialog.getByText('No answer came back from the browser in time.').waitFor();

  await window.dialog.getByRole('button', { name: 'Try again' }).click();
  await signInInBrowser(await world.browser(), await world.app.nextOpenedUrl(), ada);
  await window.row(ada.name).waitFor();
});
