import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const packageDir = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** What is known of Electron's binary. */
export type ElectronBinary =
  { found: true; path: string; version: string } | { found: false; reason: string };

/**
 * Finds Electron's binary without starting anything: `ELECTRON_OVERRIDE_DIST_PATH`, or what an earlier install
 * put into the package.
 */
export function findElectronBinary(env: NodeJS.ProcessEnv = process.env): ElectronBinary {
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(packageDir, 'dist');
  const file = path.join(dist, programPath());
  const { version } = JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  return existsSync(file)
    ? { found: true, path: file, version }
    : { found: false, reason: 'its binary has not been downloaded' };
}

/** Where the program lies inside the distribution, as electron/install.js has it. */
function programPath(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
