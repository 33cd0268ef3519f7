import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/shared/error-catalogue.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import { account, snapshot } from './support/fixtures.ts';
import { focused, heard } from './support/journeys.ts';

const openWindow = useBrowser();
const boundWords =
  'This token is bound to a key of this device: by itself it is useless elsewhere.';

describe('copying with a token that is bound to a key', { timeout: 20_000 }, () => {
  const bound = () => snapshot([account('ada', { isBound: true })]);

  it('says that the token alone is useless elsewhere, and leads to a request', async () => {
    const window = await openWindow(bound());
    const { page } = window;
    const clearsAt = Date.now() + 30_000;
    window.answer('accounts.copyToken', async () => {
      await window.pushFrame({ clipboard: { accountId: 'ada', kind: 'access_token', clearsAt } });
      return { ok: true, value: { clearsAt } };
    });
    await page.getByRole('button', { name: 'Copy access token of Ada Lovelace' }).click();
    await heard(window, boundWords);
    const bar = page.getByRole('region', { name: 'Clipboard' });
    await bar.getByText(boundWords).waitFor();
    await bar.getByRole('button', { name: 'Copy a request…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Copy a request of Ada Lovelace' });
    await dialog.getByText(/good for this one request and for about five minutes/).waitFor();
  });

  it('says nothing of the kind of an ID token, which is not bound', async () => {
    const window = await openWindow(
      snapshot([account('ada', { isBound: true })], {
        clipboard: { accountId: 'ada', kind: 'id_token', clearsAt: Date.now() + 30_000 },
      }),
    );
    await window.page.getByText('ID token of Ada Lovelace copied').waitFor();
    expect(await window.page.getByText(boundWords).count()).toBe(0);
  });

  it('copies a request with the method, the address and the nonce that the API asked for', async () => {
    const window = await openWindow(bound());
    const { page } = window;
    window.answer('accounts.copyRequest', () => ({
      ok: true,
      value: { clearsAt: Date.now() + 30_000 },
    }));
    await openDialog(window, 'Copy a request…');
    await page.getByLabel('Method').selectOption('PATCH');
    const url = page.getByLabel('Address');
    await url.fill(' https://api.acme.example/orders?since=1 ');
    await url.press('Enter');
    await heard(window, /^Request of Ada Lovelace copied\. It clears in \d+ seconds\.$/);
    await page.getByText(/^Copied\. The clipboard is cleared in/).waitFor();
    await page.locator('summary', { hasText: 'The API asked for a nonce' }).press('Enter');
    await page.getByLabel('Nonce').fill('eyJ7S_zG.eyJH0-Z');
    await page.getByText(/^Copied\./).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Copy request' }).click();
    const request = {
      accountId: 'ada',
      method: 'PATCH',
      url: 'https://api.acme.example/orders?since=1',
    };
    await eventually(() => {
      expect(window.inputsOf('accounts.copyRequest')).toEqual([
        { ...request, nonce: null },
        { ...request, nonce: 'eyJ7S_zG.eyJH0-Z' },
      ]);
    });
  });
});

describe('copying a request', { timeout: 20_000 }, () => {
  it('with a token that is not bound warns of it, and needs no nonce', async () => {
    const window = await openWindow(snapshot([account('ada')]));
    const { page } = window;
    await openDialog(window, 'Copy as curl request…');
    await page.getByText(/Whoever sees the command can use its token/).waitFor();
    expect(await page.getByText('The API asked for a nonce').count()).toBe(0);
  });

  it.each(['', 'api.acme.example/orders', 'ftp://api.acme.example', 'https://'])(
    'asks for the whole address before anything is sent: %j',
    async (typed) => {
      const window = await openWindow(snapshot([account('ada')]));
      const { page } = window;
      await openDialog(window, 'Copy as curl request…');
      await page.getByLabel('Address').fill(typed);
      await page.getByRole('button', { name: 'Copy request' }).click();
      await page.getByText(/^Enter the whole address/).waitFor();
      expect(await page.getByLabel('Address').getAttribute('aria-invalid')).toBe('true');
      expect(window.inputsOf('accounts.copyRequest')).toEqual([]);
    },
  );

  it('starts in the address and gives the focus back to the row', async () => {
    const window = await openWindow(snapshot([account('ada')]));
    const { page } = window;
    await openDialog(window, 'Copy as curl request…');
    await eventually(async () => {
      expect(
        await page.getByLabel('Address').evaluate((input) => input === document.activeElement),
      ).toBe(true);
    });
    await page.keyboard.press('Escape');
    await eventually(async () => {
      expect(await focused(window)).toContain('Ada Lovelace, Acme');
    });
  });

  it('tells why it could not be copied', async () => {
    const window = await openWindow(snapshot([account('ada')]));
    const { page } = window;
    window.fail('accounts.copyRequest', 'presence_denied');
    await openDialog(window, 'Copy as curl request…');
    await page.getByLabel('Address').fill('https://api.acme.example/orders');
    await page.getByLabel('Address').press('Enter');
    await page.getByRole('alert').getByText(errorCatalogue.presence_denied.message).waitFor();
  });

  it('is told by the clipboard while the request is there', async () => {
    const window = await openWindow(
      snapshot([account('ada', { isBound: true })], {
        clipboard: { accountId: 'ada', kind: 'request', clearsAt: Date.now() + 30_000 },
      }),
    );
    await window.page.getByText('Request of Ada Lovelace copied').waitFor();
    expect(await window.page.getByText(boundWords).count()).toBe(0);
  });
});

async function openDialog({ page }: FakeWindow, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More actions for Ada Lovelace' }).click();
  await page.getByRole('menuitem', { name: item }).click();
  await page.getByRole('dialog').waitFor();
}
