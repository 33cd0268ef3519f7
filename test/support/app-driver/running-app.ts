import type { Page } from 'playwright';
import type { ControlMethod, ControlMethods } from '../chromium-host/control/control-protocol.ts';
import type { HostRecord } from '../chromium-host/host-records.ts';

/** How to start the app. */
export interface LaunchOptions {
  /** The folder with the app's package.json, whose `main` has been built. */
  readonly appDir: string;
  readonly userDataDir: string;
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** `auto` (the default) is Electron where it can run, and the Chromium host otherwise. */
  readonly host?: 'auto' | 'electron' | 'chromium';
  /** Defaults to true, so that tests are quiet; Electron always shows its window. */
  readonly headless?: boolean;
}

/** How a process ended. */
export interface AppExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The clipboard that the app sees, from outside the app. */
export interface AppClipboard {
  readonly read: () => Promise<string>;
  readonly write: (text: string) => Promise<void>;
}

/**
 * The built app, running on one of the two hosts. Everything here works on both, but for `control`, which is the
 * Chromium host's alone.
 */
export interface RunningApp {
  readonly hostName: string;
  readonly pid: number;
  /** The app's first window, as a playwright page. */
  window(): Promise<Page>;
  /** The URLs the app has opened in the system browser, oldest first. */
  openedUrls(): Promise<string[]>;
  /** The first opened URL that no call has returned yet; waits for it. Rejects after `timeout` milliseconds. */
  nextOpenedUrl(timeout?: number): Promise<string>;
  readonly clipboard: AppClipboard;
  /** Answers the app's next dialog for a file: with a path, or with null to cancel it. */
  chooseFile(path: string | null): Promise<void>;
  /** Tells the app what the system tells when the computer wakes from sleep. */
  wake(): Promise<void>;
  /** What the app asked of the operating system, in order; on Electron only the opened URLs. */
  records(): Promise<readonly HostRecord[]>;
  /** Quits as a person would, and waits for the end. */
  close(): Promise<AppExit>;
  /** Ends the process at once, as a crash would (SIGKILL), and waits for the end. */
  kill(): Promise<AppExit>;
  /** The processes below the app's own. */
  childPids(): Promise<number[]>;
  /** What the app has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exited: Promise<AppExit>;
  /**
   * Asks the Chromium host for what only it can do: operating-system events, forged senders, menus.
   *
   * @throws Error on Electron
   */
  control<Method extends ControlMethod>(
    method: Method,
    params: ControlMethods[Method]['params'],
  ): Promise<ControlMethods[Method]['result']>;
}
