import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorCode } from '../../../shared/index.ts';
import { Failure, type Clock } from '../../auth-foundation/index.ts';
import { bindFirstFree } from './bind-port.ts';
import { OfferedForm, type PostForm } from './offered-form.ts';
import { choosePageLanguage } from './page-language.ts';
import type { RedirectPurpose } from './page-texts.ts';
import {
  formPage,
  neutralPage,
  resultPage,
  spentFormPage,
  type FlowResult,
  type PageContext,
} from './pages.ts';
import { classifyRequest, type Expectation } from './redirect-match.ts';
import { ResultDelivery } from './result-delivery.ts';
import { refuse, sendOn, sendPage } from './send.ts';
import { limitSilentConnections } from './silent-connections.ts';

export interface ListenOptions {
  /** The registered ports in the order they are tried; 0 is any free port, for providers that ignore the port. */
  readonly ports: readonly number[];
  /** The registered path, `/callback`. */
  readonly path: `/${string}`;
  /** The `state` that was sent to the authorization or logout endpoint. */
  readonly state: string;
  /** What the browser was sent away for; the pages and the failures say it. */
  readonly purpose: RedirectPurpose;
  readonly clock: Clock;
  /** How long to wait for the redirect, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the wait as cancelled. */
  readonly signal?: AbortSignal;
  /** How long one client may take to send its request, in milliseconds; 5,000 by default. */
  readonly requestTimeoutMs?: number;
}

/** A listener that is bound to a port and waits for one redirect. */
export interface LoopbackListener {
  /** The redirect URI of this attempt, `http://127.0.0.1:PORT/callback`. */
  readonly redirectUri: string;
  /**
   * The URL of the redirect, with its `code` or `error`. Rejects with the Failure `sign_in_timed_out`, or with
   * `sign_in_cancelled` after an abort or {@link close}; for a sign-out `sign_out_timed_out`, `sign_out_cancelled`.
   */
  readonly redirect: Promise<URL>;
  /**
   * How many requests came for a form that had been given out already. It can be a tab that was reloaded, or the trace
   * of another program that saw the address before the browser came.
   */
  readonly spentFormRequests: number;
  /**
   * Serves one page, once, with a button that posts fields to another place: for what must not be in a URL, as the ID
   * token of a sign-out. Every call makes another page; when one is given out, those that were made before are spent.
   *
   * @returns the address of the page, with a one-time ticket of 256 bits in its path
   */
  offerForm(form: PostForm): URL;
  /** Tells the waiting browser how it ended; the first call counts. */
  finish(result: FlowResult): void;
  /**
   * Frees the port: at once when no browser waits for a result, else when the result was sent, at the latest after
   * three seconds.
   */
  close(): Promise<void>;
}

/** How long {@link LoopbackListener.close} waits for the browser to take the result, in milliseconds. */
const flushGrace = 3000;
/** Room for the cookies that every other program on 127.0.0.1 has set in this browser: cookies ignore ports. */
const largestHeader = 64 * 1024;
/** A browser opens a few ahead of time; more are a flood. */
const mostSilentConnections = 256;

/**
 * Listens on the loopback interface for the redirect of one sign-in or sign-out (RFC 8252, section 7.3; D12).
 *
 * Only a GET of the exact path with our Host and the expected state, once, is the redirect. Everything else is refused
 * and changes nothing: a favicon, another page's request, a wrong state. No answer allows another origin anything.
 *
 * The redirect is answered at once with 303 to an address that nobody else knows, so that code and state leave the
 * address bar and the history. The answer there waits until {@link LoopbackListener.finish}: the page tells how it
 * really ended.
 *
 * @throws Failure `ports_busy` when no port of the list can be bound, `too_many_sign_ins` when other listeners of this
 *   app hold them all, `sign_in_cancelled` or `sign_out_cancelled` when already aborted
 */
export async function listenForRedirect(options: ListenOptions): Promise<LoopbackListener> {
  const { signal, purpose, requestTimeoutMs = 5000 } = options;
  if (signal?.aborted === true) throw new Failure(`${purpose}_cancelled`);
  const server = createServer({
    maxHeaderSize: largestHeader,
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.ceil(requestTimeoutMs / 5),
  });
  // What follows on the same connection would be answered by nobody.
  server.maxRequestsPerSocket = 1;
  limitSilentConnections(server, mostSilentConnections);
  await bindFirstFree(server, options.ports);
  return new Listener(server, options);
}

class Listener implements LoopbackListener {
  readonly redirectUri: string;
  readonly redirect: Promise<URL>;
  readonly #server: Server;
  readonly #options: ListenOptions;
  readonly #expected: Expectation;
  readonly #settle: {
    readonly resolve: (url: URL) => void;
    readonly reject: (why: Failure) => void;
  };
  readonly #stopWaiting: () => void;
  readonly #forms: OfferedForm[] = [];
  readonly #delivery = new ResultDelivery<FlowResult>((response, result) => {
    sendPage(response, resultPage(result, this.#contextOf(response.req)));
  });
  #phase: 'waiting' | 'redirected' = 'waiting';
  #spentFormRequests = 0;
  #closing: Promise<void> | null = null;

  constructor(server: Server, options: ListenOptions) {
    const { path, state, purpose, clock, timeoutMs, signal } = options;
    const origin = `http://127.0.0.1:${portOf(server)}`;
    this.#server = server;
    this.#options = options;
    this.#expected = { origin, callbackPath: path, state };
    this.redirectUri = `${origin}${path}`;
    const { promise, resolve, reject } = Promise.withResolvers<URL>();
    this.redirect = promise;
    this.#settle = { resolve, reject };
    // Whoever closes the listener before asking for the redirect has not forgotten an error.
    promise.catch(() => undefined);

    const stopClock = clock.after(timeoutMs, () => {
      this.#giveUp(`${purpose}_timed_out`);
    });
    const abort = (): void => {
      this.#giveUp(`${purpose}_cancelled`);
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#stopWaiting = () => {
      stopClock();
      signal?.removeEventListener('abort', abort);
    };
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      this.#answer(request, response);
    };
    server.on('request', answer);
    // Nobody is invited to send a body.
    server.on('checkContinue', answer);
    server.on('checkExpectation', answer);
    // A connection that could not be accepted (EMFILE): the browser tries again, and the app must not end.
    server.on('error', () => undefined);
    // What is not HTTP, or is too slow, gets no answer at all.
    server.on('clientError', (_error, socket) => {
      socket.destroy();
    });
    if (signal?.aborted === true) abort();
  }

  get spentFormRequests(): number {
    return this.#spentFormRequests;
  }

  offerForm(form: PostForm): URL {
    const offered = new OfferedForm(form);
    this.#forms.push(offered);
    return new URL(offered.path, this.#expected.origin);
  }

  finish(result: FlowResult): void {
    this.#delivery.announce(result);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #giveUp(why: ErrorCode): void {
    if (this.#phase !== 'waiting') return;
    this.#settle.reject(new Failure(why));
    void this.close();
  }

  async #close(): Promise<void> {
    this.#stopWaiting();
    if (this.#phase === 'redirected') await this.#waitForDelivery();
    this.#settle.reject(new Failure(`${this.#options.purpose}_cancelled`));
    const freed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await freed;
  }

  async #waitForDelivery(): Promise<void> {
    const patience = Promise.withResolvers<undefined>();
    const stopClock = this.#options.clock.after(flushGrace, () => {
      patience.resolve(undefined);
    });
    await Promise.race([this.#delivery.delivered, patience.promise]);
    stopClock();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const asked = classifyRequest(request, this.#expected);
    switch (asked.kind) {
      case 'redirect':
        this.#takeRedirect(asked.url);
        sendOn(response, this.#delivery.path);
        break;
      case 'page':
        this.#servePage(asked.path, request, response);
        break;
      case 'wrong_method':
        refuse(response, 405);
        break;
      case 'refused':
        refuse(response, 404);
        break;
    }
  }

  #takeRedirect(url: URL): void {
    if (this.#phase !== 'waiting') return;
    this.#phase = 'redirected';
    this.#stopWaiting();
    this.#settle.resolve(url);
  }

  #servePage(path: string, request: IncomingMessage, response: ServerResponse): void {
    const form = this.#forms.find((offered) => offered.isAt(path));
    if (form !== undefined) {
      this.#serveForm(form, request, response);
    } else if (this.#delivery.isAt(path)) {
      if (!this.#delivery.answer(response)) {
        sendPage(response, neutralPage(this.#contextOf(request)));
      }
    } else {
      refuse(response, 404);
    }
  }

  #serveForm(offered: OfferedForm, request: IncomingMessage, response: ServerResponse): void {
    const context = this.#contextOf(request);
    const form = offered.take();
    if (form === null) {
      this.#spentFormRequests += 1;
      sendPage(response, spentFormPage(context));
      return;
    }
    // The browser is there: an address that was offered before, and lies about somewhere, opens nothing any more.
    for (const older of this.#forms.slice(0, this.#forms.indexOf(offered))) older.take();
    sendPage(response, formPage(form, context.language));
  }

  #contextOf({ headers }: IncomingMessage): PageContext {
    const { purpose } = this.#options;
    return { purpose, language: choosePageLanguage(headers['accept-language']) };
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Failure('internal');
  return address.port;
}
