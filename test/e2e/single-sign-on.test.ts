import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import { secondDemoClient, tokenExchangeGrant } from '../support/okta-like-org/index.ts';
import { ada, ssoOrgs, World } from './support/world.ts';

const { source, reports } = ssoOrgs;

describe('signing in with the session of another client', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create({ orgs: [source, reports] });
    window = await world.start();
    await world.signIn(window, ada, { org: source.name });
  });
  afterEach(() => world.end());

  const grantsOf = (clientId: string) =>
    world.org.control.grants().filter((grant) => grant.clientId === clientId);

  test('adds an account without a browser, which is refreshed by itself', async () => {
    const opened = await world.app.openedUrls();
    await window.addAccountFromSession({ org: reports.name, tags: ['quarter'] }, ada.name);
    const row = window.row(ada.name, reports.name);
    await row.getByText('Valid').waitFor();
    await row.getByText('quarter', { exact: true }).waitFor();
    await window.dialog.waitFor({ state: 'hidden' });
    expect(await world.app.openedUrls()).toEqual(opened);
    const { clientId } = secondDemoClient;
    const [exchange] = world.org.control.requests({
      endpoint: 'token',
      when: ({ grantType }) => grantType === tokenExchangeGrant,
    });
    expect(exchange).toMatchObject({ clientId, parameters: { audience: 'api://default' } });

    window = await world.restart();
    await window.refresh(window.row(ada.name, reports.name));
    await expect
      .poll(() => grantsOf(clientId)[0]?.tokens.filter(({ kind }) => kind === 'access').length)
      .toBe(2);
    // The session that it came from is as it was.
    await window.refresh(window.row(ada.name, source.name));
    await window.row(ada.name, source.name).getByText('Valid').waitFor();
    expect(await window.rows.count()).toBe(2);
  });

  test('a session that has ended at the org is told, and the browser is the other way', async () => {
    const secret = world.org.control.tokens().find(({ kind }) => kind === 'device_secret');
    await world.revoke(secret?.value ?? '');
    await window.addAccountFromSession({ org: reports.name }, ada.name);
    await window.dialog
      .getByText('The session of the other account has ended at the org.')
      .waitFor();
    await window.dialog.getByRole('button', { name: 'Another way…' }).click();
    await window.dialog.getByRole('radio', { name: /In the browser/, checked: true }).waitFor();
    expect(await window.rows.count()).toBe(1);
  });
});
