// `npm run demo [-- --tour DIR]`: the app on a throw-away profile, with an org to sign in at. Without a display, or
// with --tour, a script plays the person and prints what it did.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeHost } from '../test/support/app-driver/index.ts';
import { hasDisplay } from '../test/support/chromium-host/chromium/chromium-switches.ts';
import {
  startKeyringSession,
  type KeyringSession,
} from '../test/support/keyring/keyring-session.ts';
import { createDemoWorld } from './demo/demo-world.ts';
import { showDemo } from './demo/show-demo.ts';
import { hasSystemKeychain } from './demo/system-keychain.ts';
import { explain, PlainError } from './setup/plain-error.mjs';
import { runTour } from './tour/run-tour.ts';

try {
  process.exitCode = await main();
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}

/** @returns the exit code */
async function main(): Promise<number> {
  const wish = readTourWish();
  const isTour = wish !== undefined || !hasDisplay();
  console.log(`\n${describeHost()}`);
  if (!hasDisplay()) console.log('There is no display: a script takes the tour.');
  // A tour finds the same keyring everywhere; a person meets the one of this system, if there is one.
  const usesOwnKeyring = process.platform === 'linux' && (isTour || !(await hasSystemKeychain()));
  const keyring = usesOwnKeyring ? await startKeyringSession() : null;
  console.log(
    usesOwnKeyring
      ? 'Keychain: a throw-away keyring in a D-Bus session of its own'
      : "Keychain: this system's own; the demo takes its key out again when it ends",
  );
  try {
    return await runDemo(keyring, isTour ? await tourFolder(wish) : null);
  } finally {
    await keyring?.stop();
  }
}

/** The folder given with --tour. */
function readTourWish(): string | undefined {
  try {
    return parseArgs({ options: { tour: { type: 'string' } } }).values.tour;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new PlainError(message, 'Usage: npm run demo [-- --tour DIR]');
  }
}

/** @param folder - for the pictures of a tour; null when a person is there */
async function runDemo(keyring: KeyringSession | null, folder: string | null): Promise<number> {
  const world = await createDemoWorld(keyring);
  try {
    return folder === null ? await showDemo(world) : await runTour(world, folder);
  } finally {
    await world.end();
  }
}

function tourFolder(wish: string | undefined): Promise<string> {
  if (wish !== undefined) return Promise.resolve(resolve(wish));
  return mkdtemp(join(tmpdir(), 'okta-account-manager-tour-'));
}
