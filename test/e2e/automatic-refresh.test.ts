import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import { ada, grace, orgNames, World } from './support/world.ts';

/** Long enough for a refresh at half of it, short enough to wait for its end. */
const lifetime = 16;
const shortLived = {
  name: 'ausEngineering',
  accessTokenSeconds: lifetime,
  refreshTokenRotation: 'rotate',
  leewaySeconds: 0,
} as const;

describe('refreshing by itself', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create({ authorizationServers: [{ name: 'default' }, shortLived] });
    window = await world.start();
  });
  afterEach(() => world.end());

  const accessTokens = (username: string) =>
    world.org.control
      .tokens()
      .filter((token) => token.username === username && token.kind === 'access');
  const newestIsAlive = (username: string): boolean =>
    world.org.control.isActive(accessTokens(username).at(-1)?.value ?? '');
  const switchOn = async (): Promise<void> => {
    await window.openSettings();
    await window.dialog.getByText('Refresh accounts by themselves').click();
    await expect
      .poll(() => window.dialog.getByRole('switch', { name: /^Refresh accounts/ }).isChecked())
      .toBe(true);
    await window.closeDialog();
  };

  test('renews an account before it expires, and not one that is switched off', async () => {
    await world.signIn(window, ada, { org: orgNames.engineering });
    await world.signIn(window, grace, { org: orgNames.engineering });
    await window.openDetails(window.row(grace.name));
    await window.dialog.getByText('The settings say off.').waitFor();
    await window.dialog.getByText('Off', { exact: true }).click();
    await window.dialog.getByText('It is refreshed only when you ask for it.').waitFor();
    await window.closeDialog();
    await switchOn();

    await window.openDetails(window.row(ada.name));
    await window.dialog.getByText(/The settings say on\. Refreshes by itself in \d+ s/).waitFor();
    const atFirst = accessTokens(ada.username).length;
    // At no moment is there no living token.
    await expect
      .poll(
        () => {
          expect(newestIsAlive(ada.username)).toBe(true);
          return accessTokens(ada.username).length;
        },
        { timeout: 60_000, interval: 100 },
      )
      .toBeGreaterThan(atFirst + 1);
    await window.history.filter({ hasText: 'Refreshed by itself' }).first().waitFor();
    await window.closeDialog();

    await window.row(grace.name).getByText('Expired').waitFor();
    expect(accessTokens(grace.username)).toHaveLength(1);
    expect(newestIsAlive(grace.username)).toBe(false);
  });

  test('goes on after a restart, and the choice of an account is kept', async () => {
    await world.signIn(window, ada, { org: orgNames.engineering });
    await window.openDetails(window.row(ada.name));
    await window.dialog.getByText('On', { exact: true }).click();
    await window.dialog.getByText(/Refreshes by itself/).waitFor();
    window = await world.restart();
    const atFirst = accessTokens(ada.username).length;
    await expect
      .poll(() => accessTokens(ada.username).length, { timeout: 60_000 })
      .toBeGreaterThan(atFirst);
  });

  // Registered where a process can be stopped, as a test that is left out counts as failed.
  if (process.platform !== 'win32') {
    test('catches up after the computer slept', async () => {
      await world.signIn(window, ada, { org: orgNames.engineering });
      await switchOn();
      await window
        .row(ada.name)
        .getByText(/^Refreshes (in|shortly)/)
        .waitFor();

      process.kill(world.app.pid, 'SIGSTOP');
      // Beyond the end of the token, whatever of its life was left.
      await delay(lifetime * 1000);
      const asleep = accessTokens(ada.username).length;
      expect(newestIsAlive(ada.username)).toBe(false);
      process.kill(world.app.pid, 'SIGCONT');
      await world.app.wake();

      await expect
        .poll(() => accessTokens(ada.username).length, { timeout: 30_000 })
        .toBeGreaterThan(asleep);
      expect(newestIsAlive(ada.username)).toBe(true);
      await window
        .row(ada.name)
        .getByText(/^Refreshes (in|shortly)/)
        .waitFor();
    });
  }
});
