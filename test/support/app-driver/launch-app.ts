import { findElectronBinary, type ElectronBinary } from './find-electron.ts';
import { launchOnChromiumHost } from './launch-on-chromium-host.ts';
import { launchOnElectron } from './launch-on-electron.ts';
import type { LaunchOptions, RunningApp } from './running-app.ts';

/** Which host runs the app, and why. */
type ChosenHost =
  { kind: 'electron'; name: string; executablePath: string } | { kind: 'chromium'; name: string };

/** What the choice depends on, handed in so that a test can answer in this machine's place. */
export interface HostMachine {
  readonly platform: NodeJS.Platform;
  /** The user's number; undefined on Windows. */
  readonly uid: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly binary: ElectronBinary;
}

/**
 * Chooses the host: Electron where it can run, otherwise the Chromium host. On Linux, Electron refuses to run as root
 * while its sandbox is on, and it has no headless mode.
 *
 * @throws Error when Electron is demanded and cannot run
 */
export function chooseHost(
  wish: LaunchOptions['host'] = 'auto',
  machine: HostMachine = thisMachine(),
): ChosenHost {
  if (wish === 'chromium') return { kind: 'chromium', name: 'Chromium host (as asked)' };
  const electron = usableElectron(machine);
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

/** Electron's binary, where this user can run it. */
function usableElectron({ platform, uid, env, binary }: HostMachine): ElectronBinary {
  if (!binary.found || platform !== 'linux') return binary;
  if (uid === 0) return { found: false, reason: 'refuses to run as root' };
  // A variable that is set to nothing counts as absent.
  const hasDisplay = [env.DISPLAY, env.WAYLAND_DISPLAY].some(Boolean);
  return hasDisplay ? binary : { found: false, reason: 'there is no display' };
}

function thisMachine(): HostMachine {
  return {
    platform: process.platform,
    uid: process.getuid?.(),
    env: process.env,
    binary: findElectronBinary(),
  };
}
