import { createDemoWorld } from '../scripts/demo/demo-world.ts';
import { runInForeground } from '../scripts/setup/programs.mjs';
import { root } from '../scripts/setup/project.mjs';
import { Person } from '../scripts/tour/person.ts';
import { openSystemBrowser } from '../test/support/app-driver/index.ts';
import type { KeyringSession } from '../test/support/keyring/keyring-session.ts';
import { measure, type Figure } from './figures.ts';
import { openEmptyPage, paintedAt } from './page-clock.ts';

const accounts = 100;

/**
 * From starting the program to the list of 100 accounts on the screen. The driver has to attach to the window before
 * it can look, so this is what it takes at most.
 */
export async function startToList(keyring: KeyringSession): Promise<Figure> {
  const world = await createDemoWorld(keyring);
  const person = new Person(world);
  try {
    const fill = [`${root}/bench/fill-vault.ts`, world.profile, String(accounts)];
    const code = await runInForeground(process.execPath, fill, {
      env: { ...process.env, ...world.env },
    });
    if (code !== 0) throw new Error('The vault could not be filled.');
    const runs = await measure(5, async () => {
      const started = Date.now();
      await person.startApp();
      const painted = await paintedAt(person.window.page, '[role=row]', 'Person \\d+');
      await person.quitApp();
      return painted - started;
    });
    return {
      name: `start to list painted, ${accounts} accounts`,
      runs,
      baseline: { name: 'starting the same browser with an empty page', runs: await baseline() },
    };
  } finally {
    await person.leave();
    await world.end();
  }
}

function baseline(): Promise<readonly number[]> {
  return measure(5, async () => {
    const started = Date.now();
    const browser = await openSystemBrowser();
    const launched = Date.now() - started;
    const opened = await openEmptyPage(browser.page);
    await browser.close();
    return launched + opened;
  });
}
