import { submitSignInPage } from '../../test/support/account-window/index.ts';
import { orgNames } from '../demo/demo-world.ts';
import type { Person } from './person.ts';
import type { Tour } from './tour.ts';

/** From the empty window to four accounts in two orgs. */
export async function signInSteps(tour: Tour, person: Person): Promise<void> {
  const ada = person.sample('ada');
  const grace = person.sample('grace');

  await tour.step('the app starts on an empty profile and offers to add an account', async () => {
    await person.startApp();
    const { page } = person.window;
    await page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
    await tour.picture(page, 'empty');
  });

  await tour.step('adding an account offers the prepared orgs', async () => {
    const { page, dialog } = person.window;
    await page.getByRole('button', { name: 'Add account' }).first().click();
    for (const name of [orgNames.default, orgNames.engineering]) {
      await dialog.getByText(name, { exact: true }).waitFor();
    }
    await tour.picture(page, 'add-account');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  await tour.step(`a wrong password keeps ${ada.name} out`, async () => {
    const { window } = person;
    await window.addAccount({ org: orgNames.default, tags: ['work'] });
    const browser = await person.browser();
    await browser.goto(await person.app.nextOpenedUrl());
    await tour.picture(browser, 'sign-in-page');
    await tour.picture(window.page, 'waiting-for-the-browser');
    await submitSignInPage(browser, { ...ada, password: 'not the password' });
    await browser.getByText('Unable to sign in').waitFor();
    if ((await window.rows.count()) !== 0) throw new Error('There is an account.');
  });

  await tour.step(`${ada.name} signs in at ${orgNames.default} and is the default`, async () => {
    const { window } = person;
    const browser = await person.browser();
    await submitSignInPage(browser, ada);
    await browser.getByRole('heading', { name: 'You are signed in' }).waitFor();
    await tour.picture(browser, 'signed-in-page');
    const row = window.row(ada.name, orgNames.default);
    await row.getByText('Valid').waitFor();
    await row.getByText('Default', { exact: true }).waitFor();
    await row.getByText('work', { exact: true }).waitFor();
    await window.dialog.waitFor({ state: 'hidden' });
    if (!person.records.isAlive(ada.username)) throw new Error('The org has no live session.');
    await tour.picture(window.page, 'first-account');
  });

  await tour.step(`${grace.name} signs in at ${orgNames.engineering}`, async () => {
    await person.signIn(grace, orgNames.engineering);
    if (!person.records.isAlive(grace.username)) throw new Error('The org has no live session.');
  });

  await tour.step('two more people sign in, one in each org', async () => {
    await person.signIn(person.sample('linus'), orgNames.default, ['billing']);
    await person.signIn(person.sample('asuka'), orgNames.engineering, ['night shift']);
    if ((await person.window.rows.count()) !== 4) throw new Error('There are not four accounts.');
    await tour.picture(person.window.page, 'accounts');
  });
}
