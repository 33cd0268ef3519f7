import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import { ada, orgNames, World } from './support/world.ts';

// Only Linux lets a test lock a keychain; on macOS and Windows this state is covered by the contract tests' fake.
describe.runIf(process.platform === 'linux')('with a locked keychain', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create();
    window = await world.start();
  });
  afterEach(() => world.end());

  test('the app says so, changes nothing, and goes on when it is unlocked', async () => {
    await world.signIn(window, ada, { org: orgNames.org, tags: ['work'] });
    await world.app.close();
    const before = await readdir(join(world.profile, 'vault'), { recursive: true });

    await world.keyring.lock();
    window = await world.start();
    await window.page
      .getByRole('heading', { name: 'Unlock the keychain to see your accounts' })
      .waitFor();
    expect(await window.rows.count()).toBe(0);
    expect(await window.page.getByRole('button', { name: 'Add account' }).count()).toBe(0);
    await window.page.getByRole('button', { name: 'Try again' }).click();
    await window.page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await readdir(join(world.profile, 'vault'), { recursive: true })).toEqual(before);

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
