import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import type { LaunchOptions, RunningApp } from '../../support/app-driver/index.ts';
import { launchApp } from '../../support/app-driver/index.ts';

/** What the fixture's preload exposes to its page. */
export interface FixtureApi {
  readonly invoke: (channel: string, ...args: unknown[]) => Promise<unknown>;
  readonly send: (channel: string, ...args: unknown[]) => void;
  readonly invokeWith: (what: string) => Promise<unknown>;
  readonly on: (channel: string, listener: (...args: unknown[]) => void) => () => void;
  readonly received: () => number;
  readonly list: readonly [number, { two: number }];
  readonly fail: () => never;
  readonly require: string;
}

/** The fixture app, running, with its window's page. */
export interface FixtureApp {
  readonly app: RunningApp;
  readonly page: Page;
  readonly userDataDir: string;
  /** Calls a channel from the page; a rejection becomes its text. */
  readonly invoke: (channel: string, ...args: unknown[]) => Promise<unknown>;
  /** Evaluates an expression in the page, where `fixture` is the exposed API. */
  readonly inPage: (expression: string) => Promise<unknown>;
  /** Waits until the app has written `line`. */
  readonly said: (line: string) => Promise<void>;
}

const appDir = path.join(import.meta.dirname, 'fixture');
const started: { app: RunningApp; userDataDir: string }[] = [];

/** Starts the fixture app on the Chromium host without waiting for its window. */
export async function startFixture(
  options: Partial<LaunchOptions> = {},
): Promise<{ app: RunningApp; userDataDir: string }> {
  const userDataDir = options.userDataDir ?? (await mkdtemp(path.join(tmpdir(), 'fixture-app-')));
  const app = await launchApp({ appDir, host: 'chromium', ...options, userDataDir });
  started.push({ app, userDataDir });
  return { app, userDataDir };
}

/** Starts the fixture app and waits until its page has run its script. */
export async function openFixture(options: Partial<LaunchOptions> = {}): Promise<FixtureApp> {
  const { app, userDataDir } = await startFixture(options);
  const page = await app.window();
  await page.getByText('module ran').waitFor({ timeout: 10_000 });
  return {
    app,
    page,
    userDataDir,
    invoke: (channel, ...args) =>
      page.evaluate(
        ([name, values]) => {
          const { fixture } = globalThis as unknown as { fixture: FixtureApi };
          return fixture.invoke(name, ...values).catch((error: unknown) => String(error));
        },
        [channel, args] as const,
      ),
    inPage: (expression) => page.evaluate(expression),
    said: (line) => waitForLine(app, line),
  };
}

/** Waits until the app has written `line` on its standard output. */
export async function waitForLine(app: RunningApp, line: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!app.stdout().split('\n').includes(line)) {
    if (Date.now() > deadline) {
      throw new Error(`The app did not say '${line}' but:\n${app.stdout()}\n${app.stderr()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Ends whatever a test left running. */
export async function stopFixtures(): Promise<void> {
  for (const { app, userDataDir } of started.splice(0)) {
    await app.kill();
    await rm(userDataDir, { recursive: true, force: true });
  }
}
