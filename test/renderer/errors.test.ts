import { describe, expect, it } from 'vitest';
import { describeError, errorCatalogue, type ErrorCode } from '../../src/shared/error-catalogue.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import { problem, snapshot } from './support/fixtures.ts';
import { heard, two } from './support/journeys.ts';

const openWindow = useBrowser();

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

  it('quotes the org only when the org said it', async () => {
    const window = await openWindow(two());
    const note = window.page.getByRole('group', { name: 'Problem with Ada Lovelace' });
    for (const [code, label] of [
      ['refresh_token_rejected', 'The org says:'],
      ['disk_full', 'Details:'],
      ['invalid_input', 'Details:'],
    ] as const) {
      await window.changeAccount('ada', { problem: problem(code, { detail: `From ${code}` }) });
      await note.getByText(`${label} From ${code}`).waitFor();
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
    await window.page.getByText(/^Unlock the keychain: sign in to the desktop again/).waitFor();
    await window.page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => {
      expect(window.inputsOf('vault.retry')).toHaveLength(1);
    });
  });
});
