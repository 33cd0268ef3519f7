import { setTimeout as delay } from 'node:timers/promises';

const defaultPatience = 10_000;
const pollMs = 50;

/**
 * Waits until something is so.
 *
 * @param what - said when it never is
 * @param patience - milliseconds; ten seconds when absent
 * @throws Error when it has not come true by then
 */
export async function eventually(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  patience = defaultPatience,
): Promise<void> {
  const deadline = Date.now() + patience;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`This did not come true: ${what}.`);
    await delay(pollMs);
  }
}
