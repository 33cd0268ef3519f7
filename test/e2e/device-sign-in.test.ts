import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  activateDevice,
  submitSignInPage,
  type AccountWindow,
} from '../support/account-window/index.ts';
import { deviceGrant } from '../support/okta-like-org/index.ts';
import { ada, orgNames, World } from './support/world.ts';

describe('signing in on another device', () => {
  let world: World;
  let window: AccountWindow;
  let device: Page;
  let activationPage: string;

  beforeEach(async () => {
    world = await World.create({
      authorizationServers: [
        { name: 'default', deviceIntervalSeconds: 1 },
        { name: 'ausEngineering' },
      ],
    });
    window = await world.start();
    device = await world.otherDevice();
    activationPage = `${world.org.origin}/activate`;
  });
  afterEach(() => world.end());

  const polls = () =>
    world.org.control.requests({
      endpoint: 'token',
      when: ({ grantType }) => grantType === deviceGrant,
    });

  test('the code that is typed there makes an account here, and no browser opens here', async () => {
    await window.addAccountOnDevice({ org: orgNames.org, tags: ['remote'] });
    const code = await window.deviceCode();
    await window.dialog.getByText(activationPage).waitFor();
    await window.dialog.getByRole('img', { name: /^QR code of the address/ }).waitFor();
    await window.dialog.getByRole('button', { name: 'Copy code' }).click();
    await expect.poll(() => world.app.clipboard.read()).toBe(code);

    await activateDevice(device, activationPage, code);
    await submitSignInPage(device, ada);
    await device.getByRole('heading', { name: 'Device activated' }).waitFor();
    const row = window.row(ada.name, orgNames.org);
    await row.getByText('Valid').waitFor();
    await row.getByText('remote', { exact: true }).waitFor();
    await window.dialog.waitFor({ state: 'hidden' });
    expect(await world.app.openedUrls()).toEqual([]);

    const before = world.org.control.tokens().length;
    await window.refresh(row);
    await expect.poll(() => world.org.control.tokens().length).toBeGreaterThan(before);
  });

  test('the link has the code in it', async () => {
    await window.addAccountOnDevice({ org: orgNames.org });
    const code = await window.deviceCode();
    await window.dialog.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => world.app.clipboard.read()).toBe(`${activationPage}?user_code=${code}`);
    await device.goto(await world.app.clipboard.read());
    await device.getByRole('button', { name: 'Next' }).click();
    await submitSignInPage(device, ada);
    await window.row(ada.name, orgNames.org).waitFor();
  });

  test('cancelling ends the wait: the org is not asked again, and nothing comes of the code', async () => {
    await window.addAccountOnDevice({ org: orgNames.org });
    const cancelled = await window.deviceCode();
    await expect.poll(() => polls().length).toBeGreaterThan(0);
    await window.dialog.getByRole('button', { name: 'Cancel sign-in' }).click();
    await window.dialog.waitFor({ state: 'hidden' });
    const asked = polls().length;
    await activateDevice(device, activationPage, cancelled);
    await submitSignInPage(device, ada);
    await device.getByRole('heading', { name: 'Device activated' }).waitFor();

    // While another sign-in is asked about at the same pace.
    await window.addAccountOnDevice({ org: orgNames.org });
    const code = await window.deviceCode();
    expect(code).not.toBe(cancelled);
    await expect.poll(() => polls().length, { timeout: 10_000 }).toBeGreaterThan(asked + 1);
    const codes = polls()
      .slice(asked)
      .map(({ parameters }) => parameters.device_code);
    expect(new Set(codes).size).toBe(1);
    expect(codes).not.toContain(polls()[0]?.parameters.device_code);
    expect(await window.rows.count()).toBe(0);
  });

  test('refusing there is told here, and another try has a new code that works', async () => {
    await window.addAccountOnDevice({ org: orgNames.org });
    const refused = await window.deviceCode();
    await activateDevice(device, activationPage, refused);
    await device.getByRole('button', { name: 'Cancel' }).click();
    await device.getByRole('heading', { name: 'Device not activated' }).waitFor();
    await window.dialog.getByText(/^The sign-in was declined/).waitFor();

    await window.dialog.getByRole('button', { name: 'Try again' }).click();
    const code = await window.deviceCode();
    expect(code).not.toBe(refused);
    await activateDevice(device, activationPage, code);
    await submitSignInPage(device, ada);
    await window.row(ada.name, orgNames.org).getByText('Valid').waitFor();
  });
});
