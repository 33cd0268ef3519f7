import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { orgNames } from '../demo/demo-world.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import type { Tour } from './tour.ts';

/** What is left when the app was closed and opened again, and what lies on the disk meanwhile. */
export async function restartSteps(tour: Tour, person: Person): Promise<void> {
  const { records } = person;
  const ada = person.sample('ada');
  const grace = person.sample('grace');

  await tour.step('the app quits', () => person.quitApp());

  await tour.step(
    'no token lies in the profile folder, or in the backup, in the clear',
    async () => {
      const tokens = person.org.control.tokens().map(({ value }) => value);
      for (const file of await filesIn(person.profile)) {
        const content = await readFile(file, 'latin1');
        if (tokens.some((token) => content.includes(token)))
          throw new Error(`There is one in ${file}.`);
      }
    },
  );

  await tour.step('started again, it has the six that remain, with tags and default', async () => {
    await person.startApp();
    const { window } = person;
    const gracesRow = window.row(grace.name, orgNames.engineering);
    await window.row(ada.name, orgNames.default).getByText('work', { exact: true }).waitFor();
    await gracesRow.getByText('on call', { exact: true }).waitFor();
    await gracesRow.getByText('Default', { exact: true }).waitFor();
    if ((await window.rows.count()) !== 6) throw new Error('There are not six accounts.');
    await tour.picture(window.page, 'after-restart');
  });

  for (const [who, org, how] of [
    [ada, orgNames.reports, 'signed in without a browser'],
    [grace, orgNames.bank, 'bound to a key of this device'],
  ] as const) {
    await tour.step(`${who.name} at ${org}, ${how}, can still be refreshed`, async () => {
      const { window } = person;
      const before = records.newest(who.username, 'access');
      await window.refresh(window.row(who.name, org));
      await eventually('the org issued a new access token', () => {
        return records.newest(who.username, 'access') !== before;
      });
    });
  }

  await tour.step('the window turns dark when the settings say so', async () => {
    const { page, dialog } = person.window;
    await page.getByRole('button', { name: 'Settings' }).click();
    await dialog.getByText('Dark', { exact: true }).click();
    await eventually('the page prefers dark colours', () =>
      page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: dark)').matches`),
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await tour.picture(page, 'dark');
  });

  await tour.step('the org found nothing wrong with what it was asked', () => {
    const [error] = person.org.control.serverErrors;
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  });
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
