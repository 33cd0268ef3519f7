import { errnoCode } from './disk-error.ts';

const heldCodes = ['EPERM', 'EACCES', 'EBUSY'];
/** Milliseconds between the attempts: about a second and a quarter in all. */
const pauses = [10, 20, 40, 80, 160, 320, 640];

/**
 * Does something with a file, again and again while another program holds it: on Windows a virus scanner or an
 * indexer opens every new file for a moment, and the file cannot be replaced or deleted until it lets go.
 *
 * @param action - what to do
 * @param pause - waits some milliseconds
 * @throws the last error of `action`
 */
export async function whileHeld<Result>(
  action: () => Promise<Result>,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<Result> {
  for (const milliseconds of pauses) {
    try {
      return await action();
    } catch (error) {
      if (!heldCodes.includes(errnoCode(error))) throw error;
    }
    await pause(milliseconds);
  }
  return action();
}
