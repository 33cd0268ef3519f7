import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aToken, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';

async function site(changes: Readonly<Record<string, unknown>> = {}) {
  const made = aCoordinator();
  const credential = await made.coordinator.store(aToken(changes));
  made.hush();
  return { ...made, credential };
}

const offline = (): Promise<never> => Promise.reject(new Failure('network_unreachable'));

describe('asking the org about a token', () => {
  test('tells whether it works, and what the org says of it', async () => {
    const { client, credential } = await site({ device_secret: `${canary}device` });
    const { accessToken, refreshToken, idToken, deviceSecret } = credential.token;
    client.onIntrospect = () => Promise.resolve({ active: true, username: 'ada' });
    expect(await credential.introspect('access_token')).toEqual({ active: true, username: 'ada' });
    await credential.introspect('refresh_token');
    await credential.introspect('id_token');
    await credential.introspect('device_secret');
    expect(client.introspected.map(({ kind, value }) => [kind, value])).toEqual([
      ['access_token', accessToken],
      ['refresh_token', refreshToken],
      ['id_token', idToken],
      ['device_secret', deviceSecret],
    ]);
  });

  test('that is not there is refused', async () => {
    const { client, credential } = await site({ id_token: undefined });
    expect((await failureOf(credential.introspect('id_token'))).code).toBe('token_not_present');
    expect(client.introspected).toEqual([]);
  });

  test('of an account that is gone is refused', async () => {
    const { credential } = await site();
    await credential.remove();
    const failure = await failureOf(credential.introspect('access_token'));
    expect(failure.code).toBe('account_not_found');
  });
});

describe('the person’s claims at the org', () => {
  test('are asked for once, by all callers together', async () => {
    const { client, credential } = await site();
    client.onUserInfo = () => Promise.resolve({ sub: '00uAda', zoneinfo: 'Europe/London' });
    const [one, other] = await Promise.all([credential.userInfo(), credential.userInfo()]);
    expect(one).toEqual({ sub: '00uAda', zoneinfo: 'Europe/London' });
    expect(other).toBe(one);
    expect(await credential.userInfo()).toBe(one);
    expect(client.userInfoAskedWith).toEqual([credential.token]);
  });

  test('are asked for again on request, together with whoever asks at that time', async () => {
    const { client, credential } = await site();
    await credential.userInfo();
    client.onUserInfo = () => Promise.resolve({ sub: '00uAda', name: 'new' });
    const answers = await Promise.all([
      credential.userInfo({ reload: true }),
      credential.userInfo({ reload: true }),
      credential.userInfo(),
    ]);
    expect(answers.map(({ name }) => name)).toEqual(['new', 'new', 'new']);
    expect(await credential.userInfo()).toBe(answers[0]);
    expect(client.userInfoAskedWith).toHaveLength(2);
  });

  test('are asked for again after a refresh and after a new sign-in', async () => {
    const { client, coordinator, credential } = await site();
    await credential.userInfo();
    await credential.refresh();
    await credential.userInfo();
    await coordinator.signInAgain(credential.id, aToken());
    await credential.userInfo();
    expect(new Set(client.userInfoAskedWith).size).toBe(3);
  });

  test('of an expired token are asked for with a new one', async () => {
    const { client, clock, credential } = await site();
    clock.advance(3_600_000);
    await credential.userInfo();
    expect(client.refreshed).toHaveLength(1);
    expect(client.userInfoAskedWith).toEqual([credential.token]);
  });

  test('that could not be had are not remembered, nor do they spoil what is', async () => {
    const { client, credential } = await site();
    const usual = client.onUserInfo;
    client.onUserInfo = offline;
    expect((await failureOf(credential.userInfo())).code).toBe('network_unreachable');
    client.onUserInfo = usual;
    const known = await credential.userInfo();
    client.onUserInfo = offline;
    await failureOf(credential.userInfo({ reload: true }));
    expect(await credential.userInfo()).toBe(known);
    expect(client.userInfoAskedWith).toHaveLength(3);
  });

  test('cannot be changed by one caller for the others', async () => {
    const { credential } = await site();
    expect(Object.isFrozen(await credential.userInfo())).toBe(true);
  });

  test('can be given up by one caller', async () => {
    const { client, credential } = await site();
    const { promise, resolve } = Promise.withResolvers<{ sub: string }>();
    client.onUserInfo = () => promise;
    const impatient = new AbortController();
    const cancelled = failureOf(credential.userInfo({ signal: impatient.signal }));
    const patient = credential.userInfo();
    await turn();
    impatient.abort();
    expect((await cancelled).code).toBe('cancelled');
    resolve({ sub: '00uAda' });
    expect((await patient).sub).toBe('00uAda');
    const aborted = credential.userInfo({ signal: AbortSignal.abort() });
    expect((await failureOf(aborted)).code).toBe('cancelled');
  });
});

describe('authorizing a request', () => {
  const url = 'https://api.example.com/orders';

  test('gives a copy with the access token, and leaves the request as it is', async () => {
    const { credential } = await site();
    const request = new Request(url, {
      method: 'POST',
      body: 'an order',
      headers: { 'x-trace': '1', authorization: 'Basic old' },
    });
    const authorized = await credential.authorize(request);
    expect(authorized.headers.get('authorization')).toBe(`Bearer ${credential.token.accessToken}`);
    expect(authorized.headers.get('x-trace')).toBe('1');
    expect(authorized.method).toBe('POST');
    expect(await authorized.text()).toBe('an order');
    expect(request.headers.get('authorization')).toBe('Basic old');
    expect(await request.text()).toBe('an order');
  });

  test('refreshes a token that is about to expire', async () => {
    const { client, clock, credential } = await site();
    clock.advance(3_600_000 - 10_000);
    const { headers } = await credential.authorize(new Request(url));
    expect(client.refreshed).toHaveLength(1);
    expect(headers.get('authorization')).toBe(`Bearer ${credential.token.accessToken}`);
  });

  test('uses a token that could not be refreshed as long as it is valid', async () => {
    const { client, clock, credential } = await site();
    client.onRefresh = offline;
    clock.advance(3_600_000 - 1);
    const { headers } = await credential.authorize(new Request(url));
    expect(headers.get('authorization')).toBe(`Bearer ${credential.token.accessToken}`);
    clock.advance(1);
    const failure = await failureOf(credential.authorize(new Request(url)));
    expect(failure.code).toBe('network_unreachable');
  });

  test('does not use a token that is being revoked, however valid', async () => {
    const { client, clock, credential } = await site();
    clock.advance(3_600_000 - 10_000);
    const held = client.holdRevocations();
    const revoking = credential.revoke();
    expect((await failureOf(credential.authorize(new Request(url)))).code).toBe('busy');
    held.release();
    await revoking;
    expect((await failureOf(credential.authorize(new Request(url)))).code).toBe(
      'account_not_found',
    );
  });

  test('sends no token over plain HTTP, except to this machine', async () => {
    const { credential } = await site();
    for (const plain of ['http://api.example.com/', 'http://127.0.0.1.example.com/']) {
      const failure = await failureOf(credential.authorize(new Request(plain)));
      expect(failure.code).toBe('invalid_input');
    }
    for (const own of ['http://127.0.0.1:3000/', 'http://localhost/', 'http://[::1]:3000/']) {
      const { headers } = await credential.authorize(new Request(own));
      expect(headers.has('authorization')).toBe(true);
    }
  });

  test('refuses a request whose body is gone, and a token that needs a proof', async () => {
    const { coordinator, credential } = await site();
    const sent = new Request(url, { method: 'POST', body: 'an order' });
    await sent.text();
    expect((await failureOf(credential.authorize(sent))).code).toBe('invalid_input');
    const bound = await coordinator.store(aToken({ token_type: 'DPoP' }));
    expect(await failureOf(bound.authorize(new Request(url)))).toMatchObject({
      code: 'invalid_input',
      detail: 'An access token of type dpop needs a proof with each request: use fetch.',
    });
  });
});
