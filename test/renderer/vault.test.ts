import { describe, expect, it } from 'vitest';
import { checkNewPassphrase, lengthWords } from '../../src/renderer/vault/passphrase.ts';
import { contract } from '../../src/shared/contract.ts';
import { describeError, errorCatalogue, type ErrorCode } from '../../src/shared/error-catalogue.ts';
import { passphraseLimits } from '../../src/shared/limits.ts';
import type { Snapshot, VaultView } from '../../src/shared/views.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import { ended, preview, quarantined, snapshot } from './support/fixtures.ts';
import { focused, heard, two } from './support/journeys.ts';

const openWindow = useBrowser();
const passphrase = 'correct horse battery staple';
const oldKeyStays = /The old key stays in the keychain until/;
const ready = (changes: Partial<Extract<VaultView, { kind: 'ready' }>> = {}): VaultView => ({
  kind: 'ready',
  keyIsMissing: false,
  keyChange: null,
  ...changes,
});

describe('a new passphrase', () => {
  it('is accepted exactly when the contract accepts it', () => {
    const { shortest, longest } = passphraseLimits;
    for (const length of [0, 1, shortest - 1, shortest, longest, longest + 1]) {
      const typed = 'x'.repeat(length);
      const { passphrase: problem } = checkNewPassphrase({ passphrase: typed, again: typed });
      const { success } = contract.commands['vault.backUp'].input.safeParse({ passphrase: typed });
      expect(problem === null, String(length)).toBe(success);
    }
  });

  it('has to be typed twice the same', () => {
    const problems = checkNewPassphrase({ passphrase, again: `${passphrase} ` });
    expect(problems).toEqual({
      passphrase: null,
      again: 'The two passphrases are not the same.',
    });
    expect(checkNewPassphrase({ passphrase, again: '' }).again).toBe('Type it again.');
  });

  it('is told how long it still has to be', () => {
    expect(lengthWords(5)).toBe('7 more characters');
    expect(lengthWords(11)).toBe('1 more character');
    expect(lengthWords(12)).toBe('Long enough. More characters make it stronger.');
    expect(lengthWords(24)).toBe('Strong length.');
  });
});

describe('a backup', { timeout: 20_000 }, () => {
  it('is written under a passphrase that is typed twice and never said', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.answer('vault.backUp', () => ({
      ok: true,
      value: { kind: 'saved', accounts: 2, leftOut: 0 },
    }));
    await openInSettings(window, 'Back up…');
    await eventually(async () => {
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe(
        'passphrase',
      );
    });
    await page.keyboard.type('short');
    await page.getByText('7 more characters').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Use at least 12 characters.').waitFor();
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.getByLabel('Passphrase again').fill('something else');
    await page.keyboard.press('Enter');
    await page.getByText('The two passphrases are not the same.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('again');
    expect(window.inputsOf('vault.backUp')).toEqual([]);
    await page.getByLabel('Passphrase again').fill(passphrase);
    await page.keyboard.press('Enter');
    await heard(window, /2 accounts are in it/);
    expect(window.inputsOf('vault.backUp')).toEqual([{ passphrase }]);
    await page.getByRole('button', { name: 'Done' }).waitFor();
    expect(await window.announcements()).not.toContain(passphrase);
    expect(await page.content()).not.toContain(passphrase);
    expect(await page.getByText('not in it').count()).toBe(0);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('dialog', { name: 'Settings' }).waitFor();
  });

  it('shows its passphrase only on request, takes a pasted one, and forgets it when it closes', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await openInSettings(window, 'Back up…');
    const field = page.getByLabel('Passphrase', { exact: true });
    expect(await field.getAttribute('type')).toBe('password');
    const takesPaste = await field.evaluate((input) =>
      input.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true })),
    );
    expect(takesPaste).toBe(true);
    await field.fill(passphrase);
    expect(await field.inputValue()).toBe(passphrase);
    await page.getByRole('switch', { name: 'Show the passphrase' }).press('Space');
    expect(await field.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Back up…' }).click();
    expect(await field.inputValue()).toBe('');
  });

  it('that the person does not choose a file for changes nothing', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.answer('vault.backUp', () => ({ ok: true, value: { kind: 'cancelled' } }));
    await openInSettings(window, 'Back up…');
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.getByLabel('Passphrase again').fill(passphrase);
    await page.getByRole('button', { name: 'Choose a file and back up' }).click();
    await eventually(() => {
      expect(window.inputsOf('vault.backUp')).toHaveLength(1);
    });
    expect(await page.getByLabel('Passphrase again').inputValue()).toBe(passphrase);
    window.fail('vault.backUp', 'disk_full');
    await page.getByRole('button', { name: 'Choose a file and back up' }).click();
    await page.getByRole('alert').getByText(errorCatalogue.disk_full.next).waitFor();
  });

  it('tells how many accounts are not in it', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await openInSettings(window, 'Back up…');
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.getByLabel('Passphrase again').fill(passphrase);
    window.fail('vault.backUp', 'token_unsaved');
    await page.getByRole('button', { name: 'Choose a file and back up' }).click();
    await page.getByRole('alert').getByText('No backup was written').waitFor();
    window.answer('vault.backUp', () => ({
      ok: true,
      value: { kind: 'saved', accounts: 2, leftOut: 1 },
    }));
    await page.getByRole('button', { name: 'Choose a file and back up' }).click();
    await heard(window, /1 account could not be opened and is not in it\.$/);
    await page
      .getByRole('region', { name: '1 account could not be opened and is not in it' })
      .waitFor();
  });

  it('is restored, also on a device without accounts', async () => {
    const window = await openWindow(snapshot([], { orgs: [] }));
    const { page } = window;
    await page.getByRole('button', { name: 'Restore a backup…' }).click();
    window.fail('vault.restore', 'backup_wrong_passphrase');
    await page.getByRole('button', { name: 'Choose a backup and restore' }).click();
    await page.getByText('Enter the passphrase.').waitFor();
    expect(window.inputsOf('vault.restore')).toEqual([]);
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByText(errorCatalogue.backup_wrong_passphrase.next).waitFor();
    window.answer('vault.restore', () => ({
      ok: true,
      value: { kind: 'restored', added: 3, kept: 2 },
    }));
    await page.getByLabel('Passphrase', { exact: true }).fill('right');
    await page.keyboard.press('Enter');
    await heard(window, 'The backup is restored. 3 accounts added, 2 were here already.');
    expect(window.inputsOf('vault.restore')).toEqual([
      { passphrase: 'wrong' },
      { passphrase: 'right' },
    ]);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

describe('the key of the vault', { timeout: 20_000 }, () => {
  it('is changed after a question, with progress that goes on without the dialog', async () => {
    const window = await openWindow(two());
    const { page } = window;
    const release = window.hold('vault.changeKey');
    await openInSettings(window, 'Change the key…');
    expect(window.inputsOf('vault.changeKey')).toEqual([]);
    await page.getByRole('button', { name: 'Change the key', exact: true }).click();
    await window.pushFrame({ vault: ready({ keyChange: { done: 1, total: 2 } }) });
    await page.getByRole('progressbar', { name: 'Changing the vault’s key' }).waitFor();
    await page.getByText('1 of 2 records').first().waitFor();
    await page.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('dialog', { name: 'Settings' }).waitFor();
    expect(await page.getByRole('button', { name: 'Change the key…' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Changing the vault’s key' }).waitFor();
    await window.pushFrame({ vault: ready() });
    release({ oldKeyIsKept: false });
    await heard(window, 'Every account is sealed with the new key.');
    expect(window.inputsOf('vault.changeKey')).toHaveLength(1);
    expect(await page.getByText('The vault has a new key').count()).toBe(0);
  });

  it('tells that a change failed, also without the dialog', async () => {
    const window = await openWindow(two());
    const { page } = window;
    const gate = Promise.withResolvers<undefined>();
    window.answer('vault.changeKey', async () => {
      await gate.promise;
      return { ok: false, error: describeError('keychain_locked') };
    });
    await openInSettings(window, 'Change the key…');
    await page.getByRole('button', { name: 'Change the key', exact: true }).click();
    await page.getByText('Making a new key…').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    gate.resolve(undefined);
    const alert = page.getByRole('alert');
    await alert.getByText(errorCatalogue.keychain_locked.next).waitFor();
    window.answer('vault.changeKey', () => ({ ok: true, value: { oldKeyIsKept: false } }));
    await alert.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
  });

  it('stays in the keychain beside the new one while a record may need it, and the dialog says so', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.answer('vault.changeKey', () => ({ ok: true, value: { oldKeyIsKept: true } }));
    await openInSettings(window, 'Change the key…');
    await page.getByRole('button', { name: 'Change the key', exact: true }).click();
    await heard(window, /^Every account that can be opened is sealed with the new key/);
    await page.getByRole('dialog', { name: 'The vault’s key' }).getByText(oldKeyStays).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.getByRole('region', { name: 'The vault has a new key' }).count()).toBe(0);
  });

  it('stays in the keychain beside the new one, and the window says so when the dialog is closed', async () => {
    const window = await openWindow(two());
    const { page } = window;
    const release = window.hold('vault.changeKey');
    await openInSettings(window, 'Change the key…');
    await page.getByRole('button', { name: 'Change the key', exact: true }).click();
    await page.getByText('Making a new key…').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    release({ oldKeyIsKept: true });
    const notice = page.getByRole('region', { name: 'The vault has a new key' });
    await notice.getByText(oldKeyStays).waitFor();
    await openInSettings(window, 'Change the key…');
    await page.getByRole('dialog', { name: 'Change the vault’s key?' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.keyboard.press('Escape');
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await notice.waitFor({ state: 'detached' });
  });

  it('is put back into the keychain', async () => {
    const window = await openWindow(
      snapshot(two().accounts, { vault: ready({ keyIsMissing: true }) }),
    );
    const { page } = window;
    const notice = page.getByRole('region', {
      name: 'The keychain has lost the key of your vault',
    });
    window.fail('vault.restoreKey', 'keychain_locked');
    await notice.getByRole('button', { name: 'Put the key back' }).click();
    await page.getByRole('alert').getByText(errorCatalogue.keychain_locked.next).waitFor();
    window.answer('vault.restoreKey', async () => {
      await window.pushFrame({ vault: ready() });
      return { ok: true, value: undefined };
    });
    await notice.getByRole('button', { name: 'Put the key back' }).click();
    await heard(window, 'The key is back in the keychain.');
    await notice.waitFor({ state: 'detached' });
  });
});

describe('accounts that cannot be opened', { timeout: 20_000 }, () => {
  const hedy = quarantined();
  const nameless = quarantined({
    fileName: 'credentials/feed.sealed',
    reason: 'not_a_record',
    person: null,
    issuer: null,
    tags: [],
  });

  it('are listed with what is known, and looked at again', async () => {
    const window = await openWindow(snapshot(two().accounts, { quarantined: [hedy, nameless] }));
    const { page } = window;
    await openQuarantine(window);
    const items = await page
      .getByRole('list', { name: 'Accounts that cannot be opened' })
      .locator('.card')
      .allInnerTexts();
    for (const words of ['Hedy Lamarr', 'sealed with another key', 'radio', '4.8 kB']) {
      expect(items[0]).toContain(words);
    }
    expect(items[1]).toContain('Unknown account');
    expect(items[1]).toContain('credentials/feed.sealed');
    expect(items[1]).not.toContain('Sign in');
    window.answer('vault.retryQuarantined', async () => {
      await window.pushFrame({ quarantined: [nameless] });
      return { ok: true, value: { opened: 1 } };
    });
    await page.getByRole('button', { name: 'Look again' }).click();
    await heard(window, '1 account came back.');
    window.answer('vault.retryQuarantined', () => ({ ok: true, value: { opened: 0 } }));
    await page.getByRole('button', { name: 'Look again' }).click();
    await heard(window, 'None of them can be opened yet.');
  });

  it('come before a sign-in, when there is no other account', async () => {
    const window = await openWindow(snapshot([], { quarantined: [hedy] }));
    const { page } = window;
    await page.getByRole('button', { name: 'Add account' }).waitFor();
    await page.getByRole('button', { name: 'See what can be done' }).click();
    await page.getByRole('dialog', { name: 'Accounts that cannot be opened' }).waitFor();
  });

  it('can be signed in again at their org, as a new account', async () => {
    const window = await openWindow(snapshot(two().accounts, { quarantined: [hedy] }));
    await openQuarantine(window);
    await window.page.getByRole('button', { name: 'Sign in…: Hedy Lamarr' }).click();
    const radio = window.page.getByRole('radio', { name: new RegExp(`^${preview.name},`) });
    expect(await radio.isChecked()).toBe(true);
  });

  it('lead to a backup and back', async () => {
    const window = await openWindow(snapshot(two().accounts, { quarantined: [hedy] }));
    const { page } = window;
    await openQuarantine(window);
    await page.getByRole('button', { name: 'Restore a backup…' }).click();
    await page.getByRole('dialog', { name: 'Restore a backup' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog', { name: 'Accounts that cannot be opened' }).waitFor();
  });

  it('are set aside only after a question', async () => {
    const window = await openWindow(snapshot(two().accounts, { quarantined: [hedy, nameless] }));
    const { page } = window;
    await openQuarantine(window);
    window.answer('vault.setQuarantinedAside', async () => {
      await window.pushFrame({ quarantined: [nameless] });
      return { ok: true, value: undefined };
    });
    await page.getByRole('button', { name: 'Set aside…: Hedy Lamarr' }).press('Enter');
    await page.getByText('It is not deleted').waitFor();
    await page.getByText('as long as the vault’s key is not changed').waitFor();
    await eventually(async () => {
      expect(await focused(window)).toBe('Cancel');
    });
    expect(window.inputsOf('vault.setQuarantinedAside')).toEqual([]);
    await page.getByRole('button', { name: 'Set aside', exact: true }).press('Enter');
    await heard(window, 'Hedy Lamarr was set aside.');
    expect(window.inputsOf('vault.setQuarantinedAside')).toEqual([{ fileName: hedy.fileName }]);
    await eventually(async () => {
      expect(await page.evaluate(() => document.activeElement?.closest('.dialog') !== null)).toBe(
        true,
      );
    });
  });
});

describe('the accounts that ended', { timeout: 20_000 }, () => {
  it('are listed without a name, newest first, with the org, how they ended and when', async () => {
    const window = await openWindow(two());
    const { page } = window;
    const at = new Date(2026, 4, 3, 17, 19, 42).getTime();
    const [removed, revoked] = ended(2);
    if (removed === undefined || revoked === undefined) throw new Error('too few have ended');
    const release = window.hold('accounts.ended');
    await openInSettings(window, 'Accounts that ended');
    await page.getByText('Reading which accounts ended…').waitFor();
    await page.getByText(/Names are not kept\./).waitFor();
    // The same account, which came back from a backup in between.
    const before = { ...removed, at: at - 60_000 };
    release({ entries: [{ ...removed, at }, { ...revoked, orgName: preview.name, at }, before] });
    const list = page.getByRole('list', { name: 'Accounts that ended' });
    await list.waitFor();
    expect((await list.getByRole('listitem').allInnerTexts()).map(oneLine)).toEqual([
      'Acme May 3, 2026, 5:19:42 PM Removed from this device',
      'Acme Preview May 3, 2026, 5:19:42 PM Revoked at the org',
      'Acme May 3, 2026, 5:18:42 PM Removed from this device',
    ]);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('dialog', { name: 'Settings' }).waitFor();
  });

  it('are asked for again after a failure', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.fail('accounts.ended', 'disk_read_failed');
    await openInSettings(window, 'Accounts that ended');
    const alert = page.getByRole('alert');
    await alert.getByText(errorCatalogue.disk_read_failed.next).waitFor();
    window.answer('accounts.ended', () => ({ ok: true, value: { entries: [] } }));
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No account has ended on this device.').waitFor();
    expect(await page.getByRole('list', { name: 'Accounts that ended' }).count()).toBe(0);
  });
});

describe('a vault that cannot be opened', { timeout: 20_000 }, () => {
  it('offers a new one when its key or its own file is lost', async () => {
    const window = await openWindow(blocked('vault_key_missing'));
    const { page } = window;
    await page.getByRole('button', { name: 'Start a new vault…' }).press('Enter');
    await page.getByText(/Nothing is deleted/).waitFor();
    await eventually(async () => {
      expect(await focused(window)).toBe('Cancel');
    });
    window.fail('vault.startNew', 'disk_full');
    await page.getByRole('button', { name: 'Start a new vault', exact: true }).click();
    await page.getByText(errorCatalogue.disk_full.next).waitFor();
    window.answer('vault.startNew', async () => {
      await window.pushFrame({ vault: ready() });
      return { ok: true, value: undefined };
    });
    await page.getByRole('button', { name: 'Start a new vault', exact: true }).click();
    await heard(window, 'A new vault was started. The old files are kept beside it.');
    await page.getByRole('button', { name: 'Restore a backup…' }).waitFor();
  });

  it.each([
    ['keychain_denied', 'The keychain does not hand out the key to your accounts'],
    ['vault_newer_format', 'Update the app to open your accounts'],
    ['disk_full', 'Free some disk space to open your accounts'],
    ['disk_read_failed', 'The disk does not hand out your accounts'],
    ['internal', 'Your accounts are safe, but cannot be opened'],
  ] as const)('says what is the matter: %s', async (code, title) => {
    const window = await openWindow(blocked(code));
    await window.page.getByRole('heading', { name: title }).waitFor();
    await window.page.getByRole('alert').getByText(errorCatalogue[code].next).waitFor();
    expect(await window.page.getByRole('button', { name: 'Start a new vault…' }).count()).toBe(0);
  });

  it('says only once that its key is lost', async () => {
    const window = await openWindow(blocked('vault_key_missing'));
    await window.page.getByRole('alert').getByText(errorCatalogue.vault_key_missing.next).waitFor();
    expect(await window.page.getByText(errorCatalogue.vault_key_missing.message).count()).toBe(0);
  });

  it('tells who holds it', async () => {
    const window = await openWindow(blocked('vault_in_use', 'Process 4242 has it open.'));
    await window.page
      .getByRole('heading', { name: 'Your accounts are open somewhere else' })
      .waitFor();
    await window.page.getByText('Process 4242 has it open.').waitFor();
  });
});

function blocked(code: ErrorCode, detail: string | null = null): Snapshot {
  return snapshot([], { vault: { kind: 'blocked', error: describeError(code, { detail }) } });
}

/** The words of an element as a person reads them on. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

async function openInSettings({ page }: FakeWindow, action: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: action }).click();
}

async function openQuarantine({ page }: FakeWindow): Promise<void> {
  await page.getByRole('button', { name: 'Show: Accounts that cannot be opened' }).click();
  await page.getByRole('dialog').waitFor();
}
