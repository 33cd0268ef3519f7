import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VaultDialogs, type AccountWindow } from '../support/account-window/index.ts';
import './support/page-globals.ts';
import { damageToken, keyNumberOf, sealedAccounts } from './support/sealed-files.ts';
import { deleteFromKeychain, isInKeychain, vaultKeyItem } from './support/vault-key-item.ts';
import { ada, grace, orgNames, person, World } from './support/world.ts';

const linus = person('Linus');
const passphrase = 'correct horse battery staple';

describe('caring for the vault', () => {
  let world: World;
  let window: AccountWindow;
  let vault: VaultDialogs;
  let backup: string;

  const use = (opened: AccountWindow): void => {
    window = opened;
    vault = new VaultDialogs(opened);
  };

  beforeEach(async () => {
    // What a backup holds stays good where the org does not replace refresh tokens.
    world = await World.create({
      authorizationServers: [
        { name: 'default', refreshTokenRotation: 'static' },
        { name: 'ausEngineering', refreshTokenRotation: 'static' },
      ],
    });
    backup = join(world.profile, 'accounts.oambackup');
    use(await world.start());
    await world.signIn(window, ada, { org: orgNames.org, tags: ['work'] });
    await world.signIn(window, grace, { org: orgNames.engineering });
  });
  afterEach(() => world.end());

  const makeBackup = async (): Promise<void> => {
    await world.app.chooseFile(backup);
    await vault.backUp(passphrase);
  };
  const restoreBackup = async (): Promise<void> => {
    await world.app.chooseFile(backup);
    await vault.restore(passphrase);
  };
  /** Proven at the org: a new access token was issued. */
  const works = async (who: typeof ada): Promise<void> => {
    const issued = () =>
      world.org.control.tokens().filter(({ username }) => username === who.username).length;
    const before = issued();
    await window.refresh(window.row(who.name));
    await expect.poll(issued).toBeGreaterThan(before);
    await window.row(who.name).getByText('Valid').waitFor();
  };

  test('a backup brings a removed account back, with its tags and its place as the default', async () => {
    await makeBackup();
    await window.remove(window.row(ada.name));
    await restoreBackup();
    const row = window.row(ada.name);
    await row.getByText('work', { exact: true }).waitFor();
    await row.getByText('Default', { exact: true }).waitFor();
    await works(ada);
    await window.openDetails(row);
    await window.history.filter({ hasText: 'Restored from a backup' }).waitFor();
    await window.closeDialog();

    use(await world.restart());
    await works(ada);
    await works(grace);
  });

  test('a wrong passphrase says so and changes nothing, and the right one works after it', async () => {
    await makeBackup();
    await window.remove(window.row(ada.name));
    await vault.openRestore();
    await world.app.chooseFile(backup);
    await vault.submitRestore('wrong horse battery staple');
    await window.dialog.getByText('The passphrase does not open this backup.').waitFor();
    expect(await readdir(join(world.profile, 'vault', 'credentials'))).toHaveLength(1);
    await world.app.chooseFile(backup);
    await vault.submitRestore(passphrase);
    await vault.restored.waitFor();
    await window.dialog.getByText('1 account added, 1 was here already.').waitFor();
    await vault.leave();
    await works(ada);
  });

  test('a backup that nobody chose a file for is no backup, and no error', async () => {
    await world.app.chooseFile(null);
    await vault.openRestore();
    await vault.submitRestore(passphrase);
    await window.dialog
      .getByRole('button', { name: 'Choose a backup and restore' })
      .and(window.page.locator(':not([data-pending])'))
      .waitFor();
    expect(await window.dialog.getByRole('alert').count()).toBe(0);
  });

  test('a damaged account is named with its person and org, and a backup repairs it', async () => {
    const others = await sealedAccounts(world.profile);
    await world.signIn(window, linus, { org: orgNames.org, tags: ['billing'] });
    const file = (await sealedAccounts(world.profile)).find((one) => !others.includes(one)) ?? '';
    await makeBackup();
    await world.app.close();
    await damageToken(file);
    const damaged = await readFile(file);

    use(await world.start());
    await window.page.getByText('1 account on this device cannot be opened').waitFor();
    expect(await window.rows.count()).toBe(2);
    await works(ada);
    await window.page
      .getByRole('button', { name: /^Show: Accounts that cannot be opened/ })
      .click();
    const item = window.dialog.getByRole('listitem').filter({ hasText: linus.name });
    await item.getByText(/was sealed with another key, or its file was changed/).waitFor();
    const words = await item.textContent();
    for (const part of ['billing', new URL(world.org.origin).host]) expect(words).toContain(part);
    expect(await readFile(file)).toEqual(damaged);

    await window.dialog.getByRole('button', { name: 'Restore a backup…' }).click();
    await world.app.chooseFile(backup);
    await vault.submitRestore(passphrase);
    await window.dialog.getByText('1 account added, 2 were here already.').waitFor();
    await window.dialog.getByRole('button', { name: 'Done' }).click();
    await window.dialog.getByText('Every account on this device can be opened.').waitFor();
    await window.closeDialog();
    await works(linus);

    use(await world.restart());
    await works(linus);
    expect(await window.page.getByText(/cannot be opened/).count()).toBe(0);
  });

  test('a new key seals every account, and the old one is gone from the keychain', async () => {
    const [oldItem, newItem] = [await vaultKeyItem(world), await vaultKeyItem(world, 2)];
    await window.page.evaluate(() => {
      globalThis.keyChanges = [];
      globalThis.accountManager.on('state.changed', ({ frame }) => {
        if (frame?.vault.kind === 'ready') globalThis.keyChanges.push(frame.vault.keyChange);
      });
    });
    await vault.changeKey();
    const progress = await window.page.evaluate(() => globalThis.keyChanges);
    const done = progress.flatMap((one) => (one === null ? [] : [one.done]));
    expect(done.length).toBeGreaterThan(0);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(null);

    for (const file of await sealedAccounts(world.profile)) expect(await keyNumberOf(file)).toBe(2);
    expect(await isInKeychain(world, newItem)).toBe(true);
    expect(await isInKeychain(world, oldItem)).toBe(false);
    use(await world.restart());
    await works(ada);
    await works(grace);
  });

  test('a key that the keychain lost while the app runs is put back', async () => {
    const item = await vaultKeyItem(world);
    await deleteFromKeychain(world, item);
    await world.app.wake();
    await window.page.getByText('The keychain has lost the key of your vault').waitFor();
    await works(ada);
    await window.page.getByRole('button', { name: 'Put the key back' }).click();
    await window.page
      .getByText('The keychain has lost the key of your vault')
      .waitFor({ state: 'detached' });
    expect(await isInKeychain(world, item)).toBe(true);
    use(await world.restart());
    await works(ada);
    await works(grace);
  });

  test('without its key the vault stays shut, and a new one takes a backup while the old is kept beside', async () => {
    await makeBackup();
    const item = await vaultKeyItem(world);
    await world.app.close();
    await deleteFromKeychain(world, item);
    const sealed = (await sealedAccounts(world.profile)).length;

    use(await world.start());
    await window.page
      .getByRole('heading', { name: 'The key to your accounts is missing' })
      .waitFor();
    await window.page.getByRole('button', { name: 'Try again' }).click();
    await window.page.getByRole('button', { name: 'Start a new vault…' }).click();
    await window.dialog.getByText(/Nothing is deleted/).waitFor();
    await window.dialog.getByRole('button', { name: 'Start a new vault' }).click();
    await window.page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
    const beside = (await readdir(world.profile)).filter((name) =>
      name.startsWith('vault-set-aside'),
    );
    expect(beside).toHaveLength(1);
    expect(await readdir(join(world.profile, beside[0] ?? '', 'credentials'))).toHaveLength(sealed);

    await restoreBackup();
    await works(ada);
    await works(grace);
    use(await world.restart());
    await works(ada);
  });
});
