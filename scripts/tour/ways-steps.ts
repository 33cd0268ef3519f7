import {
  activateDevice,
  readCurlCommand,
  runRequest,
  submitSignInPage,
} from '../../test/support/account-window/index.ts';
import { orgNames } from '../demo/demo-world.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import type { Tour } from './tour.ts';

/** Signing in without the browser of this computer, signing out of it, and tokens that are bound to this device. */
export async function waysSteps(tour: Tour, person: Person): Promise<void> {
  const ada = person.sample('ada');
  const grace = person.sample('grace');
  const linus = person.sample('linus');

  await tour.step(`${linus.name} signs in with a code on another device`, async () => {
    const { window, org } = person;
    await window.addAccountOnDevice({ org: orgNames.engineering });
    const code = await window.deviceCode();
    await tour.picture(window.page, 'device-code');
    const device = await person.otherDevice();
    await activateDevice(device, `${org.origin}/activate`, code);
    await tour.picture(device, 'on-the-other-device');
    await submitSignInPage(device, linus);
    await window.row(linus.name, orgNames.engineering).waitFor();
    await window.dialog.waitFor({ state: 'hidden' });
  });

  await tour.step(`${ada.name} signs out of the browser, and the account stays`, async () => {
    const { window, app, org } = person;
    const row = window.row(ada.name, orgNames.default);
    await window.choose(row, 'Sign out of the browser…');
    await tour.picture(window.page, 'sign-out');
    await window.dialog.getByRole('button', { name: 'Continue in browser' }).click();
    const browser = await person.browser();
    await browser.goto(await app.nextOpenedUrl());
    await tour.picture(browser, 'sign-out-page');
    await browser.getByRole('button', { name: 'Sign out', exact: true }).click();
    await browser.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await tour.picture(browser, 'signed-out-page');
    await window.dialog.getByText('The browser is signed out').waitFor();
    await tour.picture(window.page, 'signed-out');
    await window.dialog.getByRole('button', { name: 'Close' }).last().click();
    await window.dialog.waitFor({ state: 'hidden' });
    if (org.control.countRequests({ endpoint: 'logout' }) !== 1) {
      throw new Error('The org was not asked to end the session.');
    }
    if (!person.records.isAlive(ada.username)) throw new Error('The org ended the tokens.');
  });

  await tour.step(`${ada.name} gets a second client without any browser`, async () => {
    const { window, app } = person;
    const opened = (await app.openedUrls()).length;
    await window.page.getByRole('button', { name: 'Add account' }).first().click();
    await window.dialog.getByText(orgNames.reports, { exact: true }).click();
    await window.dialog.getByText(`With the session of ${ada.name}`, { exact: true }).click();
    await tour.picture(window.page, 'with-a-session');
    await window.dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await window.row(ada.name, orgNames.reports).getByText('Valid').waitFor();
    await window.dialog.waitFor({ state: 'hidden' });
    if ((await app.openedUrls()).length !== opened) throw new Error('A browser was opened.');
  });

  await tour.step(`the tokens of ${grace.name} at ${orgNames.bank} are bound`, async () => {
    const { window } = person;
    await person.signIn(grace, orgNames.bank);
    await window.openDetails(window.row(grace.name, orgNames.bank));
    await window.dialog.getByText('Technical facts').click();
    await window.dialog.getByText(/useless without the key/).scrollIntoViewIfNeeded();
    await tour.picture(window.page, 'bound-account');
    await window.closeDialog();
  });

  await tour.step('a copied request carries a proof, and works once', async () => {
    const { window, app, org } = person;
    await window.openCopyRequest(window.row(grace.name, orgNames.bank));
    await window.submitRequest(`${org.issuerOf('ausBank')}/v1/userinfo`);
    await tour.picture(window.page, 'copy-request');
    const request = readCurlCommand(await app.clipboard.read());
    if (!(await runRequest(request)).ok) throw new Error('The org refused the request.');
    if ((await runRequest(request)).ok) throw new Error('The org took the same proof twice.');
    await window.closeDialog();
    await window.page.getByRole('button', { name: 'Clear now' }).click();
    await eventually('the clipboard is empty', async () => (await app.clipboard.read()) === '');
    await tour.picture(window.page, 'all-accounts');
  });
}
