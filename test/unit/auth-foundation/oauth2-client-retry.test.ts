import { describe, expect, test } from 'vitest';
import { seconds, type Failure, type Retry } from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { canary, tokensOf } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { SigningOrg } from './signing-org.ts';

const answer =
  (status: number, headers: Record<string, string> = {}) =>
  (): Response =>
    new Response('', { status, headers });
const lost = (): Promise<Response> => Promise.reject(new TypeError('reset'));
const discoveryPath = '/.well-known/openid-configuration';

/** An org, and a client whose metadata is known. */
async function site(clock = new EagerClock(), requestTimeout = seconds(30)) {
  const org = new SigningOrg(clock);
  const retries: Retry[] = [];
  const client = org.newClient({ requestTimeout, onRetry: (retry) => retries.push(retry) });
  await client.discover();
  return { org, clock, client, retries };
}

describe('a question that changes nothing', () => {
  test.each([
    ['429', answer(429)],
    ['500', answer(500)],
    ['503', answer(503)],
    ['a lost answer', lost],
  ])('is asked again after %s, twice at most', async (_what, refusal) => {
    const { org, client, clock } = await site();
    org.next('/userinfo', refusal, refusal);
    await expect(client.userInfo(org.aToken())).resolves.toMatchObject({ sub: '00uAda' });
    expect(clock.delays).toEqual([250, 1_000]);
    org.next('/introspect', refusal, refusal, refusal);
    const failure = await failureOf(client.introspect('x', 'access_token'));
    expect(failure.failureClass).toBe('transient');
    expect(org.count('/introspect')).toBe(3);
  });

  test.each([400, 401, 404])('is not asked again after %i', async (status) => {
    const { org, client } = await site();
    org.next('/introspect', answer(status));
    await failureOf(client.introspect('x', 'access_token'));
    expect(org.count('/introspect')).toBe(1);
  });

  test('can be for metadata, and for keys', async () => {
    const org = new SigningOrg();
    const retries: Retry[] = [];
    const client = org.newClient({ onRetry: (retry) => retries.push(retry) });
    org.next(discoveryPath, answer(502));
    org.next('/keys', lost);
    expect((await tokensOf(client.refresh(org.aToken()))).idTokenProblem).toBeNull();
    expect(retries).toMatchObject([
      { purpose: 'discovery', attempt: 1, status: 502, delay: 250 },
      { purpose: 'keys', attempt: 1, status: null, delay: 250 },
    ]);
  });

  test('is not asked again when its answer is larger than this app reads', async () => {
    const { org, client } = await site();
    org.next('/userinfo', () => new Response('x'.repeat(1024 * 1024 + 1)));
    await failureOf(client.userInfo(org.aToken()));
    expect(org.count('/userinfo')).toBe(1);
  });
});

describe('the pause', () => {
  test.each<[string, Record<string, string>, number]>([
    ['Retry-After', { 'retry-after': '3' }, 3_000],
    ['a Retry-After of nothing', { 'retry-after': '0' }, 1_000],
    [
      'a reset by the org’s own clock',
      { 'x-rate-limit-reset': '1004', date: new Date(1_000_000).toUTCString() },
      4_000,
    ],
    ['the longest that is waited for', { 'retry-after': '5' }, 5_000],
  ])('is by %s', async (_what, headers, delay) => {
    const { org, client, clock } = await site();
    org.next('/userinfo', answer(429, headers));
    await client.userInfo(org.aToken());
    expect(clock.delays).toEqual([delay]);
  });

  test('is told instead when it is longer than five seconds', async () => {
    const { org, client, clock } = await site();
    org.next('/userinfo', answer(429, { 'retry-after': '6' }));
    expect(await failureOf(client.userInfo(org.aToken()))).toMatchObject({
      code: 'rate_limited',
      retryAt: clock.now() + 6_000,
    });
    expect(clock.delays).toEqual([]);
  });

  test('is not begun when the request would take longer than it may', async () => {
    const { org, client, clock } = await site(new EagerClock(), seconds(3));
    org.next('/userinfo', answer(429, { 'retry-after': '3' }));
    expect((await failureOf(client.userInfo(org.aToken()))).code).toBe('rate_limited');
    expect(clock.delays).toEqual([]);
  });

  test('ends with the request’s time, and leaves no timer', async () => {
    const clock = new FakeClock();
    const org = new SigningOrg(clock);
    const client = org.newClient({ requestTimeout: seconds(1) });
    await client.discover();
    org.next('/userinfo', answer(503));
    // The clock stands still, so only the time of the request, which is real, ends the pause.
    expect((await failureOf(client.userInfo(org.aToken()))).failureClass).toBe('transient');
    expect(clock.pending).toBe(0);
    expect(org.count('/userinfo')).toBe(1);
  });

  test('is by the clock that the client was given', async () => {
    const clock = new FakeClock();
    const org = new SigningOrg(clock);
    const client = org.newClient();
    await client.discover();
    org.next('/userinfo', answer(503));
    const claims = client.userInfo(org.aToken());
    while (clock.pending === 0) await turn();
    expect(org.count('/userinfo')).toBe(1);
    clock.advance(250);
    await claims;
    expect(org.count('/userinfo')).toBe(2);
  });
});

describe('a refresh', () => {
  test.each([429, 503])(
    'that the org refuses with %i for a moment is sent once more',
    async (status) => {
      const { org, client, clock } = await site();
      org.next('/token', answer(status, { 'retry-after': '5' }));
      expect((await tokensOf(client.refresh(org.aToken()))).idTokenProblem).toBeNull();
      expect(clock.delays).toEqual([5_000]);
      expect(org.count('/token')).toBe(2);
    },
  );

  test('that is refused a second time is not sent again', async () => {
    const { org, client } = await site();
    org.next('/token', answer(429, { 'retry-after': '1' }), answer(429, { 'retry-after': '2' }));
    expect(await failureOf(client.refresh(org.aToken()))).toMatchObject({
      code: 'rate_limited',
      retryAt: org.clock.now() + 2_000,
    });
    expect(org.count('/token')).toBe(2);
  });

  test.each([
    ['a lost answer', lost],
    ['429 that does not say when', answer(429)],
    ['429 for long', answer(429, { 'retry-after': '6' })],
    ['503 that does not say when', answer(503)],
    ['502', answer(502, { 'retry-after': '1' })],
    ['504', answer(504, { 'retry-after': '1' })],
    [
      '200 that is cut off',
      () =>
        new Response(
          new ReadableStream({
            pull: (body) => {
              body.error(new TypeError('cut'));
            },
          }),
        ),
    ],
  ])('is never sent again after %s: the refresh token may be used up', async (_what, refusal) => {
    const { org, client } = await site();
    org.next('/token', refusal);
    expect((await failureOf(client.refresh(org.aToken()))).failureClass).toBe('transient');
    expect(org.count('/token')).toBe(1);
  });
});

describe('what is never sent twice', () => {
  test.each([answer(429, { 'retry-after': '1' }), answer(503, { 'retry-after': '1' }), lost])(
    'is a code, and a revocation (%#)',
    async (refusal) => {
      const { org, client } = await site();
      org.next('/token', refusal);
      org.next('/revoke', refusal);
      const failures: readonly Failure[] = [
        await failureOf(org.signIn(client)),
        await failureOf(client.revoke('x', 'refresh_token')),
      ];
      expect(failures.map(({ failureClass }) => failureClass)).toEqual(['transient', 'transient']);
      expect([org.count('/token'), org.count('/revoke')]).toEqual([1, 1]);
    },
  );
});

describe('the org is told', () => {
  test('which request is sent again, and how often', async () => {
    const { org, client } = await site();
    org.next(
      '/userinfo',
      answer(429, { 'x-okta-request-id': 'req-first' }),
      answer(429, { 'x-okta-request-id': 'req-second' }),
    );
    await client.userInfo(org.aToken());
    const told = org.seen
      .filter(({ path }) => path === '/userinfo')
      .map(({ headers }) => [headers['x-okta-retry-for'], headers['x-okta-retry-count']]);
    expect(told).toEqual([
      [undefined, undefined],
      ['req-first', '1'],
      ['req-first', '2'],
    ]);
  });
});

describe('who listens to retries', () => {
  test('is told each one, and no secret', async () => {
    const { org, client, retries } = await site();
    const refusal = answer(429, { 'retry-after': '2', 'x-okta-request-id': 'req-1' });
    org.next('/token', refusal);
    await client.refresh(org.aToken());
    expect(retries).toEqual([
      { purpose: 'refresh', attempt: 1, delay: 2_000, status: 429, requestId: 'req-1' },
    ]);
    expect(JSON.stringify(retries)).not.toContain(canary);
  });
});
