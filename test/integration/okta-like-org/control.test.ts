import { expect, test } from 'vitest';

import { demoClient } from '../../support/okta-like-org/index.ts';
import { createApp, grace, refreshTokenOf, startOrg } from './relying-app.ts';

test('lists every sign-in with its tokens', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const first = await app.signIn();
  await (await createApp(org, 'org')).signIn({ person: grace, scope: 'openid' });
  await app.refresh(refreshTokenOf(first));
  expect(org.control.grants()).toMatchObject([
    {
      authorizationServer: 'default',
      clientId: demoClient.clientId,
      username: 'ada@example.com',
      isAlive: true,
      tokens: [
        { kind: 'refresh', state: 'leeway' },
        { kind: 'access', state: 'active' },
        { kind: 'refresh', state: 'active' },
        { kind: 'access', state: 'active' },
      ],
    },
    { authorizationServer: 'org', username: 'grace@example.com', tokens: [{ kind: 'access' }] },
  ]);
});

test('revokes a sign-in behind the app’s back', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const [first, second] = [await app.signIn(), await app.signIn()];
  const [grant] = org.control.grants();
  org.control.revokeGrant(grant?.grantId ?? '');
  expect(org.control.grants().map((one) => one.isAlive)).toEqual([false, true]);
  await expect(app.refresh(refreshTokenOf(first))).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  await expect(app.userinfo(first.access_token)).rejects.toThrow();
  await app.refresh(refreshTokenOf(second));
});

test('expires access tokens but not refresh tokens', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const tokens = await app.signIn();
  const other = await app.signIn();
  expect(org.control.expireAccessTokens()).toBe(2);
  expect(org.control.expireAccessTokens()).toBe(0);
  for (const { access_token: token } of [tokens, other]) {
    expect(org.control.isActive(token)).toBe(false);
  }
  const refreshed = await app.refresh(refreshTokenOf(tokens));
  expect(org.control.isActive(refreshed.access_token)).toBe(true);
});

test('says that a token it never issued is not active', async () => {
  const org = await startOrg();
  expect(org.control.isActive('garbage')).toBe(false);
});

test('counts requests and waits for the next one', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const tokens = await app.signIn();
  expect(org.control.countRequests({ endpoint: 'token' })).toBe(1);
  expect(org.control.countRequests({ endpoint: 'token', authorizationServer: 'org' })).toBe(0);

  const next = org.control.waitForRequest({
    endpoint: 'token',
    when: ({ grantType }) => grantType === 'refresh_token',
  });
  await app.refresh(refreshTokenOf(tokens));
  expect(await next).toMatchObject({
    method: 'POST',
    path: '/oauth2/default/v1/token',
    clientId: demoClient.clientId,
    grantType: 'refresh_token',
    parameters: { refresh_token: tokens.refresh_token },
  });
  expect(org.control.requests({ endpoint: 'token' }).map((one) => one.grantType)).toEqual([
    'authorization_code',
    'refresh_token',
  ]);
});

test('frees its port when it is closed, also with a request under way', async () => {
  const org = await startOrg();
  org.faults.add({ endpoint: 'keys', fault: { delayMs: 60_000 } });
  const arrived = org.control.waitForRequest({ endpoint: 'keys' });
  const pending = fetch(`${org.origin}/oauth2/v1/keys`);
  await arrived;
  const { port } = new URL(org.origin);
  await Promise.all([org.close(), expect(pending).rejects.toThrow('fetch failed')]);
  const again = await startOrg({ port: Number(port) });
  expect(again.origin).toBe(org.origin);
});
