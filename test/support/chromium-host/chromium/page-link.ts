import { EventEmitter } from 'node:events';
import type { CDPSession, Page } from 'playwright';
import type { HostMessage, PreloadMessage } from '../page-runtime/preload-runtime.ts';
import type { InjectedScripts } from '../page-runtime/injected-scripts.ts';

/** A request of the page, before it goes anywhere. */
export interface PageRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** Chromium's name of what is loaded: Document, Script, Stylesheet… */
  readonly resource: string;
  readonly mainFrame: boolean;
  /** Whether a redirect of an earlier request led here. */
  readonly redirected: boolean;
}

/** What is to happen with a request of the page. */
export type RequestVerdict =
  | { kind: 'continue'; url?: string }
  | { kind: 'fail'; reason: 'Failed' | 'Aborted' | 'BlockedByClient' }
  | { kind: 'fulfill'; status: number; headers: [string, string][]; body: Buffer };

interface PageLinkEvents {
  message: [message: PreloadMessage, document: number];
  navigated: [url: string, sameDocument: boolean];
  'dom-ready': [];
  loaded: [];
  'load-failed': [reason: string];
  console: [level: string, text: string, line: number, source: string];
  closed: [];
  crashed: [];
  popup: [url: string];
}

/** The host's hold on one page of Chromium: its requests, its documents and the preload's world in it. */
export class PageLink extends EventEmitter<PageLinkEvents> {
  readonly page: Page;
  private readonly session: CDPSession;
  private readonly scripts: InjectedScripts;
  private mainFrameId = '';

  private constructor(page: Page, session: CDPSession, scripts: InjectedScripts) {
    super();
    this.page = page;
    this.session = session;
    this.scripts = scripts;
  }

  /** Takes hold of an empty page; `decide` answers each of its requests. */
  static async attach(
    page: Page,
    scripts: InjectedScripts,
    decide: (request: PageRequest) => Promise<RequestVerdict>,
  ): Promise<PageLink> {
    const session = await page.context().newCDPSession(page);
    const link = new PageLink(page, session, scripts);
    link.listen();
    await session.send('Page.enable');
    const { frameTree } = await session.send('Page.getFrameTree');
    link.mainFrameId = frameTree.frame.id;
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', {
      name: scripts.postBinding,
      executionContextName: scripts.worldName,
    });
    // The page's end of the bridge listens before the preload's end speaks.
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.pageWorld });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: scripts.preloadWorld,
      worldName: scripts.worldName,
    });
    link.interceptRequests(decide);
    await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    return link;
  }

  /** Starts a navigation; resolves with Chromium's error text, or null when a new document came. */
  async navigate(url: string): Promise<{ error: string | null; sameDocument: boolean }> {
    const { errorText, loaderId } = await this.session.send('Page.navigate', { url });
    return { error: errorText ?? null, sameDocument: loaderId === undefined };
  }

  async reload(ignoreCache: boolean): Promise<void> {
    await this.session.send('Page.reload', { ignoreCache });
  }

  /** Hands a message to the preload's world of one document; a document that is gone hears nothing. */
  deliver(document: number, message: HostMessage): void {
    this.ignoreGone(
      this.session.send('Runtime.callFunctionOn', {
        executionContextId: document,
        functionDeclaration: `function (text) { globalThis[${JSON.stringify(this.scripts.receiver)}](text); }`,
        arguments: [{ value: JSON.stringify(message) }],
      }),
    );
  }

  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (answer.exceptionDetails) {
      throw new Error(
        answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text,
      );
    }
    return answer.result.value;
  }

  emulateColorScheme(scheme: 'dark' | 'light'): void {
    this.ignoreGone(
      this.session.send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: scheme }],
      }),
    );
  }

  setUserAgent(userAgent: string): void {
    this.ignoreGone(this.session.send('Emulation.setUserAgentOverride', { userAgent }));
  }

  setBounds(bounds: {
    left?: number;
    top?: number;
    width?: number;
    height?: number;
    windowState?: 'normal' | 'minimized' | 'maximized' | 'fullscreen';
  }): void {
    this.ignoreGone(
      this.session
        .send('Browser.getWindowForTarget')
        .then(({ windowId }) => this.session.send('Browser.setWindowBounds', { windowId, bounds })),
    );
  }

  crash(): void {
    this.ignoreGone(this.session.send('Page.crash'));
  }

  private listen(): void {
    this.session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name !== this.scripts.postBinding) return;
      // The text was written by preload-runtime.ts in a world that the page cannot enter.
      this.emit('message', JSON.parse(payload) as PreloadMessage, executionContextId);
    });
    this.session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId === undefined) this.emit('navigated', frame.url, false);
    });
    this.session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this.mainFrameId) this.emit('navigated', url, true);
    });
    this.session.on('Page.domContentEventFired', () => this.emit('dom-ready'));
    this.session.on('Page.loadEventFired', () => this.emit('loaded'));
    this.page.on('console', (message) => {
      const { lineNumber, url } = message.location();
      this.emit('console', message.type(), message.text(), lineNumber, url);
    });
    this.session.on('Page.windowOpen', ({ url }) => this.emit('popup', url));
    // Chromium has opened it by now; that it closes at once is the nearest to "denied".
    this.page.on('popup', (popup) => {
      this.ignoreGone(popup.close());
    });
    this.page.once('close', () => this.emit('closed'));
    this.page.on('crash', () => this.emit('crashed'));
  }

  private interceptRequests(decide: (request: PageRequest) => Promise<RequestVerdict>): void {
    this.session.on(
      'Fetch.requestPaused',
      ({ requestId, redirectedRequestId, request, resourceType, frameId }) => {
        const asked: PageRequest = {
          url: request.url + (request.urlFragment ?? ''),
          method: request.method,
          headers: request.headers,
          body:
            request.postData === undefined ? null : new Uint8Array(Buffer.from(request.postData)),
          resource: resourceType,
          mainFrame: frameId === this.mainFrameId,
          redirected: redirectedRequestId !== undefined,
        };
        this.ignoreGone(
          decide(asked).then(
            (verdict) => this.carryOut(requestId, verdict),
            (error: unknown) => {
              console.error(error);
              return this.carryOut(requestId, { kind: 'fail', reason: 'Failed' });
            },
          ),
        );
      },
    );
  }

  private async carryOut(requestId: string, verdict: RequestVerdict): Promise<void> {
    if (verdict.kind === 'continue') {
      await this.session.send('Fetch.continueRequest', {
        requestId,
        ...(verdict.url === undefined ? {} : { url: verdict.url }),
      });
    } else if (verdict.kind === 'fail') {
      await this.session.send('Fetch.failRequest', { requestId, errorReason: verdict.reason });
    } else {
      await this.session.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: verdict.status,
        responseHeaders: verdict.headers.map(([name, value]) => ({ name, value })),
        body: verdict.body.toString('base64'),
      });
    }
  }

  /** A page may go at any moment; what was on its way to it then has no receiver and no meaning. */
  private ignoreGone(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      const text = String(error);
      const gone =
        /closed|detached|Cannot find context|Invalid InterceptionId|crashed|No target|uniqueContextId/i;
      if (!gone.test(text)) console.error(`Chromium host: ${text}`);
    });
  }
}
