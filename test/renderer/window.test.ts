import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../src/shared/views.ts';
import { describeError, errorCatalogue } from '../../src/shared/error-catalogue.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import { account, person, quarantined, snapshot } from './support/fixtures.ts';
import { focused, grace, heard, two } from './support/journeys.ts';

const openWindow = useBrowser();

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

  it('tells in the name of a row when its session runs out', async () => {
    const window = await openWindow(snapshot([account('ada', { expiresAt: Date.now() + 3000 })]));
    await window.page.getByRole('row', { name: 'Ada Lovelace, Acme, Expires soon' }).waitFor();
    await window.page.getByRole('row', { name: 'Ada Lovelace, Acme, Expired' }).waitFor();
  });

  it('keeps the copy button as wide while it says that it copied', async () => {
    const window = await openWindow(two());
    window.answer('accounts.copyToken', () => ({
      ok: true,
      value: { clearsAt: Date.now() + 30_000 },
    }));
    const button = window.page.getByRole('button', { name: 'Copy access token of Ada Lovelace' });
    const before = await button.boundingBox();
    await button.click();
    await button.getByText('Copied').waitFor();
    expect((await button.boundingBox())?.width).toBe(before?.width);
  });

  it('tells of accounts that cannot be opened, with others or without', async () => {
    const one = quarantined();
    const window = await openWindow({
      ...two(),
      frame: { ...two().frame, quarantined: [one, quarantined({ fileName: 'b' })] },
    });
    const { page } = window;
    await page
      .getByRole('region', { name: '2 accounts on this device cannot be opened' })
      .waitFor();
    await window.pushFrame({ quarantined: [one] });
    await window.removeAccounts('ada', 'grace');
    await page
      .getByRole('region', { name: '1 account on this device cannot be opened' })
      .getByText('Nothing was deleted')
      .waitFor();
    await page.getByRole('heading', { name: 'No account to show' }).waitFor();
    expect(await page.getByText('No accounts yet').count()).toBe(0);
    await window.pushFrame({ quarantined: [] });
    await page.getByText('No accounts yet').waitFor();
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
    await bar.getByText(/ID token of Ada Lovelace copied — clears in 2[78] s/).waitFor();
    await bar.getByText(/clears in 26 s/).waitFor();
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
    await window.pushFrame({
      settings: { theme: 'dark', clipboardSeconds: 30, automaticRefresh: true },
    });
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
    await page.getByRole('switch', { name: 'Refresh accounts by themselves' }).press('Space');
    await eventually(() => {
      expect(window.inputsOf('settings.update')).toContainEqual({ automaticRefresh: false });
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
