import { orgNames } from '../demo/demo-world.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import type { Tour } from './tour.ts';

/** What a person does with the accounts they have, with the proof at the org and on the clipboard. */
export async function keepingSteps(tour: Tour, person: Person): Promise<void> {
  const { records } = person;
  const ada = person.sample('ada');
  const grace = person.sample('grace');
  const linus = person.sample('linus');
  const asuka = person.sample('asuka');

  await tour.step(`${grace.name} gets a tag`, async () => {
    const { window } = person;
    const row = window.row(grace.name);
    await window.addTag(row, 'on call');
    await row.getByText('on call', { exact: true }).waitFor();
  });

  await tour.step(`${grace.name} becomes the default, ${ada.name} is it no more`, async () => {
    const { window } = person;
    await window.choose(window.row(grace.name), 'Make default');
    await window.row(grace.name).getByText('Default', { exact: true }).waitFor();
    const old = window.row(ada.name).getByText('Default', { exact: true });
    await old.waitFor({ state: 'detached' });
    await tour.picture(window.page, 'default-switched');
  });

  await tour.step(`refreshing ${grace.name} brings a new access token from the org`, async () => {
    const { window } = person;
    const before = records.newest(grace.username, 'access');
    await window.refresh(window.row(grace.name));
    await eventually('the org issued a new access token', () => {
      return records.newest(grace.username, 'access') !== before;
    });
    await window.page
      .getByText(`${grace.name} was refreshed.`)
      .first()
      .waitFor({ state: 'attached' });
  });

  await tour.step('copying puts that access token on the clipboard', async () => {
    const { window } = person;
    await window.copyAccessToken(window.row(grace.name));
    const copied = await person.app.clipboard.read();
    if (copied !== records.newest(grace.username, 'access')) {
      throw new Error('The clipboard holds something else.');
    }
    await tour.picture(window.page, 'token-copied');
  });

  await tour.step('the clipboard is cleared', async () => {
    await person.window.page.getByRole('button', { name: 'Clear now' }).click();
    await eventually('the clipboard is empty', async () => {
      return (await person.app.clipboard.read()) === '';
    });
  });

  await tour.step('accounts are found by tag and by org', async () => {
    const { window } = person;
    for (const [query, found] of [
      ['billing', [linus]],
      ['engineering', [grace, asuka]],
    ] as const) {
      await window.search(query);
      await eventually(`"${query}" finds ${found.length}`, async () => {
        return (await window.rows.count()) === found.length;
      });
      for (const who of found) await window.row(who.name).waitFor();
    }
    await tour.picture(window.page, 'found');
    await window.search('');
  });

  await tour.step(`revoking ${linus.name} ends every token of it at the org`, async () => {
    const { window } = person;
    const row = window.row(linus.name);
    await window.choose(row, 'Revoke…');
    const revoke = window.dialog.getByRole('button', { name: 'Revoke and remove' });
    await revoke.waitFor();
    await tour.picture(window.page, 'revoke');
    await revoke.click();
    await row.waitFor({ state: 'detached' });
    if (records.isAlive(linus.username)) throw new Error('The org still accepts a token.');
  });

  await tour.step('the settings tell what to register at an org', async () => {
    const { page, dialog } = person.window;
    await page.getByRole('button', { name: 'Settings' }).click();
    await dialog.getByText(orgNames.default, { exact: true }).waitFor();
    await tour.picture(page, 'settings');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
}
