import { createDemoWorld, orgNames } from '../scripts/demo/demo-world.ts';
import { Person } from '../scripts/tour/person.ts';
import type { KeyringSession } from '../test/support/keyring/keyring-session.ts';
import { measure, type Figure } from './figures.ts';
import { clickIn, openEmptyPage, paintedAt } from './page-clock.ts';

/** From pressing refresh to the new time left on the screen: request, checks, sealing, window. */
export async function refreshToExpiry(keyring: KeyringSession): Promise<Figure> {
  const world = await createDemoWorld(keyring);
  const person = new Person(world);
  const grace = person.sample('grace');
  try {
    await person.startApp();
    // Its access tokens live for 300 seconds, counted down to the second.
    await person.signIn(grace, orgNames.engineering);
    const { page } = person.window;
    const runs = await measure(7, async () => {
      await paintedAt(page, '[role=row]', '4 min 5[0-7] s left');
      const painted = paintedAt(page, '[role=row]', '(5 min|4 min 59 s) left');
      const pressed = await clickIn(page, '[role=row] button[aria-label^="Refresh "]');
      return (await painted) - pressed;
    });
    return {
      name: 'refresh click to new expiry visible',
      runs,
      baseline: {
        name: 'an empty page in the same kind of browser',
        runs: await measure(7, async () => openEmptyPage(await person.browser())),
      },
    };
  } finally {
    await person.leave();
    await world.end();
  }
}
