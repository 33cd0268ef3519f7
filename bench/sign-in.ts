import { createDemoWorld, orgNames } from '../scripts/demo/demo-world.ts';
import { Person } from '../scripts/tour/person.ts';
import { submitSignInPage } from '../test/support/account-window/index.ts';
import type { KeyringSession } from '../test/support/keyring/keyring-session.ts';
import { measure, type Figure } from './figures.ts';
import { openEmptyPage, paintedAt } from './page-clock.ts';

/** From the browser's request for the redirect to the new account in the list: exchange, checks, sealing, window. */
export async function signInToRow(keyring: KeyringSession): Promise<Figure> {
  const world = await createDemoWorld(keyring);
  const person = new Person(world);
  const ada = person.sample('ada');
  try {
    await person.startApp();
    const browser = await person.browser();
    const runs = await measure(7, async (index) => {
      const { window, app, org } = person;
      const tag = `run-${index}`;
      await window.addAccount({ org: orgNames.default, tags: [tag] });
      org.control.endBrowserSessions();
      await browser.goto(await app.nextOpenedUrl());
      const redirected = browser
        .waitForRequest((request) => request.url().includes('/callback?'))
        .then(() => Date.now());
      const painted = paintedAt(window.page, '[role=row]', tag);
      await submitSignInPage(browser, ada);
      await window.dialog.waitFor({ state: 'hidden' });
      return (await painted) - (await redirected);
    });
    return {
      name: 'sign-in redirect to row visible',
      runs,
      baseline: {
        name: 'an empty page in the same browser',
        runs: await measure(7, () => openEmptyPage(browser)),
      },
    };
  } finally {
    await person.leave();
    await world.end();
  }
}
