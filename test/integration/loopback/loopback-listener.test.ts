import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { comeBack, freePort, good, Listening, state } from './listening.ts';
import { get, openConnection, readToEnd } from './raw-request.ts';

let site: Listening;

beforeEach(() => {
  site = new Listening();
});
afterEach(() => site.close());

describe('the redirect', () => {
  test('is handed over with its whole query, and its code leaves the address bar at once', async () => {
    const { listener, port } = await site.listen();
    const answer = await comeBack(port, `${good}&iss=https%3A%2F%2Fexample.okta.com`);
    expect(answer.status).toBe(303);
    expect(answer.next).toMatch(/^\/done\/[\w-]{43}$/);
    const redirect = await listener.redirect;
    expect(redirect.href).toBe(
      `http://127.0.0.1:${port}${good}&iss=https%3A%2F%2Fexample.okta.com`,
    );
  });

  test('may be an error, with the right state', async () => {
    const { listener, port } = await site.listen();
    await get(port, `/callback?error=access_denied&error_description=No&state=${state}`);
    expect((await listener.redirect).searchParams.get('error')).toBe('access_denied');
  });

  test('may tell its error in broken percent-encoding', async () => {
    const { listener, port } = await site.listen();
    await get(port, `/callback?error=x&error_description=%E9%zz%00%&state=${state}`);
    expect((await listener.redirect).searchParams.get('error')).toBe('x');
  });

  test('is taken once: the first wins, and both browsers are sent to the same result', async () => {
    const { listener, port } = await site.listen();
    const first = await comeBack(port);
    const second = await comeBack(port, `/callback?code=second&state=${state}`);
    expect([second.status, second.next]).toEqual([303, first.next]);
    expect((await listener.redirect).searchParams.get('code')).toBe('c0de');
  });

  test('of a sign-out has a state and no code', async () => {
    const { listener, port } = await site.listen({ path: '/signed-out', purpose: 'sign_out' });
    await get(port, `/signed-out?state=${state}`);
    expect((await listener.redirect).pathname).toBe('/signed-out');
  });

  test('comes with what a browser says about a navigation', async () => {
    const { port } = await site.listen();
    const answer = await get(
      port,
      good,
      'Sec-Fetch-Site: cross-site',
      'Sec-Fetch-Mode: navigate',
      'Sec-Fetch-Dest: document',
      'Upgrade-Insecure-Requests: 1',
    );
    expect(answer.status).toBe(303);
  });
});

describe('ports', () => {
  test('are tried in order', async () => {
    const ports = [await site.busyPort(), await site.busyPort(), await freePort()];
    const { listener } = await site.listen({ ports });
    expect(listener.redirectUri).toBe(`http://127.0.0.1:${ports[2] ?? 0}/callback`);
  });

  test('when all are busy, the failure names them', async () => {
    const ports = [await site.busyPort(), await site.busyPort()];
    await expect(site.listen({ ports })).rejects.toMatchObject({
      code: 'ports_busy',
      detail: ports.join(', '),
    });
  });

  test('when this app’s own attempts wait on all, the failure says so, until one has ended', async () => {
    const ports = [await freePort(), await freePort()];
    const { listener } = await site.listen({ ports });
    await site.listen({ ports });
    await expect(site.listen({ ports })).rejects.toMatchObject({
      code: 'too_many_sign_ins',
      detail: ports.join(', '),
    });
    await listener.close();
    await site.listen({ ports });
  });

  test('are bound on 127.0.0.1 only', async () => {
    const { port } = await site.listen();
    expect(await site.canBind(port, '127.0.0.1')).toBe(false);
    expect(await site.canBind(port, '127.0.0.2')).toBe(true);
  });

  test('are free again when close has resolved, with idle connections open', async () => {
    const { listener, port } = await site.listen();
    const idle = await openConnection(port);
    const ended = readToEnd(idle);
    expect(await site.canBind(port)).toBe(false);
    await listener.close();
    await ended;
    expect(await site.canBind(port)).toBe(true);
  });

  test('are free after the page was sent, not before', async () => {
    const { listener, port } = await site.listen();
    const { next } = await comeBack(port);
    const page = get(port, next);
    listener.finish({ kind: 'succeeded' });
    await listener.close();
    expect((await page).body).toContain('You are signed in');
    expect(await site.canBind(port)).toBe(true);
    expect(site.clock.pending).toBe(0);
  });
});

describe.each(['sign_in', 'sign_out'] as const)('the end of the wait, for a %s', (purpose) => {
  test('comes with the time, and frees the port', async () => {
    const { listener, port } = await site.listen({ purpose, timeoutMs: 1000 });
    site.clock.advance(999);
    expect(site.clock.pending).toBe(1);
    site.clock.advance(1);
    await expect(listener.redirect).rejects.toMatchObject({ code: `${purpose}_timed_out` });
    await listener.close();
    expect(await site.canBind(port)).toBe(true);
  });

  test('comes with an abort, and frees the port', async () => {
    const abort = new AbortController();
    const { listener, port } = await site.listen({ purpose, signal: abort.signal });
    abort.abort();
    await expect(listener.redirect).rejects.toMatchObject({ code: `${purpose}_cancelled` });
    await listener.close();
    expect(await site.canBind(port)).toBe(true);
    expect(site.clock.pending).toBe(0);
  });

  test('comes before the start when the signal was aborted already', async () => {
    const port = await freePort();
    const signal = AbortSignal.abort();
    await expect(site.listen({ purpose, ports: [port], signal })).rejects.toMatchObject({
      code: `${purpose}_cancelled`,
    });
    expect(await site.canBind(port)).toBe(true);
  });

  test('comes with closing', async () => {
    const { listener } = await site.listen({ purpose });
    await listener.close();
    await expect(listener.redirect).rejects.toMatchObject({ code: `${purpose}_cancelled` });
  });
});

describe('after the redirect', () => {
  test('neither time nor abort undo it', async () => {
    const abort = new AbortController();
    const { listener, port } = await site.listen({ signal: abort.signal });
    const { next } = await comeBack(port);
    expect(site.clock.pending).toBe(0);
    abort.abort();
    site.clock.advance(400_000);
    await expect(listener.redirect).resolves.toBeInstanceOf(URL);
    listener.finish({ kind: 'succeeded' });
    expect((await get(port, next)).body).toContain('You are signed in');
  });

  test('a browser that never hears a result is let go three seconds after closing', async () => {
    const { listener, port } = await site.listen();
    const { next } = await comeBack(port);
    const browser = await openConnection(port);
    const seen = readToEnd(browser);
    browser.write(`GET ${next} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    const closed = listener.close();
    site.clock.advance(2999);
    expect(site.clock.pending).toBe(1);
    site.clock.advance(1);
    await closed;
    expect(await seen).toBe('');
    expect(await site.canBind(port)).toBe(true);
  });
});
