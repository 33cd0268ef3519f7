import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../src/shared/views.ts';
import { describeError, errorCatalogue } from '../../src/shared/error-catalogue.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import { account, acme, attempts, person, preview, snapshot } from './support/fixtures.ts';
import { heard, two } from './support/journeys.ts';

const openWindow = useBrowser();
const otherClient = { ...account('x').org, clientId: '0oaAnotherClient9Z8y7X' };
const method = (window: FakeWindow) =>
  window.inputsOf('signIn.start').map((input) => (input as { method: unknown }).method);

/** A window whose sign-ins get the ids attempt-1, attempt-2 and so on. */
async function open(...accounts: AccountView[]): Promise<FakeWindow> {
  const window = await openWindow(accounts.length === 0 ? two() : snapshot(accounts));
  let count = 0;
  window.answer('signIn.start', () => {
    count += 1;
    return { ok: true, value: { attemptId: `attempt-${String(count)}` } };
  });
  return window;
}

const add = ({ page }: FakeWindow) => page.getByRole('button', { name: 'Add account' }).click();

describe('the way to sign in', { timeout: 20_000 }, () => {
  it('is the browser for whoever presses Enter', async () => {
    const window = await open();
    await add(window);
    await window.page.getByRole('radio', { name: /^Acme,/ }).press('Enter');
    await eventually(() => {
      expect(method(window)).toEqual([{ kind: 'browser', loginHint: null, prompt: 'automatic' }]);
    });
  });

  it('suggests a user name and asks for what is chosen, also when it is tried again', async () => {
    const window = await open();
    const { page } = window;
    await add(window);
    const options = page.locator('summary', { hasText: 'More options' });
    await options.focus();
    await options.press('Enter');
    await page.getByLabel('Suggest this user name').fill('  grace@navy.example ');
    await page.getByLabel('Ask on the sign-in page').selectOption('Which account to use');
    await page.getByLabel('Suggest this user name').press('Enter');
    await window.pushFrame({ signIns: [attempts.failed('sign_in_timed_out')] });
    await page.getByRole('button', { name: 'Try again' }).click();
    const chosen = { kind: 'browser', loginHint: 'grace@navy.example', prompt: 'select_account' };
    await eventually(() => {
      expect(method(window)).toEqual([chosen, chosen]);
    });
  });

  it('offers no session where no other client of the issuer has one', async () => {
    const window = await open(
      account('same-client', { hasDeviceSecret: true }),
      account('without-secret', { org: otherClient }),
      account('other-issuer', { org: preview, hasDeviceSecret: true }),
      account('without-id-token', { org: otherClient, hasDeviceSecret: true, hasIdToken: false }),
    );
    await add(window);
    await window.page.getByRole('radio', { name: /^On another device/ }).waitFor();
    expect(await window.page.getByRole('radio', { name: /session/ }).count()).toBe(0);
  });

  it('uses the session of the one account that has it', async () => {
    const window = await open(account('ada', { org: otherClient, hasDeviceSecret: true }));
    const { page } = window;
    await add(window);
    const browser = page.getByRole('radio', { name: /^In the browser/ });
    await browser.press('ArrowUp');
    await page.getByRole('radio', { name: /^With the session of Ada Lovelace/ }).press('Enter');
    await eventually(() => {
      expect(method(window)).toEqual([{ kind: 'single_sign_on', from: 'ada' }]);
    });
  });

  it('uses the session that is chosen among several', async () => {
    const window = await open(
      account('ada', { org: otherClient, hasDeviceSecret: true }),
      account('grace', {
        org: otherClient,
        hasDeviceSecret: true,
        person: person('Grace Hopper', 'grace@navy.example'),
      }),
    );
    const { page } = window;
    await add(window);
    await page.getByText('With the session of another account').click();
    await page.getByLabel('Whose session?').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await eventually(() => {
      expect(method(window)).toEqual([{ kind: 'single_sign_on', from: 'grace' }]);
    });
  });

  it('goes back to the browser when the chosen org has no session to use', async () => {
    const window = await open(account('ada', { org: otherClient, hasDeviceSecret: true }));
    const { page } = window;
    await add(window);
    await page.getByText('With the session of Ada Lovelace').click();
    await page.getByText('Acme Preview').click();
    await page.getByRole('button', { name: 'Continue in browser' }).click();
    await eventually(() => {
      expect(method(window)).toEqual([{ kind: 'browser', loginHint: null, prompt: 'automatic' }]);
    });
  });

  it('keeps the org of an account that is signed in again, and offers only its person', async () => {
    const window = await open(
      account('ada', { hasRefreshToken: false, tags: ['work'] }),
      account('ada-elsewhere', {
        org: otherClient,
        hasDeviceSecret: true,
        person: account('ada').person,
      }),
      account('grace', {
        org: otherClient,
        hasDeviceSecret: true,
        person: { name: 'Grace Hopper', email: null, subject: '00u-grace' },
      }),
    );
    const { page } = window;
    await page.getByRole('button', { name: 'Sign in again as Ada Lovelace' }).first().click();
    await page.getByText('With the session of Ada Lovelace').click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await eventually(() => {
      expect(window.inputsOf('signIn.start')).toEqual([
        {
          orgId: acme.id,
          tags: ['work'],
          accountId: 'ada',
          method: { kind: 'single_sign_on', from: 'ada-elsewhere' },
        },
      ]);
    });
  });

  it('can be another one after a failure, with the org and the tags that were chosen', async () => {
    const window = await open();
    const { page } = window;
    await window.pushFrame({
      signIns: [
        {
          ...attempts.failed('single_sign_on_ended'),
          method: 'single_sign_on',
          orgId: preview.id,
          tags: ['work'],
        },
      ],
    });
    await page.getByRole('button', { name: 'Show: Acme' }).click();
    await page.getByRole('button', { name: 'Another way…' }).waitFor();
    // Which session it was to use, this window does not know: it did not start it.
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Another way…' }).click();
    await page.getByRole('radio', { name: /^Acme Preview/, checked: true }).waitFor();
    await page.getByRole('button', { name: 'Continue in browser' }).click();
    await eventually(() => {
      expect(window.inputsOf('signIn.dismiss')).toEqual([{ attemptId: 'attempt-1' }]);
      expect(window.inputsOf('signIn.start')).toMatchObject([
        { orgId: preview.id, tags: ['work'], accountId: null },
      ]);
    });
  });

  it('that failed on configuration tells what to compare at the org, and leads to its profile', async () => {
    const window = await open();
    const { page } = window;
    await add(window);
    await page.getByRole('button', { name: 'Continue in browser' }).click();
    await window.pushFrame({ signIns: [attempts.failed('redirect_mismatch')] });
    const help = page.getByRole('complementary');
    await help.getByText('http://127.0.0.1', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Show org profile' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(errorCatalogue.redirect_mismatch.message).waitFor();
  });
});

describe('a sign-in on another device', { timeout: 20_000 }, () => {
  const start = async (window: FakeWindow) => {
    await add(window);
    await window.page.getByText('On another device').click();
    await window.page.getByRole('button', { name: 'Get a code' }).click();
  };
  type Device = Extract<ReturnType<typeof attempts.device>, { phase: 'waiting_for_device' }>;
  const device = (changes: Partial<Device> = {}) => ({
    ...(attempts.device() as Device),
    ...changes,
  });

  it('shows where to go with which code, and copies both', async () => {
    const window = await open();
    const { page } = window;
    await start(window);
    expect(method(window)).toEqual([{ kind: 'device' }]);
    await window.pushFrame({ signIns: [device()] });
    const dialog = page.getByRole('dialog');
    await dialog.getByText('acme.okta.com/activate', { exact: true }).waitFor();
    expect(await dialog.locator('.device-code code').textContent()).toBe('WDJB-MJHT');
    await heard(window, 'open acme.okta.com/activate and enter the code W D J B -, M J H T.');
    await dialog.getByRole('button', { name: 'Copy code' }).click();
    await heard(window, 'The code was copied.');
    await dialog.getByRole('button', { name: 'Copy link' }).click();
    await heard(window, 'The link was copied.');
    await dialog.getByRole('button', { name: 'Open here' }).click();
    await dialog.getByRole('button', { name: 'Cancel sign-in' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(window.sent.map(({ name }) => name).slice(-4)).toEqual([
      'signIn.copyCode',
      'signIn.copyLink',
      'signIn.openBrowser',
      'signIn.cancel',
    ]);
  });

  it('marks only what was copied last, for a while, and names the mark', async () => {
    const window = await open();
    await start(window);
    await window.pushFrame({ signIns: [device()] });
    const dialog = window.page.getByRole('dialog');
    const button = (name: string) => dialog.getByRole('button', { name, exact: true });
    await button('Copy link').click();
    await button('Copied: link').getByText('Copied', { exact: true }).waitFor();
    await button('Copy code').click();
    await button('Copied: code').getByText('Copied', { exact: true }).waitFor();
    await button('Copy link').waitFor();
    // The mark goes by itself.
    await button('Copy code').waitFor();
    await button('Copy link').click();
    await button('Copied: link').waitFor();
    await button('Open here').click();
    await button('Copy link').waitFor({ timeout: 2000 });
  });

  it('selects the code as the org gave it, however it is grouped for the eye', async () => {
    const window = await open();
    await start(window);
    await window.pushFrame({ signIns: [device({ userCode: 'WDJBMJHT' })] });
    const code = window.page.locator('.device-code');
    await code.waitFor();
    expect(await code.locator('code > span').allTextContents()).toEqual(['WDJB', 'MJHT']);
    const selected = await code.locator('code').evaluate((element) => {
      const selection = getSelection();
      selection?.selectAllChildren(element);
      return selection?.toString();
    });
    expect(selected).toBe('WDJBMJHT');
  });

  it('draws the address with the code in it for a camera', async () => {
    const window = await open();
    await start(window);
    await window.pushFrame({ signIns: [device()] });
    const { page } = window;
    await page
      .getByRole('img', { name: 'QR code of the address https://acme.okta.com/activate' })
      .waitFor();
    expect(await readQrCode(window)).toBe('https://acme.okta.com/activate?user_code=WDJB-MJHT');
    await window.pushFrame({ signIns: [device({ verificationUriComplete: null })] });
    await page.getByText('Or scan it with a phone.', { exact: true }).waitFor();
    expect(await readQrCode(window)).toBe('https://acme.okta.com/activate');
    const verificationUri = `https://acme.okta.com/${'x'.repeat(700)}`;
    await window.pushFrame({
      signIns: [device({ verificationUri, verificationUriComplete: null })],
    });
    await page.getByRole('img').waitFor({ state: 'detached' });
    expect(await page.getByText(/scan it with a phone/).count()).toBe(0);
  });

  it('counts down in silence, and says once that the code ends soon', async () => {
    const window = await open();
    await start(window);
    await window.pushFrame({ signIns: [device({ expiresAt: Date.now() + 62_500 })] });
    const countdown = window.page.getByText(/The code ends in/);
    const before = await countdown.textContent();
    await eventually(async () => {
      expect(await countdown.textContent()).not.toBe(before);
    });
    expect(await window.announcements()).not.toContain('ends in');
    await heard(window, 'The code W D J B -, M J H T ends in a minute.');
    expect((await window.announcements()).match(/ends in/g)).toHaveLength(1);
  });

  it('tells why the org cannot be asked, and that it goes on by itself', async () => {
    const window = await open();
    const { page } = window;
    await start(window);
    const problem = describeError('network_unreachable');
    await window.pushFrame({ signIns: [device({ problem })] });
    const note = page.getByRole('region', { name: problem.message });
    await note.getByText('The app asks again by itself.').waitFor();
    await heard(window, `${problem.message} The app asks again by itself.`);
    await page.getByText('WDJB-MJHT').waitFor();
    await window.pushFrame({ signIns: [device()] });
    await note.waitFor({ state: 'detached' });
  });

  it('goes on in a banner that shows the code', async () => {
    const window = await open();
    const { page } = window;
    await start(window);
    await window.pushFrame({ signIns: [device()] });
    await page.getByText('WDJB-MJHT').waitFor();
    await page.keyboard.press('Escape');
    const banner = page.getByRole('region', { name: 'A sign-in at Acme is under way' });
    await banner.getByText('Enter the code WDJB-MJHT at acme.okta.com/activate.').waitFor();
  });
});

/** What a camera reads from the QR code in the window. */
async function readQrCode({ page }: FakeWindow): Promise<string> {
  const pixels = await page.getByRole('img').evaluate((element) => {
    const side = element.getAttribute('viewBox')?.split(' ').map(Number)[2] ?? 0;
    const size = side * 4;
    const copy = element.cloneNode(true) as SVGElement;
    copy.setAttribute('width', String(size));
    copy.setAttribute('height', String(size));
    const path = copy.querySelector('path')?.getAttribute('d') ?? '';
    const canvas = document.createElement('canvas');
    canvas.width = size;
    canvas.height = size;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    const { backgroundColor, fill } = getComputedStyle(element);
    context.fillStyle = backgroundColor;
    context.fillRect(0, 0, size, size);
    context.scale(4, 4);
    context.fillStyle = fill;
    context.fill(new Path2D(path));
    return { size, data: [...context.getImageData(0, 0, size, size).data] };
  });
  const { default: decodeQR } = await import('qr/decode.js');
  return decodeQR({
    width: pixels.size,
    height: pixels.size,
    data: Uint8ClampedArray.from(pixels.data),
  });
}
