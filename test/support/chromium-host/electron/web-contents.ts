import { HostContentsSettings } from './contents-settings.ts';
import { preventsNavigation } from './navigation-policy.ts';
import type { PageRequest, RequestVerdict } from '../chromium/page-link.ts';
import { PageLink } from '../chromium/page-link.ts';
import { toAppUrl, toPageUrl } from '../chromium/url-mapping.ts';
import { browser } from '../host.ts';
import { nodeCodec } from '../page-runtime/node-codec.ts';
import type { HostMessage, PreloadMessage } from '../page-runtime/preload-runtime.ts';
import { guardInstances, guardStatics } from '../unimplemented.ts';
import { createEvent } from './electron-event.ts';
import { ipcMain } from './ipc-main.ts';
import { nativeTheme } from './native-theme.ts';
import { PageLoads } from './page-loads.ts';
import { preparePreload } from './preload-file.ts';
import { registeredSchemes } from './protocol.ts';
import type { HostSession } from './session.ts';
import { HostWebFrameMain } from './web-frame-main.ts';

/** What a window tells its contents. */
export interface WebContentsFacts {
  readonly session: HostSession;
  readonly preload: string | null;
  readonly size: { readonly width: number; readonly height: number };
  readonly arguments: readonly string[];
}

let lastId = 0;
const all = new Map<number, HostWebContents>();

/** Electron's WebContents on one page of Chromium. */
export class HostWebContents extends HostContentsSettings {
  readonly id = ++lastId;
  readonly session: HostSession;
  mainFrame: HostWebFrameMain;
  private readonly facts: WebContentsFacts;
  private readonly loads = new PageLoads();
  private opening: Promise<PageLink>;
  private link: PageLink | null = null;
  /** The document whose preload answers, by Chromium's number. */
  private document: number | null = null;
  private url = '';
  private title = '';
  private destroyed = false;
  private crashed = false;
  private userAgent: string;

  constructor(facts: WebContentsFacts) {
    super();
    this.facts = facts;
    this.session = facts.session;
    this.userAgent = facts.session.getUserAgent();
    this.mainFrame = this.frame('', 'null');
    all.set(this.id, this);
    this.opening = this.open();
    // Whoever loads the window hears of a failure to open it.
    this.opening.catch(() => undefined);
  }

  static getAllWebContents(): HostWebContents[] {
    return [...all.values()];
  }

  static fromId(id: number): HostWebContents | undefined {
    return all.get(id);
  }

  static getFocusedWebContents(): HostWebContents | null {
    return [...all.values()].at(-1) ?? null;
  }

  /** @throws Error `ERR_… (-n) loading 'url'`, as Electron's, when the page does not load */
  async loadURL(url: string): Promise<void> {
    const link = await this.opening;
    await this.loads.load(link, toPageUrl(url, registeredSchemes()), url);
  }

  send(channel: string, ...args: unknown[]): void {
    const values = nodeCodec.encode(args);
    this.deliver(this.document, { kind: 'event', channel, values });
  }

  getURL(): string {
    return this.url;
  }

  getTitle(): string {
    return this.title;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  isLoading(): boolean {
    return this.loads.active;
  }

  isCrashed(): boolean {
    return this.crashed;
  }

  isFocused(): boolean {
    return HostWebContents.getFocusedWebContents() === this;
  }

  focus(): void {
    void this.link?.page.bringToFront().catch(() => undefined);
  }

  getUserAgent(): string {
    return this.userAgent;
  }

  setUserAgent(userAgent: string): void {
    this.userAgent = userAgent;
    this.link?.setUserAgent(userAgent);
  }

  reload(): void {
    void this.link?.reload(false).catch(() => undefined);
  }

  reloadIgnoringCache(): void {
    void this.link?.reload(true).catch(() => undefined);
  }

  stop(): void {
    void this.link?.evaluate('window.stop()').catch(() => undefined);
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.opening).evaluate(code);
  }

  forcefullyCrashRenderer(): void {
    this.link?.crash();
  }

  /** The page behind these contents, once Chromium has opened it. */
  async pageLink(): Promise<PageLink> {
    return this.opening;
  }

  /** Opens a new page in place of one that the person closed while the app keeps its window. */
  reopen(): void {
    const { url } = this;
    this.url = '';
    this.opening = this.open();
    this.loadURL(url).catch((error: unknown) => {
      console.error(error);
    });
  }

  /** Ends the contents with their window. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.mainFrame.destroy();
    all.delete(this.id);
    void this.opening.then((link) => link.page.close()).catch(() => undefined);
    this.emit('destroyed');
  }

  private async open(): Promise<PageLink> {
    const page = await browser.openPage(this.facts.size);
    const { preload, arguments: extra } = this.facts;
    const scripts = preparePreload(preload, extra, (error) => {
      this.reportPreloadError(error);
    });
    const link = await PageLink.attach(page, scripts, (request) => this.decide(request));
    this.listen(link);
    link.emulateColorScheme(nativeTheme.shouldUseDarkColors ? 'dark' : 'light');
    if (this.userAgent !== '') link.setUserAgent(this.userAgent);
    this.link = link;
    if (this.destroyed) await page.close();
    return link;
  }

  private listen(link: PageLink): void {
    link.on('message', (message, document) => {
      this.receive(message, document);
    });
    link.on('navigated', (pageUrl, sameDocument) => {
      if (!sameDocument) this.loads.commit();
      this.url = toAppUrl(pageUrl);
      this.mainFrame.url = this.url;
      this.emit(
        sameDocument ? 'did-navigate-in-page' : 'did-navigate',
        createEvent(),
        this.url,
        200,
      );
    });
    link.on('dom-ready', () => this.emit('dom-ready', createEvent()));
    link.on('loaded', () => {
      this.loads.finish();
      this.emit('host:painted');
      this.emit('did-finish-load');
      this.emit('did-stop-loading');
      void link.page
        .title()
        .then((title) => {
          this.title = title;
          this.emit('page-title-updated', createEvent(), title, true);
        })
        .catch(() => undefined);
    });
    this.loads.on('failed', (code, description, url) => {
      this.emit('did-fail-load', createEvent(), code, description, url, true);
    });
    link.on('console', (level, message, lineNumber, source) => {
      const details = {
        level,
        message,
        lineNumber,
        sourceId: toAppUrl(source),
        frame: this.mainFrame,
      };
      this.emit(
        'console-message',
        createEvent(details),
        level,
        message,
        lineNumber,
        details.sourceId,
      );
    });
    link.on('popup', (url) => {
      this.askToOpen(toAppUrl(url));
    });
    link.on('crashed', () => {
      this.mainFrame.destroy();
      this.document = null;
      this.crashed = true;
      this.emit('render-process-gone', createEvent(), { reason: 'crashed', exitCode: 139 });
    });
    link.on('closed', () => this.emit('host:page-closed'));
    const follow = () => {
      link.emulateColorScheme(nativeTheme.shouldUseDarkColors ? 'dark' : 'light');
    };
    nativeTheme.on('updated', follow);
    this.once('destroyed', () => nativeTheme.off('updated', follow));
  }

  private receive(message: PreloadMessage, document: number): void {
    if (message.kind === 'hello') {
      this.mainFrame.destroy();
      this.crashed = false;
      this.document = document;
      this.url = toAppUrl(message.href);
      this.mainFrame = this.frame(this.url, toAppUrl(message.origin), document);
      return;
    }
    if (message.kind === 'preload-error') {
      const error = new Error(message.message);
      error.stack = message.stack;
      this.reportPreloadError(error);
      return;
    }
    const frame = document === this.document ? this.mainFrame : null;
    const sender = {
      contents: this,
      frame,
      reply: (channel: string, args: readonly unknown[]) => {
        this.deliver(document, { kind: 'event', channel, values: nodeCodec.encode(args) });
      },
    };
    if (message.kind === 'send') {
      ipcMain.receive(sender, message.channel, message.values);
    } else {
      void ipcMain.answerInvoke(sender, message.channel, message.values).then((answer) => {
        this.deliver(document, { kind: 'reply', id: message.id, ...answer });
      });
    }
  }

  private deliver(document: number | null, message: HostMessage): void {
    if (document !== null && !this.destroyed) this.link?.deliver(document, message);
  }

  private frame(url: string, origin: string, document?: number): HostWebFrameMain {
    return new HostWebFrameMain({
      url,
      origin,
      processId: this.id,
      deliver: (channel, args) => {
        this.deliver(document ?? null, { kind: 'event', channel, values: nodeCodec.encode(args) });
      },
    });
  }

  private async decide(request: PageRequest): Promise<RequestVerdict> {
    const { mainFrame, redirected } = request;
    const url = toAppUrl(request.url);
    // Electron asks about navigations that the page starts, not about those of the app or a reload.
    const ownWish = mainFrame && (this.loads.isOwn(request.url) || url === this.url);
    if (request.resource === 'Document' && (redirected || !ownWish)) {
      const pending = { url, mainFrame, redirected, frame: this.mainFrame };
      if (preventsNavigation(this, pending)) return { kind: 'fail', reason: 'Aborted' };
    }
    return this.session.decide(request, this.id);
  }

  /** Electron asks about navigations that the page starts, not about those of the app or a reload. */
  private reportPreloadError(error: Error): void {
    const preload = this.facts.preload ?? '';
    console.error(`Unable to load preload script: ${preload}\n${error.stack ?? error.message}`);
    this.emit('preload-error', createEvent(), preload, error);
  }
}
guardInstances('WebContents', HostWebContents);
guardStatics('webContents', HostWebContents);
