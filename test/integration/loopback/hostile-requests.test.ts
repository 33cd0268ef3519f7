import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LoopbackListener } from '../../../src/main/desktop-platform/index.ts';
import { comeBack, good, Listening, state } from './listening.ts';
import { get, openConnection, readToEnd, sendBytes, sendRaw } from './raw-request.ts';

let site: Listening;

beforeEach(() => {
  site = new Listening();
});
afterEach(() => site.close());

/** The listener still waits, and takes the real redirect. */
async function expectStillWaiting(listener: LoopbackListener, port: number): Promise<void> {
  expect((await comeBack(port)).status).toBe(303);
  expect((await listener.redirect).searchParams.get('code')).toBe('c0de');
}

const host = (port: number): string => `Host: 127.0.0.1:${port}`;
const plain = (target: string) => (port: number) => [`GET ${target} HTTP/1.1`, host(port)];
const withHeader = (header: string) => (port: number) => [...plain(good)(port), header];

describe('what is not the redirect is 404 without a word, and the wait goes on', () => {
  const requests: [string, (port: number) => string[]][] = [
    ['the favicon', plain('/favicon.ico')],
    ['the root', plain('/')],
    ['a longer path', plain(`/callback/x?code=c&state=${state}`)],
    ['a trailing slash', plain(`/callback/?code=c&state=${state}`)],
    ['another case', plain(`/Callback?code=c&state=${state}`)],
    ['an encoded path', plain(`/%63allback?code=c&state=${state}`)],
    ['dots in the path', plain(`/x/../callback?code=c&state=${state}`)],
    ['an absolute target', (port) => plain(`http://127.0.0.1:${port}${good}`)(port)],
    ['an absolute target elsewhere', plain(`http://evil.example${good}`)],
    ['a double slash', plain(`/${good}`)],
    ['an asterisk', plain('*')],
    ['the name localhost', (port) => [`GET ${good} HTTP/1.1`, `Host: localhost:${port}`]],
    ['a rebound name', (port) => [`GET ${good} HTTP/1.1`, `Host: evil.example:${port}`]],
    ['a number for an address', (port) => [`GET ${good} HTTP/1.1`, `Host: 2130706433:${port}`]],
    ['a host without port', () => [`GET ${good} HTTP/1.1`, 'Host: 127.0.0.1']],
    ['an empty host', () => [`GET ${good} HTTP/1.1`, 'Host:']],
    ['two hosts', (port) => [...plain(good)(port), 'Host: evil.example']],
    ['our host twice', (port) => [...plain(good)(port), host(port)]],
    ['no host at all', () => [`GET ${good} HTTP/1.0`]],
    ['version 1.0', (port) => [`GET ${good} HTTP/1.0`, host(port)]],
    ['version 0.9 with headers', (port) => [`GET ${good} HTTP/0.9`, host(port)]],
    ['version 2.0 in letters', (port) => [`GET ${good} HTTP/2.0`, host(port)]],
    ['no query', plain('/callback')],
    ['no state', plain('/callback?code=c')],
    ['an empty state', plain('/callback?code=c&state=')],
    ['a wrong state', plain('/callback?code=c&state=wrong')],
    ['a shorter state', plain(good.slice(0, -1))],
    ['a longer state', plain(`${good}x`)],
    ['another case of the state', plain(`/callback?code=c&state=${state.toUpperCase()}`)],
    ['a NUL after the state', plain(`${good}%00`)],
    ['a broken percent-encoding after the state', plain(`${good}%`)],
    ['a repeated state', plain(`${good}&state=${state}`)],
    ['two states', plain(`${good}&state=other`)],
    ['a repeated state by another spelling', plain(`${good}&st%61te=${state}`)],
    ['a repeated code', plain(`${good}&code=other`)],
    ['a repeated error', plain(`/callback?error=a&error=b&state=${state}`)],
    ['a fragment', plain(`${good}#x`)],
    ['the state in a fragment', plain(`/callback?code=c#state=${state}`)],
    ['an error with a wrong state', plain('/callback?error=access_denied&state=wrong')],
    ['an error without a state', plain('/callback?error=access_denied')],
    ['a result that nobody knows', plain('/done')],
    ['a guessed result', plain(`/done/${'A'.repeat(43)}`)],
    ['a guessed form', plain(`/form/${'A'.repeat(43)}`)],
    ['ten thousand parameters', plain(`/callback?${'a=b&'.repeat(10_000)}state=x`)],
    ['a picture', withHeader('Sec-Fetch-Dest: image')],
    ['a frame', withHeader('Sec-Fetch-Dest: iframe')],
    ['a script’s request', withHeader('Sec-Fetch-Mode: cors')],
    ['a look ahead', withHeader('Sec-Purpose: prefetch;prerender')],
    ['a body', withHeader('Content-Length: 3\r\n\r\nabc')],
    ['a body in chunks', withHeader('Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0')],
  ];

  test.each(requests)('%s', async (_name, lines) => {
    const { listener, port } = await site.listen();
    const answer = await sendRaw(port, lines(port));
    expect([answer.status, answer.body]).toEqual([404, '']);
    await expectStillWaiting(listener, port);
  });
});

describe('only GET is answered', () => {
  const methods = ['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY'];
  test.each(methods)('not %s, though everything else is right', async (method) => {
    const { listener, port } = await site.listen();
    const answer = await sendRaw(port, [`${method} ${good} HTTP/1.1`, host(port)]);
    expect([answer.status, answer.headers.get('allow'), answer.body]).toEqual([405, 'GET', '']);
    await expectStillWaiting(listener, port);
  });

  test('a page that asks whether it may is allowed nothing', async () => {
    const { listener, port } = await site.listen();
    const answer = await sendRaw(port, [
      `OPTIONS ${good} HTTP/1.1`,
      host(port),
      'Origin: https://example.okta.com',
      'Access-Control-Request-Method: GET',
      'Access-Control-Request-Private-Network: true',
    ]);
    expect(answer.status).toBe(405);
    const fetched = await get(port, '/', 'Origin: https://example.okta.com');
    for (const { headers } of [answer, fetched]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    await expectStillWaiting(listener, port);
  });

  test('nobody is invited to send a body', async () => {
    const { listener, port } = await site.listen();
    const answer = await sendRaw(port, [
      `POST ${good} HTTP/1.1`,
      host(port),
      'Content-Length: 1000000000',
      'Expect: 100-continue',
    ]);
    expect(answer.status).toBe(405);
    await expectStillWaiting(listener, port);
  });
});

describe('what is not HTTP is hung up on without a word', () => {
  const clientHello = Buffer.from('16030100050100000100030303', 'hex');
  const garbage: [string, string | Buffer][] = [
    ['a TLS client', clientHello],
    ['HTTP/0.9', 'GET /callback\r\n'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a NUL in the target', `GET ${good}\0 HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['a NUL in a header', `GET ${good} HTTP/1.1\r\nHost: \0\r\n\r\n`],
    ['a folded header', `GET ${good} HTTP/1.1\r\n Host: x\r\n\r\n`],
    ['a space before the colon', `GET ${good} HTTP/1.1\r\nHost : x\r\n\r\n`],
    ['two lengths', `POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`],
    ['an unknown method', `FROB ${good} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n'],
    ['control characters', Buffer.from([0, 1, 2, 3, 127, 255, 10, 10])],
    ['an endless target', `GET /callback?${'x'.repeat(70_000)} HTTP/1.1\r\n\r\n`],
  ];
  test.each(garbage)('%s', async (_name, bytes) => {
    // What may still become HTTP is given its time.
    const { listener, port } = await site.listen({ requestTimeoutMs: 250 });
    expect(await sendBytes(port, bytes)).toBe('');
    await expectStillWaiting(listener, port);
  });

  test('nor is a request without a host the redirect', async () => {
    const { listener, port } = await site.listen();
    expect((await sendRaw(port, [`GET ${good} HTTP/1.1`])).status).toBe(400);
    await expectStillWaiting(listener, port);
  });
});

describe('one connection', () => {
  test('is one request: the redirect does not count behind another one', async () => {
    const { listener, port } = await site.listen();
    const request = (target: string): string => [...plain(target)(port), '', ''].join('\r\n');
    const behind = `/callback?code=behind&state=${state}`;
    const seen = await sendBytes(port, request('/') + request(behind));
    expect(seen.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404']);
    await expectStillWaiting(listener, port);
  });
});

describe('slow and idle clients', () => {
  test('do not keep the redirect from arriving', async () => {
    const { listener, port } = await site.listen();
    const idle = [await openConnection(port), await openConnection(port)];
    const slow = await openConnection(port);
    slow.write('GET /callback?code=half');
    await expectStillWaiting(listener, port);
    for (const socket of [...idle, slow]) socket.destroy();
  });

  test('are hung up on when their request takes too long', async () => {
    const { port } = await site.listen({ requestTimeoutMs: 50 });
    const slow = await openConnection(port);
    slow.write('GET /callback?code=half');
    expect(await readToEnd(slow)).toBe('');
    const idle = await openConnection(port);
    expect(await readToEnd(idle)).toBe('');
  });

  test('are hung up on though they send a byte now and then', async () => {
    const { port } = await site.listen({ requestTimeoutMs: 50 });
    const slow = await openConnection(port);
    const dripping = setInterval(() => slow.write('x'), 5);
    slow.write('GET /callback?code=');
    expect(await readToEnd(slow)).toBe('');
    clearInterval(dripping);
  });

  test('do not lock the browser out, however many: the longest silent makes room', async () => {
    const { listener, port } = await site.listen();
    const held = [];
    for (let count = 0; count < 600; count += 1) {
      const socket = await openConnection(port);
      socket.on('error', () => undefined);
      held.push({ socket, ended: readToEnd(socket) });
    }
    await expectStillWaiting(listener, port);
    await Promise.all(held.slice(0, 340).map(({ ended }) => ended));
    expect(held.filter(({ socket }) => !socket.destroyed).length).toBeLessThanOrEqual(256);
    expect(held.at(-1)?.socket.destroyed).toBe(false);
    for (const { socket } of held) socket.destroy();
  });

  test('cookies of other programs on 127.0.0.1 do no harm, endless headers are cut off', async () => {
    const { listener, port } = await site.listen();
    const cookie = (length: number): string => `Cookie: other=${'x'.repeat(length)}`;
    expect((await get(port, good, cookie(70_000))).status).toBe(0);
    expect((await get(port, good, cookie(40_000))).status).toBe(303);
    await listener.redirect;
  });
});
