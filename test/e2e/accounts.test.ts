import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import { signInInBrowser } from '../support/account-window/index.ts';
import { damageToken, sealedAccounts } from './support/sealed-files.ts';
import { ada, grace, orgNames, person, World } from './support/world.ts';

const linus = person('Linus');

const rotating = { name: 'default', refreshTokenRotation: 'rotate', leewaySeconds: 30 } as const;
/** Its access tokens expire while one looks. */
const shortLived = {
  name: 'ausEngineering',
  accessTokenSeconds: 3,
  refreshTokenRotation: 'rotate',
  leewaySeconds: 0,
} as const;

describe('keeping accounts', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create({ authorizationServers: [rotating, shortLived] });
    window = await world.start();
  });
  afterEach(() => world.end());

  const grantOf = (username: string) => {
    const grant = world.org.control.grants().findLast((one) => one.username === username);
    if (grant === undefined) throw new Error(`${username} has not signed in.`);
    return grant;
  };
  const newest = (username: string, kind: 'access' | 'refresh'): string => {
    const token = grantOf(username).tokens.findLast((one) => one.kind === kind);
    if (token === undefined) throw new Error(`${username} has no ${kind}.`);
    return token.value;
  };

  test('a restart finds every account with its org, tags and default', async () => {
    await world.signIn(window, ada, { org: orgNames.org, tags: ['work', 'billing'] });
    await world.signIn(window, grace, { org: orgNames.engineering, tags: ['lab'] });
    await window.choose(window.row(grace.name), 'Make default');
    await window.row(grace.name).getByText('Default').waitFor();

    window = await world.restart();
    await window.row(ada.name).waitFor();
    expect(await window.rows.count()).toBe(2);
    const adasRow = await window.row(ada.name).textContent();
    for (const part of ['work', 'billing', orgNames.org]) expect(adasRow).toContain(part);
    expect(adasRow).not.toContain('Default');
    const gracesRow = await window.row(grace.name).textContent();
    for (const part of ['lab', orgNames.engineering, 'Default']) expect(gracesRow).toContain(part);

    await window.refresh(window.row(grace.name));
    await expect.poll(() => grantOf(grace.username).tokens.length).toBeGreaterThan(2);
  });

  test('a kill at rest loses nothing', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    await world.app.kill();
    window = await world.start();
    await window.row(ada.name).waitFor();
  });

  test('a damaged record is told and kept, and the other accounts work', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    await world.signIn(window, grace, { org: orgNames.org });
    await world.app.close();
    const [file = ''] = await sealedAccounts(world.profile);
    await damageToken(file);
    const damaged = await readFile(file);

    window = await world.start();
    await window.page.getByText('1 account on this device cannot be opened').waitFor();
    expect(await window.rows.count()).toBe(1);
    expect(await readFile(file)).toEqual(damaged);
  });

  test('switching the default moves the mark', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    await world.signIn(window, grace, { org: orgNames.org });
    await window.choose(window.row(grace.name), 'Make default');
    await window.row(grace.name).getByText('Default').waitFor();
    await window.row(ada.name).getByText('Default').waitFor({ state: 'detached' });
  });

  test('refreshing brings a new access token, which is the one that is copied', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    const before = newest(ada.username, 'access');
    await window.refresh(window.row(ada.name));
    await expect.poll(() => newest(ada.username, 'access') === before).toBe(false);
    const after = newest(ada.username, 'access');
    await window.row(ada.name).getByText('Valid').waitFor();

    await window.copyAccessToken(window.row(ada.name));
    expect((await world.app.clipboard.read()) === after).toBe(true);
  });

  test('an access token that has expired is refreshed before it is copied', async () => {
    await world.signIn(window, ada, { org: orgNames.engineering });
    const row = window.row(ada.name);
    await row.getByText('Expired').waitFor();
    const before = newest(ada.username, 'access');
    await window.copyAccessToken(row);
    const copied = await world.app.clipboard.read();
    expect(copied === before).toBe(false);
    expect(copied === newest(ada.username, 'access')).toBe(true);
  });

  test('the ID token is copied, and the clipboard is cleared by hand', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    await window.choose(window.row(ada.name), 'Copy ID token');
    await window.page.getByText('ID token of Ada Lovelace copied — clears').waitFor();
    expect(await world.app.clipboard.read()).toMatch(/^eyJ/);
    await window.page.getByRole('button', { name: 'Clear now' }).click();
    await expect.poll(() => world.app.clipboard.read()).toBe('');
  });

  test('revoking ends every token at the org, and then removes the account', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    const { tokens } = grantOf(ada.username);
    await window.choose(window.row(ada.name), 'Revoke…');
    await window.dialog.getByText(/This ends the session at Example Org/).waitFor();
    await window.dialog.getByRole('button', { name: 'Revoke and remove' }).click();
    await window.row(ada.name).waitFor({ state: 'detached' });

    const accepted = await Promise.all(tokens.map(({ value }) => world.isAccepted(value)));
    expect(accepted).toEqual(tokens.map(() => false));
  });

  test('removing leaves the tokens alive at the org, and the window has said so', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    const refreshToken = newest(ada.username, 'refresh');
    await window.choose(window.row(ada.name), 'Remove from this device…');
    await window.dialog.getByText(/Its tokens are not ended/).waitFor();
    await window.dialog.getByRole('button', { name: 'Remove from this device' }).click();
    await window.row(ada.name).waitFor({ state: 'detached' });
    expect(await world.isAccepted(refreshToken)).toBe(true);

    window = await world.restart();
    await window.page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
  });

  test('removing the default leaves none, and the window offers the next', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    await world.signIn(window, grace, { org: orgNames.org });
    await window.remove(window.row(ada.name));
    await window.page.getByText('No default account').waitFor();
    await window.page.getByRole('button', { name: /Make Grace Hopper .*the default/ }).click();
    await window.row(grace.name).getByText('Default').waitFor();
  });

  test('accounts are found by name, org and tag', async () => {
    await world.signIn(window, ada, { org: orgNames.org, tags: ['billing'] });
    await world.signIn(window, grace, { org: orgNames.engineering });
    await world.signIn(window, linus, { org: orgNames.org });
    for (const [query, found] of [
      ['hopper', [grace]],
      ['engineering', [grace]],
      ['billing', [ada]],
      ['example.com', [ada, grace, linus]],
    ] as const) {
      await window.search(query);
      await expect.poll(() => window.rows.count()).toBe(found.length);
      for (const who of found) expect(await window.row(who.name).count()).toBe(1);
    }
    await window.search('nobody');
    await window.page.getByText('No account matches').waitFor();
  });

  test('tags are edited and kept', async () => {
    await world.signIn(window, ada, { org: orgNames.org, tags: ['old'] });
    await window.addTag(window.row(ada.name), 'new');
    await window.row(ada.name).getByText('new', { exact: true }).waitFor();
    window = await world.restart();
    const row = await window.row(ada.name).textContent();
    expect(row).toContain('old');
    expect(row).toContain('new');
  });

  test('a session that the org has ended says so, survives a restart, and is signed in again in place', async () => {
    await world.signIn(window, ada, { org: orgNames.org, tags: ['work'] });
    world.org.control.revokeGrant(grantOf(ada.username).grantId);
    await window.refresh(window.row(ada.name));
    const row = window.row(ada.name);
    await row.getByText('The org no longer accepts this session: it expired').waitFor();

    window = await world.restart();
    await window.row(ada.name).getByText('Sign-in needed').waitFor();
    await window
      .row(ada.name)
      .getByRole('button', { name: /^Sign in again as/ })
      .first()
      .click();
    await window.dialog.getByRole('button', { name: 'Continue in browser' }).click();
    const browser = await world.browser();
    world.org.control.endBrowserSessions();
    const url = await world.app.nextOpenedUrl();
    expect(new URL(url).searchParams.get('login_hint')).toBe(ada.username);
    await signInInBrowser(browser, url, ada);
    await window.row(ada.name).getByText('Valid').waitFor();
    expect(await window.rows.count()).toBe(1);
    expect(await window.row(ada.name).textContent()).toContain('work');
  });

  test('an org that cannot be reached changes nothing, and is told with the next step', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    const fault = world.org.faults.add({ endpoint: 'token', fault: { drop: true } });
    await window.refresh(window.row(ada.name));
    await window.row(ada.name).getByText('The org could not be reached.').waitFor();
    await window
      .row(ada.name)
      .getByText(/Check the network connection/)
      .waitFor();
    fault.remove();
    await window.row(ada.name).getByRole('button', { name: 'Try again' }).click();
    await window
      .row(ada.name)
      .getByText('The org could not be reached.')
      .waitFor({ state: 'detached' });
  });

  test('an org that cannot be reached does not lose what should be revoked', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    const fault = world.org.faults.add({ endpoint: 'revoke', fault: { drop: true } });
    await window.choose(window.row(ada.name), 'Revoke…');
    await window.dialog.getByRole('button', { name: 'Revoke and remove' }).click();
    await window.page.getByText(/^The session of Ada Lovelace was not revoked/).waitFor();
    fault.remove();
    await window.dialog.getByRole('button', { name: 'Keep the account' }).click();
    expect(await window.row(ada.name).count()).toBe(1);
    await window.revoke(window.row(ada.name));
  });
});
