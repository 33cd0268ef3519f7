import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/shared/error-catalogue.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import { account, attempts, signOuts, snapshot } from './support/fixtures.ts';
import { grace, heard, two } from './support/journeys.ts';

const openWindow = useBrowser();

describe('a sign-out of the browser', { timeout: 20_000 }, () => {
  const choose = async ({ page }: FakeWindow, item: string) => {
    await page.getByRole('button', { name: 'More actions for Ada Lovelace' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const start = async (window: FakeWindow) => {
    window.answer('signOut.start', () => ({ ok: true, value: { attemptId: 'sign-out-1' } }));
    await choose(window, 'Sign out of the browser…');
    await window.page.getByRole('button', { name: 'Continue in browser' }).click();
  };

  it('tells what ends and what stays before it starts', async () => {
    const window = await openWindow(two());
    await choose(window, 'Sign out of the browser…');
    const dialog = window.page.getByRole('dialog', {
      name: 'Sign Ada Lovelace out of the browser?',
    });
    await dialog.getByText(/the session that your browser has at Acme/).waitFor();
    await dialog.getByText(/The account and its tokens stay on this device/).waitFor();
    expect(window.inputsOf('signOut.start')).toEqual([]);
    window.fail('signOut.start', 'vault_key_missing');
    await dialog.getByRole('button', { name: 'Continue in browser' }).click();
    await dialog.getByText(errorCatalogue.vault_key_missing.next).waitFor();
    expect(window.inputsOf('signOut.start')).toEqual([{ accountId: 'ada' }]);
  });

  it('is not offered without an ID token, which names the session', async () => {
    const window = await openWindow(snapshot([account('ada', { hasIdToken: false })]));
    await window.page.getByRole('button', { name: 'More actions for Ada Lovelace' }).click();
    const item = window.page.getByRole('menuitem', { name: 'Sign out of the browser…' });
    expect(await item.getAttribute('aria-disabled')).toBe('true');
  });

  it('waits for the browser with the ways back to it, and can be cancelled', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await start(window);
    await window.pushFrame({ signOuts: [signOuts.waiting()] });
    await page.getByText(/asks you to confirm with one click/).waitFor();
    await page.getByText(/Waiting for another 4 min/).waitFor();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Open browser again' }).click();
    await page.getByRole('button', { name: 'Cancel sign-out' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(window.sent.slice(-4).map(({ name }) => name)).toEqual([
      'signOut.copyLink',
      'signOut.openBrowser',
      'signOut.cancel',
      'signOut.dismiss',
    ]);
  });

  it('tells in its dialog that it is done, until that is closed', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await start(window);
    await window.pushFrame({ signOuts: [signOuts.waiting()] });
    await page.getByText('Confirm it in your browser').first().waitFor();
    await window.pushFrame({ signOuts: [signOuts.done()] });
    await heard(window, 'The browser is signed out');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/no session of Ada Lovelace at Acme any more/).waitFor();
    expect(window.inputsOf('signOut.dismiss')).toEqual([]);
    await dialog.locator('.dialog-foot').getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(window.inputsOf('signOut.dismiss')).toEqual([{ attemptId: 'sign-out-1' }]);
  });

  it('that failed tells the next step, and starts again', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await start(window);
    await window.pushFrame({ signOuts: [signOuts.failed('sign_out_timed_out')] });
    await page.getByRole('alert').getByText(errorCatalogue.sign_out_timed_out.next).waitFor();
    const help = page.getByRole('complementary', { name: 'What to check at Acme' });
    await help.getByText('Sign-out redirect URIs').first().waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => {
      expect(window.inputsOf('signOut.start')).toEqual([
        { accountId: 'ada' },
        { accountId: 'ada' },
      ]);
      expect(window.inputsOf('signOut.dismiss')).toEqual([{ attemptId: 'sign-out-1' }]);
    });
  });

  it('goes on in a banner of its own beside others, and says how it ends', async () => {
    const window = await openWindow(two());
    const { page } = window;
    await start(window);
    const other = { ...signOuts.waiting(), id: 'sign-out-2', orgName: 'Elsewhere' };
    await window.pushFrame({ signOuts: [signOuts.waiting(), other] });
    await page.getByText('Confirm it in your browser').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show: Acme' }).waitFor();
    await page.getByRole('button', { name: 'Show: Elsewhere' }).waitFor();
    await window.pushFrame({ signOuts: [signOuts.failed('sign_out_timed_out'), other] });
    await heard(window, errorCatalogue.sign_out_timed_out.next);
    await page.getByRole('region', { name: 'The sign-out at Acme did not work' }).waitFor();
    await window.pushFrame({ signOuts: [{ ...other, phase: 'done' }] });
    const done = page.getByRole('region', { name: 'The browser is signed out of Elsewhere' });
    await done.getByRole('button', { name: 'Dismiss: Elsewhere' }).click();
    await eventually(() => {
      expect(window.inputsOf('signOut.dismiss')).toEqual([{ attemptId: 'sign-out-2' }]);
    });
  });

  it('is offered before an account is revoked, as revoking leaves the browser signed in', async () => {
    const window = await openWindow(two());
    await choose(window, 'Revoke…');
    await window.page.getByRole('button', { name: 'Sign out of the browser first…' }).click();
    await window.page.getByRole('dialog', { name: /out of the browser\?$/ }).waitFor();
  });

  it('is offered for whoever came back instead of the account that was asked for', async () => {
    const window = await openWindow(snapshot([account('ada'), grace]));
    const { page } = window;
    await window.pushFrame({ signIns: [attempts.done('grace', 'ada')] });
    await page.getByRole('button', { name: 'Show: Acme' }).click();
    await page.getByRole('button', { name: 'Sign out of the browser…' }).click();
    await page.getByRole('dialog', { name: 'Sign Grace Hopper out of the browser?' }).waitFor();
  });
});
