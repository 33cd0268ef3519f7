import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure, type Clock } from '../../auth-foundation/index.ts';
import { bindFirstFree } from './bind-port.ts';
import { classifyRequest, type Expectation } from './redirect-match.ts';
import { neutralPage, pageSecurityPolicy, resultPage, type SignInResult } from './result-page.ts';

export interface ListenOptions {
  /** The registered ports in the order they are tried; 0 is any free port, for providers that ignore the port. */
  readonly ports: readonly number[];
  /** The registered path, `/callback`. */
  readonly path: `/${string}`;
  /** The `state` that was sent to the authorization endpoint. */
  readonly state: string;
  readonly clock: Clock;
  /** How long to wait for the redirect, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the wait with `sign_in_cancelled`. */
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
   * `sign_in_cancelled` after an abort or {@link close}.
   */
  readonly redirect: Promise<URL>;
  /** Tells the waiting browser how the sign-in ended; call it once, when that is known. */
  finish(result: SignInResult): void;
  /**
   * Frees the port: at once when no browser waits for a result, else when the result was sent, at the latest after
   * three seconds.
   */
  close(): Promise<void>;
}

/** Where the browser goes from the callback. */
const donePath = '/done';
/** How long {@link LoopbackListener.close} waits for the browser to take the result, in milliseconds. */
const flushGrace = 3000;
/** Room for the cookies that every other program on 127.0.0.1 has set in this browser: cookies ignore ports. */
const largestHeader = 64 * 1024;
const mostConnections = 32;

/**
 * Listens on the loopback interface for the redirect of one sign-in (RFC 8252, section 7.3; D12).
 *
 * Only a GET of the exact path with our Host and the expected state, once, is the redirect. Everything else is 404 and
 * changes nothing: a favicon, another page's request, a wrong state.
 *
 * The redirect is answered at once with 303 to `/done`, so that code and state leave the address bar and the
 * history. The answer to `/done` waits until {@link LoopbackListener.finish}: the page tells how the sign-in really
 * ended. `/done` needs no secret in its path, for the page names no person and nothing can be done there; it answers
 * one request at a time, and others get a neutral page.
 *
 * @throws Failure `ports_busy` when no port of the list can be bound, `sign_in_cancelled` when already aborted
 */
export async function listenForRedirect(options: ListenOptions): Promise<LoopbackListener> {
  if (options.signal?.aborted === true) throw new Failure('sign_in_cancelled');
  const requestTimeout = options.requestTimeoutMs ?? 5000;
  const server = createServer({
    maxHeaderSize: largestHeader,
    headersTimeout: requestTimeout,
    requestTimeout,
    connectionsCheckingInterval: Math.ceil(requestTimeout / 5),
  });
  server.maxConnections = mostConnections;
  await bindFirstFree(server, options.ports);
  return new Listener(server, options);
}

class Listener implements LoopbackListener {
  readonly redirectUri: string;
  readonly redirect: Promise<URL>;
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #expected: Expectation;
  readonly #settle: {
    readonly resolve: (url: URL) => void;
    readonly reject: (why: Failure) => void;
  };
  readonly #stopWaiting: () => void;
  /** `redirected`: the browser is on its way to /done or waits there; `answered`: it has the result, or never will. */
  #phase: 'waiting' | 'redirected' | 'answered' = 'waiting';
  #browser: ServerResponse | null = null;
  #result: SignInResult | null = null;
  #closing: Promise<void> | null = null;
  readonly #answered = Promise.withResolvers<undefined>();

  constructor(server: Server, { path, state, clock, timeoutMs, signal }: ListenOptions) {
    const origin = `http://127.0.0.1:${portOf(server)}`;
    this.#server = server;
    this.#clock = clock;
    this.#expected = { origin, callbackPath: path, donePath, state };
    this.redirectUri = `${origin}${path}`;
    const { promise, resolve, reject } = Promise.withResolvers<URL>();
    this.redirect = promise;
    this.#settle = { resolve, reject };
    // Whoever closes the listener before asking for the redirect has not forgotten an error.
    promise.catch(() => undefined);

    const stopClock = clock.after(timeoutMs, () => {
      this.#giveUp(new Failure('sign_in_timed_out'));
    });
    const abort = (): void => {
      this.#giveUp(new Failure('sign_in_cancelled'));
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#stopWaiting = () => {
      stopClock();
      signal?.removeEventListener('abort', abort);
    };
    server.on('request', (request, response) => {
      this.#answer(request, response);
    });
    // A connection that could not be accepted (EMFILE): the browser tries again, and the app must not end.
    server.on('error', () => undefined);
    // What is not HTTP, or is too slow, gets no answer at all.
    server.on('clientError', (_error, socket) => {
      socket.destroy();
    });
    if (signal?.aborted === true) abort();
  }

  finish(result: SignInResult): void {
    if (this.#result !== null) return;
    this.#result = result;
    this.#showResult();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #giveUp(why: Failure): void {
    if (this.#phase !== 'waiting') return;
    this.#settle.reject(why);
    void this.close();
  }

  async #close(): Promise<void> {
    this.#stopWaiting();
    if (this.#phase === 'redirected') {
      const stopClock = this.#clock.after(flushGrace, () => {
        this.#markAnswered();
      });
      await this.#answered.promise;
      stopClock();
    }
    this.#settle.reject(new Failure('sign_in_cancelled'));
    const freed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await freed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const asked = classifyRequest(request, this.#expected);
    if (asked.kind === 'redirect') {
      if (this.#phase === 'waiting') {
        this.#phase = 'redirected';
        this.#stopWaiting();
        this.#settle.resolve(asked.url);
      }
      send(response, 303, { Location: donePath });
    } else if (asked.kind === 'done' && this.#phase !== 'waiting') {
      this.#serveDone(response);
    } else {
      send(response, 404);
    }
  }

  #serveDone(response: ServerResponse): void {
    if (this.#phase === 'answered' || this.#browser !== null) {
      send(response, 200, {}, neutralPage());
      return;
    }
    this.#browser = response;
    response.once('close', () => {
      this.#browser = null;
      // Otherwise the tab was reloaded, and asks again.
      if (response.writableFinished) this.#markAnswered();
    });
    this.#showResult();
  }

  #showResult(): void {
    if (this.#browser === null || this.#result === null) return;
    send(this.#browser, 200, {}, resultPage(this.#result));
  }

  #markAnswered(): void {
    this.#phase = 'answered';
    this.#answered.resolve(undefined);
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Failure('internal');
  return address.port;
}

function send(
  response: ServerResponse,
  status: 200 | 303 | 404,
  headers: Readonly<Record<string, string>> = {},
  html = '',
): void {
  response.writeHead(status, {
    ...headers,
    ...(html === '' ? {} : { 'Content-Type': 'text/html; charset=utf-8' }),
    'Content-Length': Buffer.byteLength(html),
    'Cache-Control': 'no-store',
    'Content-Security-Policy': pageSecurityPolicy,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  });
  response.end(html);
}
