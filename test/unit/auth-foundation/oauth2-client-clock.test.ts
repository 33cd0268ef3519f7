import { describe, expect, test } from 'vitest';
import { issuer, OAuth2ClientPool } from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { tokensOf } from '../../support/builders/tokens.ts';
import { SigningOrg } from './signing-org.ts';

const hour = 3_600_000;

describe('a good ID token is taken', () => {
  test.each([
    ['two hours ahead', 2 * hour],
    ['two hours behind', -2 * hour],
    ['right', 0],
  ])(
    'by a computer whose org’s clock is %s, in a sign-in and in a refresh',
    async (_how, ahead) => {
      const org = new SigningOrg();
      org.ahead = ahead;
      const client = org.newClient();
      const token = await org.signIn(client);
      expect(token.claims?.sub).toBe('00uAda');
      expect((await tokensOf(client.refresh(token))).idTokenProblem).toBeNull();
    },
  );

  test('and one that has expired by the org’s clock is not', async () => {
    const org = new SigningOrg();
    org.ahead = 2 * hour;
    org.claims = { exp: (org.clock.now() + hour) / 1000 };
    const { idTokenProblem } = await tokensOf(org.newClient().refresh(org.aToken()));
    expect(idTokenProblem?.code).toBe('id_token_invalid');
  });
});

describe('when a clock is set while the app is open', () => {
  test.each([
    ['the clock here becomes right', 3 * hour, 0],
    ['the clock here becomes wrong', 0, -3 * hour],
  ])('and %s: the next sign-in and refresh work all the same', async (_what, before, after) => {
    const org = new SigningOrg();
    org.ahead = before;
    const client = org.newClient();
    await client.refresh(org.aToken());
    org.clock.setTo(org.clock.now() + before - after);
    org.ahead = after;
    const asked = org.count('/token');
    expect((await tokensOf(client.refresh(org.aToken()))).idTokenProblem).toBeNull();
    expect(org.count('/token')).toBe(asked + 1);
    org.clock.setTo(org.clock.now() + after - before);
    org.ahead = before;
    await expect(org.signIn(client)).resolves.toBeDefined();
    expect(org.count('/token')).toBe(asked + 2);
  });

  test('an ID token that has expired all the same is set aside', async () => {
    const org = new SigningOrg();
    const client = org.newClient();
    await client.discover();
    org.ahead = 3 * hour;
    org.claims = { exp: org.clock.now() / 1000 - 60 };
    expect((await tokensOf(client.refresh(org.aToken()))).idTokenProblem?.code).toBe(
      'id_token_invalid',
    );
    expect(org.count('/token')).toBe(1);
  });
});

describe('with followServerClock off', () => {
  test('an org that lags too far is refused, and the failure tells of the clock', async () => {
    const org = new SigningOrg();
    org.ahead = -2 * hour;
    const client = org.newClient({ followServerClock: 'off' });
    const failure = await failureOf(org.signIn(client));
    expect(failure).toMatchObject({
      code: 'id_token_invalid',
      detail:
        'The ID token has expired, or is not valid yet. The clock of this computer is about 120 minutes ahead of the org’s.',
    });
  });

  test('so is an ID token from the future', async () => {
    const org = new SigningOrg();
    org.ahead = hour / 6;
    const client = org.newClient({ followServerClock: 'off' });
    const { idTokenProblem } = await tokensOf(client.refresh(org.aToken()));
    expect(idTokenProblem?.detail).toBe(
      'The ID token’s iat lies in the future. The clock of this computer is about 10 minutes behind the org’s.',
    );
  });

  test('the failure tells nothing of a clock that is right', async () => {
    const org = new SigningOrg();
    org.claims = { exp: org.clock.now() / 1000 - 100 };
    const { idTokenProblem } = await tokensOf(org.newClient().refresh(org.aToken()));
    expect(idTokenProblem?.detail).toBe('The ID token has expired, or is not valid yet.');
  });
});

describe('when a token was issued', () => {
  test('is the middle of its request, by the clock of this computer', async () => {
    const org = new SigningOrg();
    org.ahead = 2 * hour;
    const client = org.newClient();
    await client.discover();
    await client.refresh(org.aToken());
    org.latency = 4_000;
    const before = org.clock.now();
    expect((await tokensOf(client.refresh(org.aToken()))).receivedAt).toBe(before + 2_000);
  });

  test('is not the time at which the keys came', async () => {
    const org = new SigningOrg();
    const client = org.newClient();
    await client.discover();
    const before = org.clock.now();
    org.latency = 4_000;
    expect((await tokensOf(client.refresh(org.aToken()))).receivedAt).toBe(before + 2_000);
    expect(org.count('/keys')).toBe(1);
  });
});

describe('what is known of a clock', () => {
  const at = (url: string, clientId: string) => ({ issuer: issuer(url), clientId });

  test('is shared by the clients of a host, and by nobody else', async () => {
    const clock = new FakeClock();
    const hour1 = new Date(clock.now() + hour).toUTCString();
    const pool = new OAuth2ClientPool({
      fetch: (url) => {
        const of = url.slice(0, url.indexOf('/.well-known'));
        const headers: Record<string, string> = of.includes('a.example') ? { date: hour1 } : {};
        return Promise.resolve(Response.json({ issuer: of }, { headers }));
      },
      clock,
      userAgent: 'Test/1',
    });
    const one = pool.get(at('https://a.example/oauth2/one', 'x'));
    const two = pool.get(at('https://a.example/oauth2/two', 'y'));
    const other = pool.get(at('https://b.example', 'x'));
    await Promise.all([one.discover(), other.discover()]);
    expect(one.clockOffset).toEqual({ offset: hour + 500, uncertainty: 500 });
    expect(two.clockOffset).toEqual(one.clockOffset);
    expect(other.clockOffset).toBeNull();
    expect(pool.clockOffset(issuer('https://a.example/any'))).toEqual(one.clockOffset);
    expect(pool.clockOffset(issuer('https://b.example'))).toBeNull();
  });
});
