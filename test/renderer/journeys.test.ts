import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../src/shared/views.ts';
import { describeError, errorCatalogue, type ErrorCode } from '../../src/shared/error-catalogue.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import { acme, account, attempts, person, problem, snapshot } from './support/fixtures.ts';

const openWindow = useBrowser();
const grace = account('grace', { person: person('Grace Hopper', 'grace@navy.example') });
const two = () => snapshot([account('ada', { isDefault: true, tags: ['work'] }), grace]);

/** Waits until a live region has said something. */
const heard = async ({ page }: FakeWindow, words: string | RegExp) => {
  await page.getByTestId('announcements').getByText(words).first().waitFor({ state: 'attached' });
};
const focused = ({ page }: FakeWindow) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  );
describe('with the keyboard alone, a person', { timeout: 20_000 }, () => {
  it('adds an account from the first key to the new row', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.answer('signIn.start', () => ({ ok: true, value: { attemptId: 'attempt-1' } }));
    await page.getByRole('row').first().waitFor();

    await page.keyboard.press('Control+n');
    await page.getByRole('radio', { name: /^Acme,/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('blue');
    await page.keyboard.press('Enter');
    await heard(window, 'Tag blue added.');
    await page.keyboard.type('left over');
    await page.keyboard.press('Tab');
    while ((await focused(window)) !== 'Continue in browser') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await eventually(() => {
      expect(window.inputsOf('signIn.start')).toEqual([
        { orgId: 'org-preview', tags: ['blue', 'left over'], accountId: null },
      ]);
    });

    await window.pushFrame({ signIns: [attempts.waiting()] });
    await heard(window, 'Finish signing in in your browser');
    await window.pushFrame({ signIns: [attempts.exchanging()] });
    await window.pushAccounts(account('zoe', { person: person('Zoe Zed', 'zoe@acme.example') }));
    await window.pushFrame({ signIns: [attempts.done('zoe')] });
    await heard(window, 'Zoe Zed was added.');
    await eventually(async () => {
      expect(await focused(window)).toContain('Zoe Zed');
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(window.inputsOf('signIn.dismiss')).toEqual([{ attemptId: 'attempt-1' }]);
    });
  });

  it('refreshes from the buttons of a row', async () => {
    const window = await openWindow(two());
    await focusFirstRow(window);
    await window.page.keyboard.press('ArrowRight');
    await window.page.keyboard.press('ArrowRight');
    expect(await focused(window)).toBe('Refresh Ada Lovelace');
    await window.page.keyboard.press('Enter');
    await heard(window, 'Ada Lovelace was refreshed.');
    expect(window.inputsOf('accounts.refresh')).toEqual([{ accountId: 'ada' }]);
  });

  it('makes another account the default from the menu of its row', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await focusFirstRow(window);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Make default' }).waitFor();
    await eventually(async () => {
      expect(await focused(window)).toContain('Make default');
    });
    await page.keyboard.press('Enter');
    await heard(window, 'Grace Hopper is the default account.');
    expect(window.inputsOf('accounts.makeDefault')).toEqual([{ accountId: 'grace' }]);
  });

  it('copies, refreshes and asks to remove with shortcuts on a row', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.answer('accounts.copyToken', () => ({
      ok: true,
      value: { clearsAt: Date.now() + 30_000 },
    }));
    await focusFirstRow(window);
    await page.keyboard.press('Control+c');
    await heard(window, /Access token of Ada Lovelace copied\. It clears in (30|29) seconds\./);
    await page.keyboard.press('Control+r');
    await heard(window, 'Ada Lovelace was refreshed.');
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog').waitFor();
    await eventually(async () => {
      expect(await focused(window)).toBe('Cancel');
    });
    await page.keyboard.press('Escape');
    await eventually(async () => {
      expect(await focused(window)).toContain('Ada Lovelace, Acme');
    });
  });

  it('searches, and leaves the search with Escape', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await page.getByRole('row').first().waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('navy');
    await eventually(async () => {
      expect(await page.getByRole('row').count()).toBe(1);
    });
    expect(await page.getByText('1 of 2 accounts').count()).toBe(1);
    await page.keyboard.press('Escape');
    await eventually(async () => {
      expect(await page.getByRole('row').count()).toBe(2);
    });
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
  });

  it('removes an account and goes on in the list', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.answer('accounts.remove', async () => {
      await window.removeAccounts('grace');
      return { ok: true, value: undefined };
    });
    await page.getByRole('button', { name: 'More actions for Grace Hopper' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Remove from this device…' }).press('Enter');
    await eventually(async () => {
      expect(await focused(window)).toBe('Cancel');
    });
    await page.getByRole('button', { name: 'Remove from this device' }).press('Enter');
    await heard(window, 'Grace Hopper was removed from this device.');
    await eventually(async () => {
      expect(await focused(window)).toContain('Ada Lovelace');
    });
  });
});

describe('a sign-in', { timeout: 20_000 }, () => {
  const start = async (window: FakeWindow) => {
    window.answer('signIn.start', () => ({ ok: true, value: { attemptId: 'attempt-1' } }));
    await window.page.getByRole('button', { name: 'Add account' }).click();
    await window.page.getByRole('button', { name: 'Continue in browser' }).click();
  };

  it('goes on in a banner when its dialog is closed, and can be shown again', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await start(window);
    await window.pushFrame({ signIns: [attempts.waiting()] });
    await page.getByText('Finish signing in in your browser').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show: Acme' }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await heard(window, 'The link was copied.');
    await page.getByRole('button', { name: 'Open browser again' }).click();
    await page.getByRole('button', { name: 'Cancel sign-in' }).click();
    await eventually(() => {
      expect(window.sent.map(({ name }) => name).slice(-4)).toEqual([
        'signIn.copyLink',
        'signIn.openBrowser',
        'signIn.cancel',
        'signIn.dismiss',
      ]);
    });
  });

  it('counts down while it waits', async () => {
    const window = await openWindow(two());
    await start(window);
    await window.pushFrame({ signIns: [attempts.waiting()] });
    const countdown = window.page.getByText(/Waiting for another/);
    const before = await countdown.textContent();
    await eventually(async () => {
      expect(await countdown.textContent()).not.toBe(before);
    });
  });

  it('that failed tells the next step, and starts again with the same org and tags', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await start(window);
    await window.pushFrame({ signIns: [attempts.failed('redirect_mismatch')] });
    const alert = page.getByRole('alert');
    await alert.getByText(errorCatalogue.redirect_mismatch.next).waitFor();
    await alert.getByText('ZkWq1-request-id').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => {
      expect(window.inputsOf('signIn.start')).toHaveLength(2);
      expect(window.inputsOf('signIn.start')[1]).toEqual({
        orgId: acme.id,
        tags: [],
        accountId: null,
      });
    });
  });

  it('that could not be saved offers to save again', async () => {
    const window = await openWindow(two());
    await start(window);
    await window.pushFrame({ signIns: [attempts.failed('disk_full', true)] });
    await window.page.getByRole('button', { name: 'Save again' }).click();
    await eventually(() => {
      expect(window.inputsOf('signIn.retrySave')).toEqual([{ attemptId: 'attempt-1' }]);
    });
  });

  it('that could not be saved outlives its dialog, until the person discards it', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await start(window);
    await window.pushFrame({ signIns: [attempts.failed('disk_full', true)] });
    await page.getByRole('button', { name: 'Save again' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show: Acme' }).click();
    expect(window.inputsOf('signIn.dismiss')).toEqual([]);
    await page.getByRole('button', { name: 'Discard this sign-in' }).click();
    await eventually(() => {
      expect(window.inputsOf('signIn.dismiss')).toEqual([{ attemptId: 'attempt-1' }]);
    });
  });

  it('is offered again with the org of the account', async () => {
    const rejected = account('ada', { problem: problem('refresh_token_rejected'), tags: ['work'] });
    const window = await openWindow(snapshot([rejected]));
    window.answer('signIn.start', () => ({ ok: true, value: { attemptId: 'attempt-1' } }));
    await window.page
      .getByRole('group', { name: 'Problem with Ada Lovelace' })
      .getByRole('button', { name: 'Sign in again as Ada Lovelace' })
      .click();
    await window.page.getByRole('button', { name: 'Continue in browser' }).click();
    await eventually(() => {
      expect(window.inputsOf('signIn.start')).toEqual([
        { orgId: acme.id, tags: ['work'], accountId: 'ada' },
      ]);
    });
  });

  it('starts with an org when there is none', async () => {
    const window = await openWindow(snapshot([], { orgs: [] }));
    const { page } = window;
    window.answer('orgs.add', async () => {
      await window.pushFrame({ orgs: [acme] });
      return { ok: true, value: { orgId: acme.id } };
    });
    await page.getByRole('button', { name: 'Add an org' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Acme');
    await page.getByLabel('Okta domain or issuer URL').fill('acme.okta.com');
    await page.getByLabel('Client ID', { exact: true }).fill('0oa1');
    await page.getByRole('button', { name: 'Copy all: Sign-in redirect URIs' }).click();
    await heard(window, 'The redirect URIs were copied.');
    await page.getByLabel('Client ID', { exact: true }).press('Enter');
    await page.getByRole('radio', { name: /^Acme,/ }).waitFor();
    expect(window.inputsOf('orgs.add')).toEqual([
      {
        name: 'Acme',
        issuer: 'acme.okta.com',
        clientId: '0oa1',
        scopes: ['openid', 'profile', 'email', 'offline_access'],
      },
    ]);
  });
});

describe('an error', { timeout: 40_000 }, () => {
  it('of any kind shows its next step on the row', async () => {
    const codes = Object.keys(errorCatalogue) as ErrorCode[];
    const window = await openWindow(two(), { height: 1200 });
    for (const code of codes) {
      const error = describeError(code, { detail: `Detail of ${code}`, requestId: `id-${code}` });
      await window.changeAccount('ada', { problem: { ...error, at: Date.now() } });
      const note = window.page.getByRole('group', { name: 'Problem with Ada Lovelace' });
      await note.getByText(`id-${code}`, { exact: true }).waitFor();
      const text = (await note.textContent()) ?? '';
      expect(text).toContain(error.message);
      expect(text).toContain(error.next);
      expect(text).toContain(`Detail of ${code}`);
    }
  });

  it('of a press is announced, stays on its row, and can be dismissed or tried again', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.fail('accounts.refresh', 'rate_limited');
    await page.getByRole('button', { name: 'Refresh Ada Lovelace' }).click();
    await heard(window, errorCatalogue.rate_limited.next);
    const note = page.getByRole('group', { name: 'Problem with Ada Lovelace' });
    await note.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => {
      expect(window.inputsOf('accounts.refresh')).toHaveLength(2);
    });
    await note.getByRole('button', { name: 'Dismiss' }).click();
    await note.waitFor({ state: 'detached' });
  });

  it('that comes back in the reply and with the account shows once', async () => {
    const window = await openWindow(two());
    window.answer('accounts.refresh', async () => {
      await window.changeAccount('ada', { problem: problem('rate_limited') });
      return { ok: false, error: describeError('rate_limited') };
    });
    await window.page.getByRole('button', { name: 'Refresh Ada Lovelace' }).click();
    await heard(window, errorCatalogue.rate_limited.next);
    expect(await window.page.getByText(errorCatalogue.rate_limited.message).count()).toBe(2);
  });

  it('that arises by itself is announced with the name', async () => {
    const window = await openWindow(two());
    await window.page.getByRole('row').first().waitFor();
    await window.changeAccount('grace', { problem: problem('refresh_token_rejected') });
    await heard(window, /^Grace Hopper: The org no longer accepts this session\./);
  });

  it('of the vault offers to try again', async () => {
    const window = await openWindow(
      snapshot([], { vault: { kind: 'blocked', error: describeError('keychain_locked') } }),
    );
    await window.page.getByText(errorCatalogue.keychain_locked.next).waitFor();
    await window.page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => {
      expect(window.inputsOf('vault.retry')).toHaveLength(1);
    });
  });
});

describe('the window', { timeout: 20_000 }, () => {
  it('shows that an action runs, from its own press and from the main process', async () => {
    const window = await openWindow(two());
    const { page } = window;
    const release = window.hold('accounts.refresh');
    const button = page.getByRole('button', { name: 'Refresh Ada Lovelace' });
    await button.click();
    await button.locator('.spin').waitFor();
    release();
    await heard(window, 'Ada Lovelace was refreshed.');
    await window.changeAccount('grace', { activity: 'refreshing' });
    await page.getByRole('row', { name: /Grace Hopper, Acme, Refreshing…/ }).waitFor();
  });

  it('offers the next default when there is none', async () => {
    const window = await openWindow(snapshot([account('ada'), grace]));
    await window.page
      .getByRole('region', { name: 'No default account' })
      .getByRole('button', { name: 'Make Grace Hopper (Acme) the default' })
      .click();
    await heard(window, 'Grace Hopper is the default account.');
    await window.changeAccount('grace', { isDefault: true });
    await window.page
      .getByRole('region', { name: 'No default account' })
      .waitFor({ state: 'detached' });
  });

  it('counts a copied token down and clears it on request', async () => {
    const window = await openWindow(two());
    await window.pushFrame({
      clipboard: { accountId: 'ada', kind: 'id_token', clearsAt: Date.now() + 28_000 },
    });
    const bar = window.page.getByRole('region', { name: 'Clipboard' });
    await bar.getByText(/ID token of Ada Lovelace copied — clears in 2[78]s/).waitFor();
    await bar.getByText(/clears in 26s/).waitFor();
    await bar.getByRole('button', { name: 'Clear now' }).click();
    await heard(window, 'The clipboard was cleared.');
    expect(window.inputsOf('clipboard.clear')).toHaveLength(1);
  });

  it('tells what each token met when a revocation failed in part', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.answer('accounts.revoke', () => ({
      ok: true,
      value: {
        results: [
          { kind: 'refresh_token', outcome: 'revoked', error: null },
          { kind: 'access_token', outcome: 'failed', error: describeError('rate_limited') },
        ],
      },
    }));
    await page.getByRole('button', { name: 'More actions for Ada Lovelace' }).click();
    await page.getByRole('menuitem', { name: 'Revoke…' }).click();
    await eventually(async () => {
      expect(await focused(window)).toBe('Cancel');
    });
    await page.getByRole('button', { name: 'Revoke and remove' }).click();
    const results = page.getByRole('list', { name: 'Result for each token' });
    await results.getByText(errorCatalogue.rate_limited.next).waitFor();
    expect(await results.getByRole('listitem').allTextContents()).toEqual([
      'Refresh tokenRevoked',
      expect.stringContaining('Access tokenNot revoked'),
    ]);
  });

  it('follows the theme of the settings and changes it', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText('Dark', { exact: true }).click();
    await eventually(() => {
      expect(window.inputsOf('settings.update')).toEqual([{ theme: 'dark' }]);
    });
    await window.pushFrame({ settings: { theme: 'dark', clipboardSeconds: 30 } });
    await eventually(async () => {
      const scheme = await page.evaluate(
        () => getComputedStyle(document.documentElement).colorScheme,
      );
      expect(scheme).toBe('dark');
    });
    await page.getByRole('button', { name: 'More seconds' }).click();
    await eventually(() => {
      expect(window.inputsOf('settings.update')).toContainEqual({ clipboardSeconds: 35 });
    });
  });

  it('changes tags', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await page.getByRole('button', { name: 'More actions for Ada Lovelace' }).click();
    await page.getByRole('menuitem', { name: 'Edit tags…' }).click();
    await page.getByRole('button', { name: 'Remove tag work' }).click();
    await page.getByLabel('Add a tag').fill('play');
    await page.getByRole('button', { name: 'Save' }).click();
    await heard(window, 'Tags of Ada Lovelace saved.');
    expect(window.inputsOf('accounts.setTags')).toEqual([{ accountId: 'ada', tags: ['play'] }]);
  });

  it('tells look-alikes apart by issuer and client', async () => {
    const other = account('other', { org: { ...grace.org, clientId: '0oaOther' } });
    const window = await openWindow(snapshot([account('ada'), other, grace]));
    await window.page.getByText('Client 0oaOther').waitFor();
    expect(await window.page.getByText(/^Client /).count()).toBe(2);
  });

  it('keeps up with a thousand accounts', async () => {
    const many: AccountView[] = Array.from({ length: 1000 }, (_, index) =>
      account(`a${index}`, {
        person: person(`Person ${index}`, `person${index}@acme.example`),
        isDefault: index === 777,
      }),
    );
    const window = await openWindow(snapshot(many));
    const { page } = window;
    await page.getByRole('row').first().waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    await page.getByRole('button', { name: 'Show the default account, Person 777' }).click();
    await eventually(async () => {
      expect(await focused(window)).toContain('Person 777');
      const box = await page.getByRole('row', { name: /^Person 777,/ }).boundingBox();
      expect(box?.y).toBeGreaterThan(0);
      expect(box?.y).toBeLessThan(700);
    });
    await page.getByRole('searchbox').fill('person998@');
    await page.getByText('1 of 1,000 accounts').waitFor();
  });
});

async function focusFirstRow({ page }: FakeWindow): Promise<void> {
  await page.getByRole('row').first().waitFor();
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('Tab');
  for (let step = 0; step < 6; step += 1) {
    const role = await page.evaluate(() => document.activeElement?.getAttribute('role'));
    if (role === 'row') return;
    await page.keyboard.press('Tab');
  }
  throw new Error('no row can be reached with Tab');
}
