import { describe, expect, test } from 'vitest';
import {
  noFacts,
  observedFetch,
  type CallFacts,
  type HttpFetch,
} from '../../../src/main/auth-foundation/http.ts';
import { ServerClock } from '../../../src/main/auth-foundation/server-clock.ts';

const now = Date.UTC(2026, 0, 1);

async function observe(fetch: HttpFetch, method = 'GET'): Promise<CallFacts> {
  const facts = noFacts();
  await ask(fetch, facts, method).catch(() => undefined);
  return facts;
}

function ask(fetch: HttpFetch, facts: CallFacts, method = 'GET'): Promise<Response> {
  const observed = observedFetch(fetch, facts, {
    userAgent: 'App/1.0',
    now: () => now,
    serverClock: new ServerClock(),
  });
  return observed('https://example.com/', {
    method,
    headers: { accept: 'application/json' },
    body: undefined,
    redirect: 'manual',
  });
}

const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): HttpFetch =>
  () =>
    Promise.resolve(new Response(body, { status, headers }));

describe('what a call learns from an answer', () => {
  test('is the status and the request id', async () => {
    const facts = await observe(answer(503, { 'x-okta-request-id': 'req-1' }));
    expect(facts).toMatchObject({ status: 503, requestId: 'req-1', unreachable: false });
    expect(await observe(answer(200, { 'x-request-id': 'req-2' }))).toMatchObject({
      requestId: 'req-2',
    });
  });

  test('is the body of a token response, and of nothing else', async () => {
    expect(await observe(answer(200, {}, 'tokens'), 'POST')).toMatchObject({
      successBody: 'tokens',
    });
    expect(await observe(answer(400, {}, 'error'), 'POST')).toMatchObject({ successBody: null });
    expect(await observe(answer(200, {}, 'keys'), 'GET')).toMatchObject({ successBody: null });
  });

  test.each([
    ['seconds', { 'retry-after': '30' }, now + 30_000],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, now + 60_000],
    ['Okta’s reset', { 'x-rate-limit-reset': String(now / 1000 + 12) }, now + 12_000],
    ['both', { 'retry-after': '5', 'x-rate-limit-reset': '9' }, now + 5000],
    ['an unreadable date and a reset', { 'retry-after': 'soon', 'x-rate-limit-reset': '9' }, 9000],
    ['nothing', {}, null],
    ['nonsense', { 'retry-after': 'soon', 'x-rate-limit-reset': 'later' }, null],
  ])('is the end of a rate limit given as %s', async (_what, headers, retryAt) => {
    expect((await observe(answer(429, headers))).retryAt).toBe(retryAt);
  });

  test.each([
    ['seconds', '30', now + 30_000],
    ['a date', 'Thu, 01 Jan 2026 00:01:00 GMT', now + 60_000],
  ])('is when an outage (503) is to be over, given as %s', async (_what, text, retryAt) => {
    expect((await observe(answer(503, { 'retry-after': text }))).retryAt).toBe(retryAt);
  });

  test('is no such time when the answer is another one', async () => {
    expect((await observe(answer(500, { 'retry-after': '30' }))).retryAt).toBeNull();
  });

  test('is that nobody was reached', async () => {
    const facts = await observe(() => Promise.reject(new TypeError('refused')));
    expect(facts).toMatchObject({ status: null, unreachable: true });
  });

  test('is that the answer was cut off', async () => {
    const cut = new ReadableStream<Uint8Array>({
      start: (stream) => {
        stream.enqueue(Buffer.from('{"acc'));
        stream.error(new TypeError('terminated'));
      },
    });
    const facts = await observe(() => Promise.resolve(new Response(cut)), 'POST');
    expect(facts).toMatchObject({ status: 200, unreachable: true, successBody: null });
  });
});

describe('the size of an answer', () => {
  test('may be one mebibyte', async () => {
    const facts = noFacts();
    const response = await ask(answer(200, {}, 'x'.repeat(1024 * 1024)), facts);
    expect((await response.text()).length).toBe(1024 * 1024);
    expect(facts.tooLarge).toBe(false);
  });

  test('is not read beyond that', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (stream) => {
        pulled += 1;
        stream.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const facts = await observe(() => Promise.resolve(new Response(endless)));
    expect(facts.tooLarge).toBe(true);
    expect(pulled).toBeLessThan(20);
  });
});

test('a request carries the app’s name and keeps its other headers', async () => {
  let sent: Record<string, string> = {};
  await observe((_url, { headers }) => {
    sent = headers;
    return Promise.resolve(new Response(''));
  });
  expect(sent).toEqual({ accept: 'application/json', 'user-agent': 'App/1.0' });
});

test('a request still follows no redirect', async () => {
  let sent: string | undefined;
  await observe((_url, { redirect }) => {
    sent = redirect;
    return Promise.resolve(new Response(''));
  });
  expect(sent).toBe('manual');
});

test.each([204, 205, 304])('an answer %d without a body is passed on', async (status) => {
  const response = await ask(() => Promise.resolve(new Response(null, { status })), noFacts());
  expect(response.status).toBe(status);
});
