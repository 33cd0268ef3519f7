import { describe, expect, it } from 'vitest';
import { describeError, errorCatalogue } from '../../src/shared/error-catalogue.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import { revocation } from './support/fixtures.ts';
import { focused, heard, two } from './support/journeys.ts';

const openWindow = useBrowser();

describe('revoking at an org that cannot be reached', { timeout: 20_000 }, () => {
  it('offers to keep the account', async () => {
    const window = await openWindow(two());
    window.fail('accounts.revoke', 'network_unreachable');
    await revoke(window);
    const { page } = window;
    await page.getByText(/stays valid until the org revokes it or it expires/).waitFor();
    await page.getByRole('button', { name: 'Keep the account' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(window.inputsOf('accounts.removeAndRevokeLater')).toEqual([]);
  });

  it('says once why nothing was revoked', async () => {
    const window = await openWindow(two());
    const { page } = window;
    const error = describeError('network_unreachable');
    window.answer('accounts.revoke', () => ({
      ok: true,
      value: {
        results: [
          { kind: 'refresh_token', outcome: 'failed', error },
          { kind: 'access_token', outcome: 'failed', error },
        ],
      },
    }));
    await revoke(window);
    const dialog = page.getByRole('alertdialog', {
      name: 'The session of Ada Lovelace was not revoked',
    });
    await dialog.getByText('Nothing could be revoked: Acme cannot be reached.').waitFor();
    expect(await dialog.getByRole('alert').count()).toBe(1);
    const rows = await dialog
      .locator('.dialog-foot button')
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().top));
    expect(rows).toHaveLength(3);
    expect(new Set(rows).size).toBe(1);
    window.fail('accounts.revoke', 'server_unavailable');
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog
      .getByText(`Nothing could be revoked. ${errorCatalogue.server_unavailable.message}`)
      .waitFor();
  });

  it('removes the account now and revokes it later, when only some tokens failed', async () => {
    const window = await openWindow(two());
    const { page } = window;
    window.answer('accounts.revoke', () => ({
      ok: true,
      value: {
        results: [
          { kind: 'refresh_token', outcome: 'revoked', error: null },
          { kind: 'access_token', outcome: 'failed', error: describeError('server_unavailable') },
        ],
      },
    }));
    window.answer('accounts.removeAndRevokeLater', async () => {
      await window.removeAccounts('ada');
      return { ok: true, value: undefined };
    });
    await revoke(window);
    await page.getByRole('button', { name: 'Remove now, revoke later' }).click();
    await heard(
      window,
      /^Ada Lovelace was removed\. Its session is ended when Acme can be reached/,
    );
    expect(window.inputsOf('accounts.removeAndRevokeLater')).toEqual([{ accountId: 'ada' }]);
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  });

  it('tells why the account could not be removed now', async () => {
    const window = await openWindow(two());
    window.fail('accounts.revoke', 'request_timed_out');
    window.fail('accounts.removeAndRevokeLater', 'disk_full');
    await revoke(window);
    await window.page.getByRole('button', { name: 'Remove now, revoke later' }).click();
    await window.page.getByRole('alert').getByText(errorCatalogue.disk_full.next).waitFor();
  });

  it('is not offered when the org refused', async () => {
    const window = await openWindow(two());
    window.fail('accounts.revoke', 'client_rejected');
    await revoke(window);
    await window.page.getByText(errorCatalogue.client_rejected.message).waitFor();
    expect(
      await window.page.getByRole('button', { name: 'Remove now, revoke later' }).count(),
    ).toBe(0);
  });
});

describe('the sessions that still have to be ended', { timeout: 20_000 }, () => {
  it('are told in a notice, and listed with what is known', async () => {
    const window = await openWindow(two());
    await window.pushFrame({ revocations: [revocation('r1')] });
    await window.page
      .getByRole('region', { name: '1 session still has to be ended at its org' })
      .waitFor();
    await openList(window);
    const text = await window.page.getByRole('list', { name: 'Sessions to end' }).innerText();
    for (const words of [
      'Ada Lovelace',
      'Acme',
      'Refresh token and access token',
      '2 times',
      'In 12 min',
      errorCatalogue.network_unreachable.message,
      'ZkWq1-request-id',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('are tried again, and said when they are ended', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await window.pushFrame({ revocations: [revocation('r1'), revocation('r2')] });
    await openList(window);
    window.answer('revocations.retry', async () => {
      await window.pushFrame({ revocations: [revocation('r2', { person: null })] });
      return { ok: true, value: undefined };
    });
    await page.getByRole('button', { name: 'Try now: Ada Lovelace at Acme' }).first().click();
    await heard(window, 'The session of Ada Lovelace at Acme was ended.');
    expect(window.inputsOf('revocations.retry')).toEqual([{ revocationId: 'r1' }]);
    await eventually(async () => {
      expect(await page.evaluate(() => document.activeElement?.closest('.dialog') !== null)).toBe(
        true,
      );
    });
    await window.pushFrame({ revocations: [] });
    await page.getByText('No session is left to be ended here.').waitFor();
  });

  it('tell why an attempt failed', async () => {
    const window = await openWindow(two());
    await window.pushFrame({ revocations: [revocation('r1', { error: null })] });
    await openList(window);
    window.fail('revocations.retry', 'rate_limited');
    await window.page.getByRole('button', { name: /^Try now/ }).click();
    await window.page.getByRole('alert').getByText(errorCatalogue.rate_limited.next).waitFor();
  });

  it('are given up only after the consequence was told, and not said to be ended', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await window.pushFrame({ revocations: [revocation('r1')] });
    await openList(window);
    window.answer('revocations.giveUp', async () => {
      await window.pushFrame({ revocations: [] });
      return { ok: true, value: undefined };
    });
    await page.getByRole('button', { name: 'Give up…: Ada Lovelace at Acme' }).press('Enter');
    await page.getByText(/Whoever has a copy can use it at the org until it expires/).waitFor();
    await eventually(async () => {
      expect(await focused(window)).toBe('Keep trying');
    });
    expect(window.inputsOf('revocations.giveUp')).toEqual([]);
    await page.getByRole('button', { name: 'Give up', exact: true }).press('Enter');
    await heard(window, /^The app no longer tries to end the session of Ada Lovelace/);
    expect(window.inputsOf('revocations.giveUp')).toEqual([{ revocationId: 'r1' }]);
    expect(await window.announcements()).not.toContain('was ended');
  });
});

async function revoke({ page }: FakeWindow): Promise<void> {
  await page.getByRole('button', { name: 'More actions for Ada Lovelace' }).click();
  await page.getByRole('menuitem', { name: 'Revoke…' }).click();
  await page.getByRole('button', { name: 'Revoke and remove' }).click();
}

async function openList({ page }: FakeWindow): Promise<void> {
  await page.getByRole('button', { name: 'Show: Sessions to end at their org' }).click();
  await page.getByRole('dialog').waitFor();
}
