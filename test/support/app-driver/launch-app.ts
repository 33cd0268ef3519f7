import { findElectronBinary } from './find-electron.ts';
import { launchOnChromiumHost } from './launch-on-chromium-host.ts';
import { launchOnElectron } from './launch-on-electron.ts';
import type { LaunchOptions, RunningApp } from './running-app.ts';

/** Which host runs the app, and why. */
export type ChosenHost =
  { kind: 'electron'; name: string; executablePath: string } | { kind: 'chromium'; name: string };

/**
 * Chooses the host: Electron where its binary is there, otherwise the Chromium host.
 *
 * @throws Error when Electron is demanded and its binary is not there
 */
export function chooseHost(wish: LaunchOptions['host'] = 'auto'): ChosenHost {
  if (wish === 'chromium') return { kind: 'chromium', name: 'Chromium host (as asked)' };
  const electron = findElectronBinary();
  if (electron.found) {
    return {
      kind: 'electron',
      name: `Electron ${electron.version}`,
      executablePath: electron.path,
    };
  }
  if (wish === 'electron') throw new Error(`Electron cannot run: ${electron.reason}.`);
  return { kind: 'chromium', name: `Chromium host (Electron: ${electron.reason})` };
}

/** The line that a run of the end-to-end tests, or a demo, prints first. */
export function describeHost(wish?: LaunchOptions['host']): string {
  return `Running on: ${chooseHost(wish).name}`;
}

/** Starts the built app on the host that {@link chooseHost} chooses. */
export async function launchApp(options: LaunchOptions): Promise<RunningApp> {
  const host = chooseHost(options.host);
  return host.kind === 'electron'
    ? launchOnElectron(options, host.executablePath, host.name)
    : launchOnChromiumHost(options, host.name);
}
