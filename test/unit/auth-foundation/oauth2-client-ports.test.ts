import * as oidc from 'openid-client';
import { describe, expect, test } from 'vitest';
import {
  Failure,
  issuer,
  OAuth2ClientPool,
  OrgThrottle,
  timestamp,
} from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { aToken, canary } from '../../support/builders/tokens.ts';
import { JumpingClock } from '../../support/fakes/jumping-clock.ts';
import { SigningOrg } from './signing-org.ts';

const minute = 60_000;

describe('each issuer and client', () => {
  test('has its own way to the network, which can change', async () => {
    const org = new SigningOrg();
    const other = new SigningOrg(org.clock, 'https://other.example');
    const used: string[] = [];
    let proxy = 'one';
    const pool = new OAuth2ClientPool({
      fetch: () => Promise.reject(new Error('nobody’s way')),
      fetchFor: ({ issuer: of, clientId }) => {
        const [way, to] = [proxy, of === org.issuer ? org : other];
        return (url, options) => {
          used.push(`${clientId} by ${way}`);
          return to.fetch(url, options);
        };
      },
      clock: org.clock,
      userAgent: 'Test/1',
    });
    await pool.get({ issuer: org.issuer, clientId: 'a' }).discover();
    proxy = 'two';
    await pool.get({ issuer: other.issuer, clientId: 'b' }).discover();
    await pool.get({ issuer: org.issuer, clientId: 'a' }).revoke(canary, 'access_token');
    expect(used).toEqual(['a by one', 'b by two', 'a by two']);
    expect([org.seen.length, other.seen.length]).toEqual([2, 1]);
  });

  test.each([
    ['to its issuer’s host goes that way', 'https://signing.example/api/v1/users/me', 'its own'],
    ['to another host goes the usual way', 'https://api.example/orders', 'the usual'],
  ])('a request with its token %s', async (_what, url, way) => {
    const org = new SigningOrg();
    const used: string[] = [];
    const by = (name: string) => () => {
      used.push(name);
      return Promise.resolve(new Response('content'));
    };
    const client = org.newClient({
      fetch: by('the usual'),
      fetchFor: () => (to, options) => (to === url ? by('its own')() : org.fetch(to, options)),
    });
    const request = { method: 'GET', headers: new Headers(), body: null, signal: undefined };
    await client.requestResource(aToken({}, client.context), { ...request, url: new URL(url) });
    expect(used).toEqual([way]);
  });
});

describe('a client that can sign', () => {
  const grants = ['code_exchange', 'device_token', 'token_exchange', 'jwt_bearer'] as const;

  test.each([...grants, 'refresh'] as const)(
    'authenticates itself in a %s, for the address that is asked',
    async (purpose) => {
      const org = new SigningOrg();
      const client = org.newClient({
        clientAssertion: (audience, { clientId }) => Promise.resolve(`${clientId} to ${audience}`),
      });
      await client.call(purpose, (configuration) =>
        oidc.genericGrantRequest(configuration, 'urn:example:grant', { a: 'b' }),
      );
      const form = org.seen.find(({ path }) => path === '/token')?.form ?? [];
      expect(Object.fromEntries(form)).toEqual({
        grant_type: 'urn:example:grant',
        a: 'b',
        client_id: '0oaExample',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: `0oaExample to ${org.issuer}/token`,
      });
    },
  );

  test('signs anew for each request, also for one that is sent again', async () => {
    const org = new SigningOrg();
    let count = 0;
    const client = org.newClient({ clientAssertion: () => Promise.resolve(`${(count += 1)}`) });
    const headers = { 'retry-after': '1' };
    org.next('/token', () => new Response('', { status: 429, headers }));
    await client.refresh(org.aToken());
    await client.revoke(canary, 'access_token');
    await client.introspect(canary, 'access_token');
    const sent = org.seen.map(({ form }) => form?.get('client_assertion') ?? null);
    expect(sent.filter((each) => each !== null)).toEqual(['1', '2', '3', '4']);
  });

  test('signs nothing where no client is named', async () => {
    const org = new SigningOrg();
    const audiences: string[] = [];
    const client = org.newClient({
      clientAssertion: (audience) => {
        audiences.push(audience);
        return Promise.resolve('signed');
      },
    });
    await client.userInfo(aToken({ id_token: undefined }, client.context));
    await client.refresh(org.aToken());
    expect(audiences).toEqual([`${org.issuer}/token`]);
  });

  test('and cannot sign now, says why, and asks nothing', async () => {
    const org = new SigningOrg();
    const client = org.newClient({
      clientAssertion: () => Promise.reject(new Failure('keychain_locked')),
    });
    expect((await failureOf(client.refresh(org.aToken()))).code).toBe('keychain_locked');
    const broken = org.newClient({ clientAssertion: () => Promise.reject(new Error('broken')) });
    expect((await failureOf(broken.refresh(org.aToken()))).code).toBe('internal');
    expect(org.count('/token')).toBe(0);
  });

  test('does not: then it is a public client', async () => {
    const org = new SigningOrg();
    await org.client.refresh(org.aToken());
    const form = org.seen.find(({ path }) => path === '/token')?.form;
    expect(form?.has('client_assertion')).toBe(false);
    expect(form?.get('client_id')).toBe('0oaExample');
  });
});

describe('the throttle of background work', () => {
  /** An org, a client that tells a throttle, and the starts of background jobs in milliseconds. */
  function site() {
    const clock = new JumpingClock();
    const throttle = new OrgThrottle(clock);
    const org = new SigningOrg();
    const client = org.newClient({ throttle });
    const begin = clock.uptime;
    const starts: number[] = [];
    const work = () => {
      throttle.enqueue('signing.example', () => {
        starts.push(clock.uptime - begin);
        return Promise.resolve();
      });
    };
    return { clock, throttle, org, client, starts, work };
  }

  test.each<[string, (client: SigningOrg['client'], org: SigningOrg) => Promise<unknown>]>([
    ['a refresh', (client, org) => client.refresh(org.aToken())],
    ['a revocation', (client) => client.revoke(canary, 'access_token')],
    ['the claims', (client, org) => client.userInfo(org.aToken())],
  ])('waits after a rate limit that a person met with %s', async (_what, ask) => {
    const { org, client, throttle } = site();
    await client.discover();
    const headers = { 'retry-after': '30' };
    for (const path of ['/token', '/revoke', '/userinfo']) {
      org.answers.set(path, () => new Response('', { status: 429, headers }));
    }
    expect((await failureOf(ask(client, org))).code).toBe('rate_limited');
    // The throttle's clock stands still, and it was the org's that said when.
    expect(throttle.pausedUntil('signing.example')).toBe(org.clock.now() + 30_000);
    expect(throttle.pausedUntil('other.example')).toBeNull();
  });

  test('takes a limit without an end for a minute', async () => {
    const { org, client, throttle } = site();
    org.next('/token', () => new Response('', { status: 429 }));
    await failureOf(client.refresh(org.aToken()));
    expect(throttle.pausedUntil('signing.example')).toBe(org.clock.now() + minute);
  });

  test('makes room for what a person asks for, and never holds it back', async () => {
    const { clock, org, client, throttle, starts, work } = site();
    await client.discover();
    await client.refresh(org.aToken());
    expect(org.count('/keys')).toBe(1);
    work();
    expect(starts).toEqual([]);
    clock.advance(1_000);
    expect(starts).toEqual([1_000]);
    throttle.pause('signing.example', timestamp(clock.now() + minute));
    await expect(client.refresh(org.aToken())).resolves.toBeDefined();
  });

  test('is not told of requests to anybody but the org', async () => {
    const { client, org, starts, work } = site();
    org.answers.set('https://api.example/', () => new Response('', { status: 429 }));
    for (let count = 0; count < 3; count += 1) {
      await client.call('resource', (configuration) =>
        oidc.fetchProtectedResource(configuration, canary, new URL('https://api.example/'), 'GET'),
      );
    }
    work();
    expect(starts).toEqual([0]);
  });
});

test('what is no address has a pool’s client all the same, which fails in words', async () => {
  const org = new SigningOrg();
  const pool = new OAuth2ClientPool({ fetch: org.fetch, clock: org.clock, userAgent: 'Test/1' });
  const client = pool.get({ issuer: issuer('no address'), clientId: 'x' });
  expect((await failureOf(client.discover())).code).toBe('discovery_failed');
});
