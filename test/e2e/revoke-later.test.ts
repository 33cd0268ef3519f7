import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import { ada, grace, orgNames, World } from './support/world.ts';

describe('revoking while the org cannot be reached', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create();
    window = await world.start();
  });
  afterEach(() => world.end());

  const goOffline = () => world.org.faults.add({ endpoint: 'revoke', fault: { drop: true } });
  const notice = () => window.page.getByText('1 session still has to be ended at its org');
  const show = async (): Promise<void> => {
    await window.page.getByRole('button', { name: /^Show: Sessions to end/ }).click();
  };
  const removeNowRevokeLater = async (name: string): Promise<void> => {
    await window.choose(window.row(name), 'Revoke…');
    await window.dialog.getByRole('button', { name: 'Revoke and remove' }).click();
    await window.dialog.getByRole('button', { name: 'Remove now, revoke later' }).click();
    await window.row(name).waitFor({ state: 'detached' });
    await notice().waitFor();
  };
  const tokensOf = (username: string): string[] =>
    world.org.control
      .tokens()
      .filter((token) => token.username === username)
      .map(({ value }) => value);

  /** Those that the org says are active when it is asked. */
  const acceptedOf = async (tokens: readonly string[]): Promise<string[]> => {
    const answers = await Promise.all(tokens.map((token) => world.isAccepted(token)));
    return tokens.filter((_, index) => answers[index]);
  };

  test('removes the account now, keeps what is needed over a restart, and ends the session when it can', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    const tokens = tokensOf(ada.username);
    expect(tokens.length).toBeGreaterThanOrEqual(2);
    const offline = goOffline();
    await removeNowRevokeLater(ada.name);

    window = await world.restart();
    await notice().waitFor();
    await window.page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
    await show();
    const item = window.dialog.getByRole('list', { name: 'Sessions to end' }).getByRole('listitem');
    await item.getByText(/^In \d/).waitFor();
    const words = await item.textContent();
    for (const part of [
      ada.name,
      orgNames.org,
      'Refresh token and access token',
      'The org could not be reached.',
    ]) {
      expect(words).toContain(part);
    }
    expect(await acceptedOf(tokens)).toEqual(tokens);

    offline.remove();
    await window.dialog.getByRole('button', { name: /^Try now: Ada Lovelace/ }).click();
    await window.dialog.getByText('No session is left to be ended here.').waitFor();
    expect(await acceptedOf(tokens)).toEqual([]);
    await window.closeDialog();
    await notice().waitFor({ state: 'detached' });

    window = await world.restart();
    await window.page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
    expect(await notice().count()).toBe(0);
  });

  test('ends the session by itself when the computer wakes and the org is back', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    const tokens = tokensOf(ada.username);
    const offline = goOffline();
    await removeNowRevokeLater(ada.name);
    offline.remove();
    await world.app.wake();
    await notice().waitFor({ state: 'detached' });
    expect(await acceptedOf(tokens)).toEqual([]);
  });

  test('stops trying when the person gives up, after saying what stays valid', async () => {
    await world.signIn(window, grace, { org: orgNames.org });
    const tokens = tokensOf(grace.username);
    goOffline();
    await removeNowRevokeLater(grace.name);
    await show();
    await window.dialog.getByRole('button', { name: /^Give up…: Grace Hopper/ }).click();
    await window.dialog.getByText(/refresh token and access token/).waitFor();
    await window.dialog.getByRole('button', { name: 'Give up', exact: true }).click();
    await window.dialog.getByText('No session is left to be ended here.').waitFor();
    // The question closes when its reply is here, and only then the keys go to the dialog below it.
    await window.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await window.page.locator('.dialog:focus-within').waitFor();
    await window.closeDialog();
    await notice().waitFor({ state: 'detached' });
    expect(await acceptedOf(tokens)).toEqual(tokens);

    window = await world.restart();
    await window.page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
    expect(await notice().count()).toBe(0);
  });
});
