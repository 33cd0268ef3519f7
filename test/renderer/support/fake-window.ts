/// <reference types="node" />
import { chromium, type Browser, type Page } from 'playwright';
import type {
  CommandInput,
  CommandName,
  CommandOutput,
  Reply,
} from '../../../src/shared/contract.ts';
import { describeError, type ErrorCode } from '../../../src/shared/error-catalogue.ts';
import type { AccountView, FrameView, Snapshot, SnapshotPatch } from '../../../src/shared/views.ts';
import { snapshot as fixtureSnapshot } from './fixtures.ts';

type Handler = (input: unknown) => Reply<unknown> | Promise<Reply<unknown>>;

/** What the window sent to the main process. */
export interface SentCommand {
  readonly name: CommandName;
  readonly input: unknown;
}

export interface WindowOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** The zoom of the window: 2 for 200 %. */
  readonly zoom?: number;
  readonly forcedColors?: boolean;
}

/** Starts the system's Chromium. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-quic', '--no-first-run'],
  });
}

/** The window in a browser, with a main process that the test plays. */
export class FakeWindow {
  readonly sent: SentCommand[] = [];
  /** Console errors, exceptions and violations of the content security policy. */
  readonly faults: string[] = [];
  #handlers = new Map<CommandName, Handler>();
  #snapshot: Snapshot;
  readonly page: Page;

  private constructor(page: Page, snapshot: Snapshot) {
    this.page = page;
    this.#snapshot = snapshot;
  }

  static async open(
    browser: Browser,
    url: string,
    snapshot: Snapshot = fixtureSnapshot(),
    options: WindowOptions = {},
  ): Promise<FakeWindow> {
    const { colorScheme = 'light', width = 1000, height = 700, zoom = 1 } = options;
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
      deviceScaleFactor: zoom,
      forcedColors: options.forcedColors ? 'active' : 'none',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const window = new FakeWindow(page, snapshot);
    await window.#install();
    await page.goto(url);
    return window;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Decides how a command is answered; without it, a command succeeds with nothing, or an empty list. */
  answer<Name extends CommandName>(
    name: Name,
    handler: (
      input: CommandInput<Name>,
    ) => Reply<CommandOutput<Name>> | Promise<Reply<CommandOutput<Name>>>,
  ): void {
    this.#handlers.set(name, handler as Handler);
  }

  /** Makes a command fail with a catalogued error. */
  fail(name: CommandName, code: ErrorCode): void {
    this.#handlers.set(name, () => ({
      ok: false,
      error: describeError(code, { requestId: 'ZkWq1-request-id' }),
    }));
  }

  /** Makes a command wait until the returned function is called, which lets it succeed with a value. */
  hold<Name extends CommandName>(name: Name): (value: CommandOutput<Name>) => void {
    const gate = Promise.withResolvers<CommandOutput<Name>>();
    this.#handlers.set(name, async () => {
      return { ok: true, value: await gate.promise };
    });
    return (value) => {
      gate.resolve(value);
    };
  }

  /** The inputs with which a command was sent. */
  inputsOf(name: CommandName): unknown[] {
    return this.sent.filter((command) => command.name === name).map(({ input }) => input);
  }

  /** Changes the frame and tells the window. */
  async pushFrame(changes: Partial<FrameView>): Promise<void> {
    await this.#push({ frame: { ...this.#snapshot.frame, ...changes }, changed: [], removed: [] });
  }

  /** Adds or changes accounts and tells the window. */
  async pushAccounts(...changed: AccountView[]): Promise<void> {
    await this.#push({ changed, removed: [] });
  }

  /** Changes one account and tells the window. */
  async changeAccount(id: string, changes: Partial<AccountView>): Promise<void> {
    const account = this.#snapshot.accounts.find((candidate) => candidate.id === id);
    if (!account) throw new Error(`no account ${id}`);
    await this.pushAccounts({ ...account, ...changes });
  }

  /** Removes accounts and tells the window. */
  async removeAccounts(...removed: string[]): Promise<void> {
    await this.#push({ changed: [], removed });
  }

  /** Everything announced so far and still in the live region. */
  async announcements(): Promise<string> {
    return (await this.page.getByTestId('announcements').textContent()) ?? '';
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  async #push(patch: Omit<SnapshotPatch, 'from' | 'to'>): Promise<void> {
    const from = this.#snapshot.version;
    const full: SnapshotPatch = { ...patch, from, to: from + 1 };
    const changed = new Map(full.changed.map((account) => [account.id, account]));
    const known = new Set(this.#snapshot.accounts.map(({ id }) => id));
    this.#snapshot = {
      version: full.to,
      frame: full.frame ?? this.#snapshot.frame,
      accounts: [
        ...this.#snapshot.accounts
          .filter(({ id }) => !full.removed.includes(id))
          .map((account) => changed.get(account.id) ?? account),
        ...full.changed.filter(({ id }) => !known.has(id)),
      ],
    };
    await this.page.evaluate((message) => {
      window.dispatchEvent(new CustomEvent('fake-patch', { detail: message }));
    }, full);
  }

  async #install(): Promise<void> {
    this.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.faults.push(message.text());
      }
    });
    this.page.on('pageerror', (error) => this.faults.push(String(error)));
    await this.page.exposeFunction('fakeFault', (text: string) => this.faults.push(text));
    await this.page.exposeFunction('fakeInvoke', (name: CommandName, input: unknown) =>
      this.#reply(name, input),
    );
    await this.page.addInitScript(() => {
      const host = window as unknown as {
        fakeInvoke: (name: string, input: unknown) => Promise<unknown>;
        fakeFault: (text: string) => Promise<void>;
      };
      document.addEventListener('securitypolicyviolation', (event) => {
        void host.fakeFault(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
      Object.defineProperty(window, 'accountManager', {
        value: {
          invoke: (name: string, input: unknown) => host.fakeInvoke(name, input),
          on: (_name: string, listener: (payload: unknown) => void) => {
            const receive = (event: Event) => {
              listener((event as CustomEvent<unknown>).detail);
            };
            window.addEventListener('fake-patch', receive);
            return () => {
              window.removeEventListener('fake-patch', receive);
            };
          },
        },
      });
    });
  }

  async #reply(name: CommandName, input: unknown): Promise<Reply<unknown>> {
    this.sent.push({ name, input });
    const handler = this.#handlers.get(name);
    if (handler) return handler(input);
    if (name === 'state.get') return { ok: true, value: this.#snapshot };
    if (name === 'accounts.history' || name === 'accounts.ended') {
      return { ok: true, value: { entries: [] } };
    }
    return { ok: true, value: undefined };
  }
}
