import type { DemoWorld } from '../demo/demo-world.ts';
import { explain, PlainError } from '../setup/plain-error.mjs';
import { careSteps } from './care-steps.ts';
import { Person } from './person.ts';
import { keepingSteps } from './keeping-steps.ts';
import { orgSteps } from './org-steps.ts';
import { signInSteps } from './sign-in-steps.ts';
import { restartSteps } from './restart-steps.ts';
import { Tour } from './tour.ts';
import { waysSteps } from './ways-steps.ts';

/**
 * Plays a person who does the app's main job from end to end, and proves each step at its other side: the org, the
 * clipboard, the profile folder.
 *
 * @param folder - for a picture of each screen
 * @returns 0 when every step did what it should, else 1
 */
export async function runTour(world: DemoWorld, folder: string): Promise<number> {
  const person = new Person(world);
  const tour = await Tour.begin(folder, async () => {
    const { page } = person.window;
    await tour.picture(page, 'failed');
    await page.keyboard.press('Escape');
  });
  try {
    await signInSteps(tour, person);
    await keepingSteps(tour, person);
    await careSteps(tour, person);
    await orgSteps(tour, person);
    await waysSteps(tour, person);
    await restartSteps(tour, person);
  } catch (thrown) {
    // Told where the tour ends, so that its last line stays the last. A plain error is a step's, which has counted it.
    if (thrown instanceof PlainError) console.log(`\n${explain(thrown)}\n`);
    else {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      await tour.step('nothing unforeseen happened', () => Promise.reject(error));
    }
  } finally {
    await person.leave();
  }
  return tour.end();
}
