import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/shared/error-catalogue.ts';
import { historyEventNames } from '../../src/shared/history-events.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import { account, history, historyEntry, problem, snapshot } from './support/fixtures.ts';
import { focused, focusFirstRow, heard, two } from './support/journeys.ts';

const openWindow = useBrowser();
const minute = 60_000;

describe('the details of an account', { timeout: 20_000 }, () => {
  it('open with a key on its row, and give the focus back to it', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await focusFirstRow(window);
    await page.keyboard.press('Control+i');
    await page.getByRole('dialog', { name: 'Details of Ada Lovelace' }).waitFor();
    await page.keyboard.press('Escape');
    await eventually(async () => {
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(await focused(window)).toContain('Ada Lovelace, Acme');
    });
  });

  it('tell what an administrator compares', async () => {
    const window = await openWindow(two());
    const dialog = await openDetails(window);
    expect(await dialog.locator('dl').first().innerText()).toContain('ada@acme.example');
    const technical = dialog.locator('summary', { hasText: 'Technical facts' });
    expect(await dialog.getByText('00u-ada').isVisible()).toBe(false);
    await technical.focus();
    await technical.press('Enter');
    await dialog.getByText('00u-ada').waitFor();
    const text = (await dialog.locator('dl').allInnerTexts()).join('\n');
    for (const value of [
      '00u-ada',
      'https://acme.okta.com/oauth2/default',
      '0oa1ab2cd3EF4gh5I6j7',
      'openid profile email offline_access',
      'work',
      'in 48 min',
    ]) {
      expect(text).toContain(value);
    }
  });

  it('show the history newest first, with reasons in words and ids to copy', async () => {
    const window = await openWindow(two());
    window.answer('accounts.history', () => ({ ok: true, value: { entries: history() } }));
    const dialog = await openDetails(window);
    const list = dialog.getByRole('list', { name: 'History' });
    await list.getByText('3 times in a row').waitFor();
    const lines = await list.getByRole('listitem').allInnerTexts();
    expect(lines.map((line) => line.split('\n')[0])).toEqual([
      'Refreshed by itself',
      'Refresh failed',
      'Access token copied',
      'Signed in',
    ]);
    expect(lines[1]).toContain(errorCatalogue.rate_limited.message);
    expect(lines[1]).toContain('The org says: API call exceeded rate limit');
    const id = list.getByText('ZkWq1nRk3mTjv5Y2p8cLxAAAB7E', { exact: true });
    expect(await id.evaluate((element) => getComputedStyle(element).userSelect)).toBe('text');
    expect(window.inputsOf('accounts.history')).toContainEqual({ accountId: 'ada' });
  });

  it('show the history before the fold, and tell entries of one minute apart', async () => {
    const window = await openWindow(two(), { width: 1080, height: 720 });
    const noon = new Date(2026, 10, 23, 12, 0, 1).getTime();
    window.answer('accounts.history', () => ({
      ok: true,
      value: {
        entries: [
          historyEntry('signed_in', { at: noon }),
          historyEntry('refreshed', { at: noon + 1000 }),
        ],
      },
    }));
    const dialog = await openDetails(window);
    const entries = dialog.getByRole('list', { name: 'History' }).getByRole('listitem');
    await entries.last().waitFor();
    const body = await dialog.locator('.dialog-body').boundingBox();
    const last = await entries.last().boundingBox();
    expect((last?.y ?? Infinity) + (last?.height ?? 0)).toBeLessThan(
      (body?.y ?? 0) + (body?.height ?? 0),
    );
    const times = await entries.locator('time').allInnerTexts();
    expect(new Set(times).size).toBe(2);
  });

  it('have words for every event of a history', async () => {
    const window = await openWindow(two());
    const entries = historyEventNames.map((event) => historyEntry(event));
    window.answer('accounts.history', () => ({ ok: true, value: { entries } }));
    const dialog = await openDetails(window);
    const list = dialog.getByRole('list', { name: 'History' });
    await list.getByText('Signed in', { exact: true }).waitFor();
    const words = await list.locator('.history-event').allInnerTexts();
    expect(new Set(words).size).toBe(historyEventNames.length);
    expect(words.join(' ')).not.toContain('_');
  });

  it('tell in the history what was copied', async () => {
    const window = await openWindow(two());
    const entries = ['access_token', 'id_token', 'request'].map((detail) =>
      historyEntry('copied', { detail }),
    );
    window.answer('accounts.history', () => ({ ok: true, value: { entries } }));
    const dialog = await openDetails(window);
    await dialog.getByText('Request copied').waitFor();
    expect(await dialog.locator('.history-event').allInnerTexts()).toEqual([
      'Request copied',
      'ID token copied',
      'Access token copied',
    ]);
  });

  it('ask for the history again when the account changes', async () => {
    const window = await openWindow(two());
    let entries = [historyEntry('signed_in')];
    window.answer('accounts.history', () => ({ ok: true, value: { entries } }));
    const dialog = await openDetails(window);
    await dialog.getByText('Signed in', { exact: true }).waitFor();
    entries = [...entries, historyEntry('refreshed')];
    await window.changeAccount('ada', { issuedAt: Date.now() });
    await dialog.getByText('Refreshed', { exact: true }).waitFor();
  });

  it('tell why the history cannot be had, and try again', async () => {
    const window = await openWindow(two());
    window.fail('accounts.history', 'disk_read_failed');
    const dialog = await openDetails(window);
    await dialog.getByRole('alert').getByText(errorCatalogue.disk_read_failed.next).waitFor();
    window.answer('accounts.history', () => ({ ok: true, value: { entries: [] } }));
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByText('Nothing has happened yet.').waitFor();
  });

  it('choose whether the account is refreshed by itself, and tell when next', async () => {
    const nextAt = Date.now() + 12 * minute + 30_000;
    const window = await openWindow(
      snapshot([account('ada', { automaticRefresh: { choice: null, nextAt } })]),
    );
    const dialog = await openDetails(window);
    await dialog.getByText('The settings say on. Refreshes by itself in 12 min.').waitFor();
    await dialog.getByRole('radio', { name: 'Follow the settings' }).press('ArrowRight');
    await eventually(() => {
      expect(window.inputsOf('accounts.setAutomaticRefresh')).toEqual([
        { accountId: 'ada', choice: true },
      ]);
    });
    await window.changeAccount('ada', { automaticRefresh: { choice: false, nextAt: null } });
    await dialog.getByText('It is refreshed only when you ask for it.').waitFor();
    await dialog.getByText('Follow the settings').click();
    await eventually(() => {
      expect(window.inputsOf('accounts.setAutomaticRefresh')).toContainEqual({
        accountId: 'ada',
        choice: null,
      });
    });
    window.fail('accounts.setAutomaticRefresh', 'disk_full');
    await dialog.getByText('On', { exact: true }).click();
    await dialog.getByText(errorCatalogue.disk_full.next).waitFor();
  });

  it('say nothing of Touch ID where the computer has none and nobody asked for it', async () => {
    const window = await openWindow(two());
    const dialog = await openDetails(window);
    await dialog.getByText('Nothing has happened yet.').waitFor();
    expect(await dialog.getByRole('switch').count()).toBe(0);
  });

  it('let the person be asked before a token is handed out, and tell when that fails', async () => {
    const window = await openWindow(snapshot([account('ada')], { presence: { available: true } }));
    const dialog = await openDetails(window);
    const ask = dialog.getByRole('switch', { name: 'Ask for Touch ID before' });
    expect(await ask.isChecked()).toBe(false);
    await ask.press('Space');
    await window.changeAccount('ada', { requiresPresence: true });
    await eventually(async () => {
      expect(await ask.isChecked()).toBe(true);
    });
    window.fail('accounts.setRequiresPresence', 'presence_denied');
    await ask.press('Space');
    await dialog.getByText(errorCatalogue.presence_denied.message).waitFor();
    expect(await ask.isChecked()).toBe(true);
    expect(window.inputsOf('accounts.setRequiresPresence')).toEqual([
      { accountId: 'ada', required: true },
      { accountId: 'ada', required: false },
    ]);
  });

  it('ask before Touch ID is switched off where the computer has none, and keep the focus', async () => {
    const window = await openWindow(snapshot([account('ada', { requiresPresence: true })]));
    const dialog = await openDetails(window);
    await dialog.getByText(/This computer cannot ask for Touch ID, so copying/).waitFor();
    const ask = dialog.getByRole('switch', { name: 'Ask for Touch ID before' });
    await ask.press('Space');
    const question = window.page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await eventually(async () => {
      expect(await ask.evaluate((element) => element === document.activeElement)).toBe(true);
    });
    expect(window.inputsOf('accounts.setRequiresPresence')).toEqual([]);
    window.answer('accounts.setRequiresPresence', async () => {
      await window.changeAccount('ada', { requiresPresence: false });
      return { ok: true, value: undefined };
    });
    await ask.press('Space');
    await question.getByRole('button', { name: 'Switch off' }).click();
    await heard(window, 'Tokens of Ada Lovelace are handed out without asking.');
    expect(window.inputsOf('accounts.setRequiresPresence')).toEqual([
      { accountId: 'ada', required: false },
    ]);
    await eventually(async () => {
      expect(await ask.count()).toBe(0);
      expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(
        true,
      );
    });
  });

  it('tell that a session without a refresh token cannot be refreshed', async () => {
    const window = await openWindow(snapshot([account('ada', { hasRefreshToken: false })]));
    const dialog = await openDetails(window);
    await dialog.getByText(/It has no refresh token, so it cannot be refreshed/).waitFor();
  });

  it('show the problem with its repair, and that a session is not saved', async () => {
    const window = await openWindow(
      snapshot([account('ada', { unsaved: true, problem: problem('id_token_invalid') })]),
    );
    const dialog = await openDetails(window);
    await dialog.getByText(errorCatalogue.id_token_invalid.message).waitFor();
    await dialog.getByText('No, the newest tokens are only in memory').waitFor();
    await dialog.getByRole('button', { name: 'Save now: Ada Lovelace' }).click();
    await heard(window, 'The session of Ada Lovelace is saved.');
    expect(window.inputsOf('accounts.saveNow')).toEqual([{ accountId: 'ada' }]);
  });

  it('tell whether tokens are bound, replaced at a refresh, and shared with other apps', async () => {
    const window = await openWindow(snapshot([account('ada')]));
    const dialog = await openDetails(window);
    await dialog.getByText('Technical facts').click();
    const facts = dialog.locator('details dl');
    await facts.getByText('Not known before the first refresh').waitFor();
    await facts.getByText('No, whoever has a copy of a token can use it').waitFor();
    await window.changeAccount('ada', {
      refreshTokenRotates: true,
      isBound: true,
      hasDeviceSecret: true,
    });
    await facts.getByText('Replaced at each refresh').waitFor();
    await facts.getByText('Yes, its tokens are useless without the key').waitFor();
    const secret = facts.locator('.fact', { hasText: '(device secret)' });
    expect(await secret.locator('dd').innerText()).toBe('Yes');
    await window.changeAccount('ada', { hasRefreshToken: false });
    await facts.getByText('Replaced at each refresh').waitFor({ state: 'detached' });
  });

  it('warn of a refresh token that stays the same and is not bound', async () => {
    const window = await openWindow(snapshot([account('ada', { refreshTokenRotates: false })]));
    const dialog = await openDetails(window);
    const notice = dialog.getByRole('region', { name: /^A stolen copy of this session/ });
    await notice
      .getByText(/Ask the administrator of Acme for refresh token rotation or DPoP/)
      .waitFor();
    for (const safe of [
      { isBound: true },
      { refreshTokenRotates: true },
      { hasRefreshToken: false },
    ]) {
      await window.changeAccount('ada', { isBound: false, refreshTokenRotates: false });
      await notice.waitFor();
      await window.changeAccount('ada', safe);
      await notice.waitFor({ state: 'detached' });
    }
  });

  it('say so when the account is removed meanwhile', async () => {
    const window = await openWindow(two());
    await openDetails(window);
    await window.removeAccounts('ada');
    await window.page.getByText(errorCatalogue.account_not_found.message).waitFor();
  });
});

describe('an account that is not saved', { timeout: 20_000 }, () => {
  it('says so on its row and offers to save it, and why that fails', async () => {
    const window = await openWindow(snapshot([account('ada', { unsaved: true })]));
    const { page } = window;
    const note = page.getByRole('group', { name: 'Problem with Ada Lovelace' });
    await note.getByText(errorCatalogue.token_unsaved.message).waitFor();
    window.fail('accounts.saveNow', 'disk_full');
    await note.getByRole('button', { name: 'Save now: Ada Lovelace' }).click();
    await heard(window, errorCatalogue.disk_full.next);
    await note.getByText(errorCatalogue.disk_full.message).waitFor();
    expect(await note.getByRole('button', { name: /Try again|Save now/ }).count()).toBe(1);
  });
});

async function openDetails(window: FakeWindow) {
  await window.page.getByRole('button', { name: 'More actions for Ada Lovelace' }).click();
  await window.page.getByRole('menuitem', { name: 'Details…' }).click();
  const dialog = window.page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}
