import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/shared/error-catalogue.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import { account, acme, attempts, candidate, problem, snapshot } from './support/fixtures.ts';
import { grace, heard, two } from './support/journeys.ts';

const openWindow = useBrowser();

/** What a sign-in asks for when nothing in particular was chosen. */
const inBrowser = { kind: 'browser', loginHint: null, prompt: 'automatic' };

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
      expect(window.sent.map(({ name }) => name).slice(-3)).toEqual([
        'signIn.copyLink',
        'signIn.openBrowser',
        'signIn.cancel',
      ]);
    });
  });

  it('no longer marks the link as copied once the browser is opened again', async () => {
    const window = await openWindow(two());
    await start(window);
    await window.pushFrame({ signIns: [attempts.waiting()] });
    const button = (name: string) => window.page.getByRole('button', { name, exact: true });
    await button('Copy link').click();
    await button('Copied: link').getByText('Copied', { exact: true }).waitFor();
    await button('Open browser again').click();
    await button('Copy link').waitFor({ timeout: 2000 });
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

  it('has no buttons at the foot while nothing can be done but wait', async () => {
    const window = await openWindow(two());
    const foot = window.page.locator('.dialog-foot');
    await start(window);
    await window.pushFrame({ signIns: [attempts.waiting()] });
    await foot.getByRole('button', { name: 'Cancel sign-in' }).waitFor();
    for (const attempt of [attempts.exchanging(), attempts.saving()]) {
      await window.pushFrame({ signIns: [attempt] });
      await foot.waitFor({ state: 'detached' });
    }
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
        method: inBrowser,
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
        { orgId: acme.id, tags: ['work'], accountId: 'ada', method: inBrowser },
      ]);
    });
  });

  describe('of an account that comes back with somebody else', () => {
    const renewAda = async (window: FakeWindow) => {
      window.answer('signIn.start', () => ({ ok: true, value: { attemptId: 'attempt-1' } }));
      await window.page
        .getByRole('button', { name: 'Sign in again as Ada Lovelace' })
        .first()
        .click();
      await window.page.getByRole('button', { name: 'Continue in browser' }).click();
      await window.pushFrame({ signIns: [{ ...attempts.exchanging(), accountId: 'ada' }] });
      await heard(window, 'Receiving the session…');
    };
    const ada = () => account('ada', { hasRefreshToken: false, tags: ['work'], isDefault: true });
    const words =
      'You signed in as Grace Hopper, who is kept as an account of its own. Ada Lovelace was not renewed.';

    it('says so until it is closed, and does not call the account renewed', async () => {
      const window = await openWindow(snapshot([ada()]));
      const { page } = window;
      await renewAda(window);
      await window.pushFrame({ signIns: [attempts.done('grace', 'ada')] });
      await window.pushAccounts(grace);
      await heard(window, words);
      const dialog = page.getByRole('dialog', { name: 'Sign in again as Ada Lovelace' });
      await dialog.getByText(words).waitFor();
      expect(await window.announcements()).not.toContain('signed in again');
      expect(window.inputsOf('signIn.dismiss')).toEqual([]);
      await dialog.locator('.dialog-foot').getByRole('button', { name: 'Close' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(window.inputsOf('signIn.dismiss')).toEqual([{ attemptId: 'attempt-1' }]);
    });

    it('starts again for the account that was asked for', async () => {
      const window = await openWindow(snapshot([ada(), grace]));
      await renewAda(window);
      await window.pushFrame({ signIns: [attempts.done('grace', 'ada')] });
      window.answer('signIn.start', () => ({ ok: true, value: { attemptId: 'attempt-2' } }));
      await window.page.getByRole('button', { name: 'Try again' }).click();
      await eventually(() => {
        expect(window.inputsOf('signIn.start')[1]).toEqual({
          orgId: acme.id,
          tags: ['work'],
          accountId: 'ada',
          method: inBrowser,
        });
        expect(window.inputsOf('signIn.dismiss')).toEqual([{ attemptId: 'attempt-1' }]);
      });
    });

    it('waits in a banner when its dialog is closed', async () => {
      const window = await openWindow(snapshot([ada(), grace]));
      const { page } = window;
      await renewAda(window);
      await page.keyboard.press('Escape');
      await window.pushFrame({ signIns: [attempts.done('grace', 'ada')] });
      const banner = page.getByRole('region', { name: 'Someone else signed in at Acme' });
      await banner.getByText(words).waitFor();
      await banner.getByRole('button', { name: 'Show: Acme' }).click();
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    });

    it('is over when that account was removed', async () => {
      const window = await openWindow(snapshot([ada(), grace]));
      await renewAda(window);
      await window.pushFrame({ signIns: [attempts.done('grace', 'ada')] });
      await heard(window, words);
      await window.removeAccounts('ada');
      await heard(window, 'Grace Hopper was added.');
    });
  });

  it('of an account that comes back renewed is announced as such', async () => {
    const window = await openWindow(two());
    await window.pushFrame({ signIns: [{ ...attempts.exchanging(), accountId: 'ada' }] });
    await heard(window, 'Receiving the session…');
    await window.pushFrame({ signIns: [attempts.done('ada', 'ada')] });
    await heard(window, 'Ada Lovelace is signed in again.');
    await eventually(() => {
      expect(window.inputsOf('signIn.dismiss')).toEqual([{ attemptId: 'attempt-1' }]);
    });
  });

  it('starts with an org when there is none', async () => {
    const window = await openWindow(snapshot([], { orgs: [] }));
    const { page } = window;
    window.answer('orgs.add', async () => {
      await window.pushFrame({ orgs: [acme] });
      return { ok: true, value: { orgId: acme.id } };
    });
    window.answer('orgs.look', () => ({ ok: true, value: { candidates: [candidate()] } }));
    await page.getByRole('button', { name: 'Add an org' }).click();
    await page.getByLabel('Okta domain or address').fill('acme.okta.com');
    await page.getByLabel('Client ID', { exact: true }).fill(acme.clientId);
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: acme.issuer, checked: true }).press('Enter');
    await page.getByLabel('Name', { exact: true }).press('Enter');
    await page.getByRole('radio', { name: /^Acme,/ }).waitFor();
  });
});
