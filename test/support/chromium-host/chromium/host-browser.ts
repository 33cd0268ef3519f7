import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright';
import { chromium } from 'playwright';
import { quietSwitches } from './chromium-switches.ts';
import { findChromium } from './find-chromium.ts';

/** Where a test's own playwright attaches. */
export interface DevToolsEndpoint {
  readonly url: string;
  readonly profileDir: string;
  readonly browserPid: number | null;
}

interface Running {
  readonly context: BrowserContext;
  readonly profileDir: string;
  readonly browserPid: number | null;
  /** The page that Chromium opened with; the first window takes it. */
  firstPage: Page | undefined;
}

/** The host's Chromium: started when first needed, in a throw-away profile. */
export class HostBrowser {
  private readonly headless: boolean;
  private readonly profileRoot: string;
  private readonly language: string | undefined;
  private running: Promise<Running> | null = null;
  private readonly profileDirs: string[] = [];

  constructor(options: { headless: boolean; profileRoot: string; language: string | undefined }) {
    this.profileRoot = options.profileRoot;
    this.headless = options.headless;
    this.language = options.language;
  }

  /** Opens an empty page in a window of the size asked, in pixels. */
  async openPage(size: { width: number; height: number }): Promise<Page> {
    const running = await this.start();
    const first = running.firstPage;
    running.firstPage = undefined;
    const page = first ?? (await this.openWindow(running.context));
    page.once('close', () => {
      this.leaveWithLastPage(running);
    });
    await resize(page, size);
    return page;
  }

  async endpoint(): Promise<DevToolsEndpoint> {
    const { profileDir, browserPid } = await this.start();
    const [port = ''] = readFileSync(path.join(profileDir, 'DevToolsActivePort'), 'utf8').split(
      '\n',
    );
    return { url: `http://127.0.0.1:${port}`, profileDir, browserPid };
  }

  /** Starts Chromium without waiting for it, so that the first window is quick. */
  warmUp(): void {
    // A failure comes back to whoever opens the first window.
    this.start().catch(() => undefined);
  }

  private async start(): Promise<Running> {
    this.running ??= this.launch();
    return this.running;
  }

  private async launch(): Promise<Running> {
    const profileDir = mkdtempSync(path.join(this.profileRoot, 'chromium-host-'));
    this.profileDirs.push(profileDir);
    const context = await chromium.launchPersistentContext(profileDir, {
      executablePath: findChromium(),
      artifactsDir: path.join(profileDir, 'artifacts'),
      // Chromium's own temporary files go with the profile; elsewhere than on Linux it keeps to another rule.
      ...(process.platform === 'linux' ? { env: { ...process.env, TMPDIR: profileDir } } : {}),
      headless: this.headless,
      viewport: null,
      colorScheme: null,
      reducedMotion: null,
      forcedColors: null,
      contrast: null,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        ...quietSwitches(),
        '--remote-debugging-port=0',
        // The app's page needs no network, so whatever slips through a gap of this host goes nowhere.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
        // A window of its own without tabs or an address bar, as the app's window has.
        '--app=data:text/html,<title></title>',
        ...(this.language === undefined ? [] : [`--lang=${this.language}`]),
      ],
    });
    // However the host ends, playwright kills Chromium as it exits; after that its folder can go.
    process.once('exit', () => {
      this.removeProfiles();
    });
    const [firstPage] = context.pages();
    return { context, profileDir, firstPage, browserPid: await readBrowserPid(context) };
  }

  /** With a display Chromium ends with its last window, but not at once; so the next window gets a new Chromium. */
  private leaveWithLastPage(running: Running): void {
    if (running.context.pages().length > 0) return;
    this.running = null;
    // It may have closed by itself.
    running.context.close().catch(() => undefined);
  }

  private async openWindow(context: BrowserContext): Promise<Page> {
    const session = await context.browser()?.newBrowserCDPSession();
    if (!session) return context.newPage();
    const opened = context.waitForEvent('page', (page) => page.url() === 'about:blank#host');
    await session.send('Target.createTarget', { url: 'about:blank#host', newWindow: true });
    await session.detach();
    return opened;
  }

  private removeProfiles(): void {
    for (const folder of this.profileDirs.splice(0)) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    }
  }
}

async function readBrowserPid(context: BrowserContext): Promise<number | null> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) return null;
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.find((info) => info.type === 'browser')?.id ?? null;
}

async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { windowId } = await session.send('Browser.getWindowForTarget');
  await session.send('Browser.setWindowBounds', { windowId, bounds: size });
  await session.detach();
}
