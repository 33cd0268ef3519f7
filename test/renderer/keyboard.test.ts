import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import { account, attempts, person } from './support/fixtures.ts';
import { focused, focusFirstRow, heard, two } from './support/journeys.ts';

const openWindow = useBrowser();

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
        {
          orgId: 'org-preview',
          tags: ['blue', 'left over'],
          accountId: null,
          method: { kind: 'browser', loginHint: null, prompt: 'automatic' },
        },
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
    await focusFirstRow(window);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Remove from this device…' }).press('Enter');
    await eventually(async () => {
      expect(await focused(window)).toBe('Cancel');
    });
    await page.getByRole('button', { name: 'Remove from this device' }).press('Enter');
    await heard(window, 'Grace Hopper was removed from this device.');
    expect(window.inputsOf('accounts.remove')).toEqual([{ accountId: 'grace' }]);
    await eventually(async () => {
      expect(await focused(window)).toContain('Ada Lovelace');
    });
  });
});
