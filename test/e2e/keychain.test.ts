import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import { ada, orgNames, World } from './support/world.ts';

describe('with a keychain', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create();
    window = await world.start();
  });
  afterEach(() => world.end());

  test('an app that starts again opens its vault and shows the account', async () => {
    await world.signIn(window, ada, { org: orgNames.org, tags: ['work'] });
    window = await world.restart();
    await window.row(ada.name).waitFor();
    expect(await window.row(ada.name).textContent()).toContain('work');
  });

  // Registered on Linux alone, as a test that is left out counts as failed: only there can a test lock a keychain. On
  // macOS and Windows this state is covered by the contract tests' fake.
  if (process.platform === 'linux') {
    describe('that is locked', () => {
      test('the app says so, changes nothing, and goes on when it is unlocked', async () => {
        await world.signIn(window, ada, { org: orgNames.org, tags: ['work'] });
        await world.app.close();
        const before = await recordsOf(world);

        await world.keyring.lock();
        window = await world.start();
        await window.page
          .getByRole('heading', { name: 'Unlock the keychain to see your accounts' })
          .waitFor();
        expect(await window.rows.count()).toBe(0);
        expect(await window.page.getByRole('button', { name: 'Add account' }).count()).toBe(0);
        await window.page.getByRole('button', { name: 'Try again' }).click();
        // A try that is under way when the keychain is unlocked would find it open.
        await window.page.evaluate(() => globalThis.accountManager.invoke('vault.retry', {}));
        await window.page.getByRole('button', { name: 'Try again' }).waitFor();
        expect(await recordsOf(world)).toEqual(before);

        await world.keyring.unlock();
        await window.page.getByRole('button', { name: 'Try again' }).click();
        await window.row(ada.name).waitFor();
        expect(await window.row(ada.name).textContent()).toContain('work');
      });

      test('locking it while the app runs does not stop the work', async () => {
        await world.signIn(window, ada, { org: orgNames.org });
        await world.keyring.lock();
        const refreshed = world.org.control.waitForRequest({ endpoint: 'token' });
        await window.refresh(window.row(ada.name));
        await refreshed;
        await window.row(ada.name).getByText('Valid').waitFor();
        expect(await window.row(ada.name).getByText('keychain').count()).toBe(0);
      });
    });
  }
});

/** The vault's files, without the lock that a process holds while it tries. */
async function recordsOf(world: World): Promise<string[]> {
  const names = await readdir(join(world.profile, 'vault'), { recursive: true });
  return names.filter((name) => !name.endsWith('.lock')).sort();
}
