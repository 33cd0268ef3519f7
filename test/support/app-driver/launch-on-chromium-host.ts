import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { chromium } from 'playwright';
import type { DevToolsEndpoint } from '../chromium-host/chromium/host-browser.ts';
import type { HostRecord } from '../chromium-host/host-records.ts';
import { HostChannel } from './host-channel.ts';
import { OpenedUrls } from './opened-urls.ts';
import { killProcess, listDescendants } from './process-tree.ts';
import type { AppExit, LaunchOptions, RunningApp } from './running-app.ts';

const runFile = fileURLToPath(new URL('../chromium-host/run.ts', import.meta.url));
const windowTimeout = 60_000;

/** Starts the app on the Chromium host. */
export async function launchOnChromiumHost(
  options: LaunchOptions,
  hostName: string,
): Promise<RunningApp> {
  // Made here and not by the host, so that it can be removed also after a SIGKILL.
  const profiles = mkdtempSync(path.join(tmpdir(), 'chromium-host-'));
  const child = fork(runFile, programArguments(options), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    execArgv: [],
    env: {
      ...process.env,
      CHROMIUM_HOST_PROFILES: profiles,
      ...((options.headless ?? true) ? { CHROMIUM_HOST_HEADLESS: '1' } : {}),
      ...options.env,
    },
  });
  const exited = new Promise<AppExit>((resolve) => {
    // `close` and not `exit`: what the app wrote last has been read by then.
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const stdout = capture(child.stdout);
  const stderr = capture(child.stderr);
  const urls = new OpenedUrls();
  const records: HostRecord[] = [];
  const channel = new HostChannel(child, (record) => {
    records.push(record);
    if (record.kind === 'open-external') urls.add(record.url);
  });
  const attachment = new Attachment(channel, () => stderr());
  void exited.then(() => attachment.detach());
  void exited.then(() => {
    removeFolder(profiles);
  });
  await Promise.race([channel.ready.catch(() => undefined), exited]);

  return {
    hostName,
    pid: child.pid ?? -1,
    window: () => attachment.page(),
    openedUrls: () => Promise.resolve(urls.all()),
    nextOpenedUrl: (timeout = 10_000) => urls.next(timeout),
    clipboard: {
      read: async () => (await channel.ask('clipboard.read', null))['text/plain'] ?? '',
      write: async (text) => {
        await channel.ask('clipboard.write', { text });
      },
    },
    chooseFile: async (chosen) => {
      const answer =
        chosen === null
          ? { canceled: true }
          : { canceled: false, filePath: chosen, filePaths: [chosen] };
      await channel.ask('dialog.answer-next', { answer });
    },
    wake: async () => {
      await channel.ask('power-monitor.emit', { event: 'resume' });
    },
    records: () => Promise.resolve([...records]),
    close: async () => {
      await attachment.detach();
      // The app may be on its way out already.
      await channel.ask('app.quit', null).catch(() => undefined);
      return exited;
    },
    kill: () => kill(child, profiles, exited),
    childPids: () => listDescendants(child.pid ?? -1),
    stdout,
    stderr,
    exited,
    control: (method, params) => channel.ask(method, params),
  };
}

function programArguments({ appDir, userDataDir, args = [] }: LaunchOptions): string[] {
  return [appDir, `--user-data-dir=${userDataDir}`, ...args];
}

function capture(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => (text += chunk));
  return () => text;
}

/** SIGKILL leaves the host no time to end its Chromium, so its processes and profile go here. */
async function kill(
  child: ChildProcess,
  profiles: string,
  exited: Promise<AppExit>,
): Promise<AppExit> {
  const below = child.pid === undefined ? [] : await listDescendants(child.pid);
  child.kill('SIGKILL');
  const exit = await exited;
  for (const pid of below) killProcess(pid);
  removeFolder(profiles);
  return exit;
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** The test's own playwright, attached to the app's window. */
class Attachment {
  private endpoint: DevToolsEndpoint | null = null;
  private readonly channel: HostChannel;
  private readonly explain: () => string;
  private browser: Browser | null = null;

  constructor(channel: HostChannel, explain: () => string) {
    this.channel = channel;
    this.explain = explain;
  }

  async page(): Promise<Page> {
    const deadline = Date.now() + windowTimeout;
    try {
      while (Date.now() < deadline) {
        const page = await this.findPage();
        if (page) return page;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`No window came within ${windowTimeout} ms.`);
    } catch (error) {
      throw new Error(`The app showed no window. It said:\n${this.explain()}`, { cause: error });
    }
  }

  async detach(): Promise<void> {
    const { browser } = this;
    this.browser = null;
    await browser?.close();
  }

  private async findPage(): Promise<Page | undefined> {
    const windows = await this.channel.ask('windows.list', null);
    if (!windows.some((window) => window.url !== '')) return undefined;
    const endpoint = await this.channel.ask('host.endpoint', null);
    // A Chromium that closed with its last page comes back elsewhere.
    if (endpoint.url !== this.endpoint?.url) await this.detach();
    this.endpoint = endpoint;
    // Without defaults: playwright would set the colour scheme and focus, which are the app's matter.
    this.browser ??= await chromium.connectOverCDP(endpoint.url, { noDefaults: true });
    const pages = this.browser.contexts().flatMap((context) => context.pages());
    return pages.find((candidate) => candidate.url().startsWith('http'));
  }
}
