// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { run } from './programs.mjs';
import { projectNode, root, setupFolder } from './project.mjs';
import { readStamp, writeStamp } from './stamps.mjs';

const electronPackage = join(root, 'node_modules/electron');
const refusedFile = join(setupFolder, 'electron-refused');
const retryMs = 24 * 60 * 60 * 1000;

/**
 * Fetches Electron's program, which is not in its npm package but on Electron's release host. Where that cannot be
 * reached nothing fails here: each command says what it does instead.
 *
 * @param {{ insist: boolean }} options - whether to ask again although the host was out of reach within the last day
 * @returns {import('./progress.mjs').Step}
 */
export function electronProgram({ insist }) {
  return {
    title: "Electron's program",
    run: async (note) => {
      const version = readVersion();
      if (hasElectron()) return `${version} is here`;
      if (!insist && wasRefused(version)) {
        return `${version} could not be fetched within the last day (npm start tries again)`;
      }
      note(`fetching ${version} from its release host, about 100 MB`);
      const { code } = await run(projectNode, [join(electronPackage, 'install.js')], { cwd: root });
      if (code === 0 && hasElectron()) return `${version} fetched`;
      writeStamp(refusedFile, `${version} ${Date.now()}`);
      return 'its release host cannot be reached from here';
    },
  };
}

/** Whether Electron's program is on this machine. */
function hasElectron() {
  return existsSync(electronFile());
}

/**
 * Electron's program, for a command that is not the app without it.
 *
 * @returns {string} its file
 * @throws {PlainError} saying what else there is
 */
export function requireElectron() {
  if (!hasElectron()) {
    throw new PlainError(
      `This needs Electron ${readVersion()}, whose program could not be fetched from its release host.`,
      `Run it again where that host can be reached, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.
To see the app without Electron, run the demo: npm run demo shows it in the Chromium host, with an org to sign in at.`,
    );
  }
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    throw new PlainError(
      'Electron does not run as root: its sandbox would be off.',
      'Run this as an ordinary person of this machine.',
    );
  }
  return electronFile();
}

/** Where electron/install.js puts the program. */
function electronFile() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronPackage, 'dist');
  if (process.platform === 'darwin') return join(folder, 'Electron.app/Contents/MacOS/Electron');
  return join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

/** @param {string} version */
function wasRefused(version) {
  const [refused, at] = (readStamp(refusedFile) ?? '').split(' ');
  return refused === version && Date.now() - Number(at) < retryMs;
}

/** @returns {string} */
function readVersion() {
  return JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')).version;
}
