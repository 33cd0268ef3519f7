import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  listenForRedirect,
  type ListenOptions,
  type LoopbackListener,
} from '../../../src/main/desktop-platform/index.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { get, openConnection, readToEnd, sendRaw } from './raw-request.ts';

const state = 'st4te-of-this-attempt';
const good = `/callback?code=c0de&state=${state}`;

let clock: FakeClock;
const listeners: LoopbackListener[] = [];
const others: Server[] = [];

beforeEach(() => {
  clock = new FakeClock();
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) {
    const closed = listener.close();
    clock.advance(60_000);
    await closed;
  }
  for (const other of others.splice(0)) other.close();
});

async function listen(options: Partial<ListenOptions> = {}): Promise<{
  listener: LoopbackListener;
  port: number;
}> {
  const listener = await listenForRedirect({
    ports: [0],
    path: '/callback',
    state,
    clock,
    timeoutMs: 300_000,
    ...options,
  });
  listeners.push(listener);
  return { listener, port: Number(new URL(listener.redirectUri).port) };
}

/** A port that another program holds. */
async function busyPort(): Promise<number> {
  const server = createServer();
  others.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

async function canBind(port: number): Promise<boolean> {
  const server = createServer();
  others.push(server);
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  return listening.then(
    () => true,
    () => false,
  );
}

describe('the redirect', () => {
  test('is handed over with its whole query, and its code leaves the address bar at once', async () => {
    const { listener, port } = await listen();
    const answer = await get(port, `${good}&iss=https%3A%2F%2Fexample.okta.com`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/done');
    const redirect = await listener.redirect;
    expect(redirect.href).toBe(
      `http://127.0.0.1:${port}${good}&iss=https%3A%2F%2Fexample.okta.com`,
    );
  });

  test('may be an error, with the right state', async () => {
    const { listener, port } = await listen();
    await get(port, `/callback?error=access_denied&error_description=No&state=${state}`);
    expect((await listener.redirect).searchParams.get('error')).toBe('access_denied');
  });

  test('is taken once: the first wins', async () => {
    const { listener, port } = await listen();
    await get(port, good);
    expect((await get(port, `/callback?code=second&state=${state}`)).status).toBe(303);
    expect((await listener.redirect).searchParams.get('code')).toBe('c0de');
  });
});

describe('everything else is 404 without a word, and the wait goes on', () => {
  const host = (port: number): string => `Host: 127.0.0.1:${port}`;
  const requests: [string, (port: number) => string[]][] = [
    ['the favicon', (port) => ['GET /favicon.ico HTTP/1.1', host(port)]],
    ['the root', (port) => ['GET / HTTP/1.1', host(port)]],
    ['HEAD', (port) => [`HEAD ${good} HTTP/1.1`, host(port)]],
    ['POST', (port) => [`POST ${good} HTTP/1.1`, host(port), 'Content-Length: 0']],
    ['OPTIONS', (port) => [`OPTIONS ${good} HTTP/1.1`, host(port)]],
    ['a longer path', (port) => [`GET /callback/x?code=c&state=${state} HTTP/1.1`, host(port)]],
    ['a trailing slash', (port) => [`GET /callback/?code=c&state=${state} HTTP/1.1`, host(port)]],
    ['another case', (port) => [`GET /Callback?code=c&state=${state} HTTP/1.1`, host(port)]],
    ['an encoded path', (port) => [`GET /%63allback?code=c&state=${state} HTTP/1.1`, host(port)]],
    ['an absolute target', (port) => [`GET http://127.0.0.1:${port}${good} HTTP/1.1`, host(port)]],
    ['a double slash', (port) => [`GET /${good} HTTP/1.1`, host(port)]],
    ['the name localhost', (port) => [`GET ${good} HTTP/1.1`, `Host: localhost:${port}`]],
    ['a rebound name', (port) => [`GET ${good} HTTP/1.1`, `Host: evil.example:${port}`]],
    ['a host without port', () => [`GET ${good} HTTP/1.1`, 'Host: 127.0.0.1']],
    ['two hosts', (port) => [`GET ${good} HTTP/1.1`, host(port), 'Host: evil.example']],
    ['no query', (port) => ['GET /callback HTTP/1.1', host(port)]],
    ['no state', (port) => ['GET /callback?code=c HTTP/1.1', host(port)]],
    ['an empty state', (port) => ['GET /callback?code=c&state= HTTP/1.1', host(port)]],
    ['a wrong state', (port) => ['GET /callback?code=c&state=wrong HTTP/1.1', host(port)]],
    ['a longer state', (port) => [`GET ${good}x HTTP/1.1`, host(port)]],
    ['a repeated state', (port) => [`GET ${good}&state=${state} HTTP/1.1`, host(port)]],
    ['two states', (port) => [`GET ${good}&state=other HTTP/1.1`, host(port)]],
    [
      'an error with a wrong state',
      (port) => ['GET /callback?error=access_denied&state=wrong HTTP/1.1', host(port)],
    ],
    [
      'an error without a state',
      (port) => ['GET /callback?error=access_denied HTTP/1.1', host(port)],
    ],
    ['the result before the redirect', (port) => ['GET /done HTTP/1.1', host(port)]],
  ];

  test.each(requests)('%s', async (_name, lines) => {
    const { listener, port } = await listen();
    const answer = await sendRaw(port, lines(port));
    expect([answer.status, answer.body]).toEqual([404, '']);
    expect((await get(port, good)).status).toBe(303);
    expect((await listener.redirect).searchParams.get('code')).toBe('c0de');
  });

  test('what is not HTTP is hung up on', async () => {
    const { listener, port } = await listen();
    expect((await sendRaw(port, ['\u0016\u0003\u0001 no HTTP at all'])).status).toBe(0);
    await get(port, good);
    await listener.redirect;
  });

  test('a request without a host is hung up on', async () => {
    const { listener, port } = await listen();
    expect((await sendRaw(port, [`GET ${good} HTTP/1.1`])).status).not.toBe(303);
    await get(port, good);
    await listener.redirect;
  });
});

describe('slow and idle clients', () => {
  test('do not keep the redirect from arriving', async () => {
    const { listener, port } = await listen();
    const idle = [await openConnection(port), await openConnection(port)];
    const slow = await openConnection(port);
    slow.write('GET /callback?code=half');
    await get(port, good);
    expect((await listener.redirect).searchParams.get('code')).toBe('c0de');
    for (const socket of [...idle, slow]) socket.destroy();
  });

  test('are hung up on when their request takes too long', async () => {
    const { port } = await listen({ requestTimeoutMs: 50 });
    const slow = await openConnection(port);
    slow.write('GET /callback?code=half');
    expect(await readToEnd(slow)).toBe('');
    const idle = await openConnection(port);
    expect(await readToEnd(idle)).toBe('');
  });

  test('are not let in without end', async () => {
    const { port } = await listen();
    const held = await Promise.all(Array.from({ length: 32 }, () => openConnection(port)));
    const oneMore = await openConnection(port);
    expect(await readToEnd(oneMore)).toBe('');
    expect(held.every((socket) => !socket.destroyed)).toBe(true);
    for (const socket of held) socket.destroy();
  });

  test('cookies of other programs on 127.0.0.1 do no harm, endless headers are cut off', async () => {
    const { listener, port } = await listen();
    const withCookies = (length: number): Promise<{ status: number }> =>
      sendRaw(port, [
        `GET ${good} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        `Cookie: other=${'x'.repeat(length)}`,
      ]);
    expect((await withCookies(70_000)).status).toBe(0);
    expect((await withCookies(40_000)).status).toBe(303);
    await listener.redirect;
  });
});

describe('the result page', () => {
  test('waits for the result, and tells it', async () => {
    const { listener, port } = await listen();
    await get(port, good);
    await listener.redirect;
    const page = get(port, '/done');
    listener.finish({ kind: 'signed_in' });
    const answer = await page;
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<h1>You are signed in</h1>');
    expect(answer.body).toContain('return to Okta Account Manager');
  });

  test('also comes when the result was there before the browser asked', async () => {
    const { listener, port } = await listen();
    await get(port, good);
    listener.finish({ kind: 'failed', message: 'The org denied <b>access</b>.' });
    const closed = listener.close();
    const answer = await get(port, '/done');
    expect(answer.body).toContain('The sign-in did not complete');
    expect(answer.body).toContain('The org denied &lt;b&gt;access&lt;/b&gt;.');
    await closed;
  });

  test('is told once; another program that asks gets a neutral page', async () => {
    const { listener, port } = await listen();
    await get(port, good);
    const browser = await openConnection(port);
    const seen = readToEnd(browser);
    browser.write(`GET /done HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    // The second request is answered after the first one was read: one event loop reads both in order.
    const other = await get(port, '/done');
    expect(other.body).toContain('Return to Okta Account Manager');
    listener.finish({ kind: 'signed_in' });
    expect(await seen).toContain('You are signed in');
    expect((await get(port, '/done')).body).toContain('Return to Okta Account Manager');
  });

  test('comes again when the tab was reloaded while it waited', async () => {
    const { listener, port } = await listen();
    await get(port, good);
    const first = await openConnection(port);
    first.write(`GET /done HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    // Its answer proves that the first request was read.
    expect((await get(port, '/done')).body).toContain('Return to Okta Account Manager');
    first.destroy();
    await once(first, 'close');
    // Its answer proves that the end of the first connection was read.
    await get(port, '/favicon.ico');
    const second = get(port, '/done');
    listener.finish({ kind: 'signed_in' });
    expect((await second).body).toContain('You are signed in');
  });

  test('is kept by nobody, sends no referrer and runs nothing', async () => {
    const { listener, port } = await listen();
    const redirected = await get(port, good);
    listener.finish({ kind: 'signed_in' });
    const page = await get(port, '/done');
    for (const { headers } of [redirected, page]) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('connection')).toBe('close');
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'/,
      );
    }
    expect(page.body).not.toMatch(/c0de|st4te|<script|https?:/);
  });
});

describe('ports', () => {
  test('are tried in order', async () => {
    const ports = [await busyPort(), await busyPort(), await freePort()];
    const { listener } = await listen({ ports });
    expect(listener.redirectUri).toBe(`http://127.0.0.1:${ports[2] ?? 0}/callback`);
  });

  test('when all are busy, the failure names them', async () => {
    const ports = [await busyPort(), await busyPort()];
    await expect(listen({ ports })).rejects.toMatchObject({
      code: 'ports_busy',
      detail: ports.join(', '),
    });
  });

  test('only the loopback interface is bound', async () => {
    const { port } = await listen();
    const elsewhere = createServer();
    others.push(elsewhere);
    elsewhere.listen(port, '127.0.0.2');
    await once(elsewhere, 'listening');
  });

  test('are free again when close has resolved, with idle connections open', async () => {
    const { listener, port } = await listen();
    const idle = await openConnection(port);
    const ended = readToEnd(idle);
    expect(await canBind(port)).toBe(false);
    await listener.close();
    await ended;
    expect(await canBind(port)).toBe(true);
  });

  test('are free after the page was sent, not before', async () => {
    const { listener, port } = await listen();
    await get(port, good);
    const page = get(port, '/done');
    listener.finish({ kind: 'signed_in' });
    await listener.close();
    expect((await page).body).toContain('You are signed in');
    expect(await canBind(port)).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('the end of the wait', () => {
  test('comes with the time, and frees the port', async () => {
    const { listener, port } = await listen({ timeoutMs: 1000 });
    clock.advance(999);
    expect(clock.pending).toBe(1);
    clock.advance(1);
    await expect(listener.redirect).rejects.toMatchObject({ code: 'sign_in_timed_out' });
    await listener.close();
    expect(await canBind(port)).toBe(true);
  });

  test('comes with an abort, and frees the port', async () => {
    const abort = new AbortController();
    const { listener, port } = await listen({ signal: abort.signal });
    abort.abort();
    await expect(listener.redirect).rejects.toMatchObject({ code: 'sign_in_cancelled' });
    await listener.close();
    expect(await canBind(port)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('comes before the start when the signal was aborted already', async () => {
    const port = await freePort();
    const signal = AbortSignal.abort();
    await expect(listen({ ports: [port], signal })).rejects.toMatchObject({
      code: 'sign_in_cancelled',
    });
    expect(await canBind(port)).toBe(true);
  });

  test('comes with closing', async () => {
    const { listener } = await listen();
    await listener.close();
    await expect(listener.redirect).rejects.toMatchObject({ code: 'sign_in_cancelled' });
  });

  test('does not come after the redirect: neither time nor abort undo it', async () => {
    const abort = new AbortController();
    const { listener, port } = await listen({ signal: abort.signal });
    await get(port, good);
    expect(clock.pending).toBe(0);
    abort.abort();
    clock.advance(400_000);
    await expect(listener.redirect).resolves.toBeInstanceOf(URL);
    listener.finish({ kind: 'signed_in' });
    expect((await get(port, '/done')).body).toContain('You are signed in');
  });

  test('a browser that never hears a result is let go three seconds after closing', async () => {
    const { listener, port } = await listen();
    await get(port, good);
    const browser = await openConnection(port);
    const seen = readToEnd(browser);
    browser.write(`GET /done HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    const closed = listener.close();
    clock.advance(3000);
    await closed;
    expect(await seen).toBe('');
    expect(await canBind(port)).toBe(true);
  });
});
