import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 10_000;
const pollMs = 50;

/**
 * Waits until something is so.
 *
 * @param what - said when it never is
 * @throws Error after ten seconds
 */
export async function eventually(
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`This did not come true: ${what}.`);
    await delay(pollMs);
  }
}
