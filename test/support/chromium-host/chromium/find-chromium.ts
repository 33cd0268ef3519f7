import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The browsers that can stand in, best first, where each system keeps them. */
function candidates(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (platform === 'win32') {
    const roots = [env.LOCALAPPDATA, env.ProgramFiles, env['ProgramFiles(x86)']];
    const programs = [
      'Chromium\\Application\\chrome.exe',
      'Google\\Chrome\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return programs.flatMap((program) =>
      roots.flatMap((root) => (root === undefined ? [] : [path.win32.join(root, program)])),
    );
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/**
 * Finds an installed Chromium (or Chrome, or Edge): `CHROMIUM_PATH` first, then the usual places.
 *
 * @throws Error saying what to install or set when there is none
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string {
  const asked = env.CHROMIUM_PATH;
  const found = [
    ...(asked === undefined ? [] : [asked]),
    ...candidates(env, process.platform),
  ].find(isExecutable);
  if (found === undefined) {
    throw new Error(
      'No Chromium found. Install Chromium, Chrome or Edge, or set CHROMIUM_PATH to its program.',
    );
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
