import { WWWAuthenticateChallengeError } from 'openid-client';
import { expect, test } from 'vitest';

import { signInWithoutBrowser } from '../../support/okta-like-org/browser-less-login.ts';
import { demoClient } from '../../support/okta-like-org/index.ts';
import {
  ada,
  createApp,
  createTestClock,
  postForm,
  refreshTokenOf,
  startOrg,
} from './relying-app.ts';

const clientId = demoClient.clientId;

test('revokes the access tokens along with their refresh token', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const signedIn = await app.signIn();
  const refreshed = await app.refresh(refreshTokenOf(signedIn));
  const other = await app.signIn();

  await app.revoke(refreshTokenOf(refreshed));
  for (const tokens of [signedIn, refreshed]) {
    expect(await app.introspect(tokens.access_token)).toEqual({ active: false });
    expect(await app.introspect(refreshTokenOf(tokens))).toEqual({ active: false });
  }
  await expect(app.refresh(refreshTokenOf(refreshed))).rejects.toMatchObject({
    error_description: 'The refresh token is invalid or expired.',
  });
  expect(await app.introspect(other.access_token)).toMatchObject({ active: true });
});

test('leaves the refresh token and the other access tokens alive when an access token is revoked', async () => {
  const org = await startOrg();
  const app = await createApp(org, 'org');
  const signedIn = await app.signIn();
  const refreshed = await app.refresh(refreshTokenOf(signedIn));

  await app.revoke(signedIn.access_token);
  expect(await app.introspect(signedIn.access_token)).toEqual({ active: false });
  expect(await app.introspect(refreshed.access_token)).toMatchObject({ active: true });
  expect((await app.refresh(refreshTokenOf(signedIn))).access_token).toBeDefined();
});

test('answers any revocation with 200 and an empty body', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const { access_token: accessToken } = await app.signIn();
  for (const token of [accessToken, accessToken, 'garbage', 'a.b.c', `${accessToken}x`]) {
    const answer = await postForm(`${org.origin}/oauth2/default/v1/revoke`, {
      client_id: clientId,
      token,
    });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  }
});

test.each(['revoke', 'introspect'])(
  'refuses %s without a right client or a token',
  async (leaf) => {
    const org = await startOrg();
    const app = await createApp(org);
    const { access_token: token } = await app.signIn();
    const ask = async (form: Record<string, string>) => {
      const answer = await postForm(`${org.origin}/oauth2/default/v1/${leaf}`, form);
      return [answer.status, await answer.json()];
    };
    expect(await ask({ client_id: '0oanobody', token })).toEqual([
      401,
      { error: 'invalid_client', error_description: "Invalid value for 'client_id' parameter." },
    ]);
    expect(await ask({ token })).toEqual([
      401,
      { error: 'invalid_client', error_description: 'No client credentials found.' },
    ]);
    expect(await ask({ client_id: clientId })).toEqual([
      400,
      { error: 'invalid_request', error_description: "The 'token' parameter is required." },
    ]);
    expect(org.control.isActive(token)).toBe(true);
  },
);

test('does nothing to tokens of another client or another authorization server', async () => {
  const org = await startOrg({ clients: [demoClient, { ...demoClient, clientId: '0oaother' }] });
  const tokens = await (await createApp(org)).signIn();
  const otherClient = await createApp(org, 'default', { clientId: '0oaother' });
  const elsewhere = await createApp(org, 'ausEngineering');
  for (const app of [otherClient, elsewhere]) {
    await app.revoke(refreshTokenOf(tokens));
    await app.revoke(tokens.access_token);
    expect(await app.introspect(tokens.access_token)).toEqual({ active: false });
  }
  expect(org.control.isActive(tokens.access_token)).toBe(true);
  expect(org.control.isActive(refreshTokenOf(tokens))).toBe(true);
});

test('introspects with Okta’s fields', async () => {
  const { clock } = createTestClock();
  const org = await startOrg({ clock });
  const app = await createApp(org);
  const tokens = await app.signIn();
  const now = Math.floor(clock() / 1000);
  const common = {
    active: true,
    client_id: clientId,
    username: 'ada@example.com',
    sub: 'ada@example.com',
    uid: tokens.claims()?.sub,
    scope: 'openid profile email offline_access',
    token_type: 'Bearer',
    iss: org.issuerOf('default'),
    iat: now,
  };
  expect(await app.introspect(tokens.access_token)).toEqual({
    ...common,
    aud: 'api://default',
    exp: now + 3600,
  });
  expect(await app.introspect(refreshTokenOf(tokens))).toEqual({
    ...common,
    exp: now + 90 * 24 * 3600,
  });
  expect(await app.introspect('garbage')).toEqual({ active: false });
});

test('introspects a refresh token as inactive after its leeway', async () => {
  const { clock, advance } = createTestClock();
  const org = await startOrg({ clock });
  const app = await createApp(org);
  const first = refreshTokenOf(await app.signIn());
  await app.refresh(first);
  expect(await app.introspect(first)).toMatchObject({ active: true });
  advance(30);
  expect(await app.introspect(first)).toEqual({ active: false });
});

test('gives userinfo for the scopes of the access token', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const full = await app.signIn();
  expect(await app.userinfo(full.access_token)).toMatchObject({
    sub: full.claims()?.sub,
    name: 'Ada Lovelace',
    given_name: 'Ada',
    email: 'ada@example.com',
    preferred_username: 'ada@example.com',
  });
  const thin = await app.signIn({ scope: 'openid' });
  expect(await app.userinfo(thin.access_token)).toEqual({ sub: full.claims()?.sub });
});

test('challenges a userinfo request whose access token is revoked, expired, foreign or none', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const [revoked, expired] = [await app.signIn(), await app.signIn()];
  const foreign = await (await createApp(org, 'org')).signIn();
  await app.revoke(revoked.access_token);
  expect(org.control.expireAccessTokens(expired.access_token)).toBe(1);
  const cases = [
    [revoked.access_token, 'The access token has been revoked.'],
    [expired.access_token, 'The token has expired.'],
    [foreign.access_token, 'The access token is invalid.'],
    [refreshTokenOf(revoked), 'The access token is invalid.'],
    ['garbage', 'The access token is invalid.'],
  ] as const;
  for (const [token, description] of cases) {
    const answer = await fetch(`${org.issuerOf('default')}/v1/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([answer.status, await answer.text()]).toEqual([401, '']);
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", error_description="${description}"`,
    );
    await expect(app.userinfo(token)).rejects.toBeInstanceOf(WWWAuthenticateChallengeError);
  }
});

test('refuses userinfo to an access token without openid', async () => {
  const org = await startOrg();
  const app = await createApp(org, 'ausEngineering');
  const attempt = await app.begin({ scope: 'builds:read', nonce: undefined });
  const redirect = await signInWithoutBrowser({ authorizationUrl: attempt.url, ...ada });
  const { access_token: token } = await app.finish(attempt, redirect);
  const answer = await fetch(`${org.issuerOf('ausEngineering')}/v1/userinfo`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(403);
  expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
});
