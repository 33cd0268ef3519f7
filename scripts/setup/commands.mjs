// @ts-check
import { appBuild } from './app-build.mjs';
import { electronProgram } from './electron-program.mjs';
import { npmPackages } from './npm-packages.mjs';
import { systemPackages } from './system-packages.mjs';

/**
 * `demo`: an org, a browser and a keyring of their own. `app`: the app for real use, with what the person has.
 *
 * @typedef {'demo' | 'app'} Need
 */

/** What a run with an org, a browser and a keyring of its own needs. */
const everything = [
  npmPackages,
  systemPackages('demo'),
  electronProgram({ insist: false }),
  appBuild,
];

/**
 * The commands, and what each needs made ready before it. `setup` ends there.
 *
 * @type {Readonly<Record<string, readonly import('./progress.mjs').Step[]>>}
 */
export const commands = {
  setup: everything,
  demo: everything,
  test: everything,
  bench: everything,
  // These run without the app, a browser or a keychain.
  crash: [npmPackages],
  faults: [npmPackages],
  fuzz: [npmPackages],
  start: [npmPackages, systemPackages('app'), electronProgram({ insist: true }), appBuild],
  // electron-vite builds by itself, and again whenever a source changes.
  dev: [npmPackages, systemPackages('app'), electronProgram({ insist: true })],
};
