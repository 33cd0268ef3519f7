import { expect, test } from 'vitest';

import { demoClient } from '../../support/okta-like-org/index.ts';
import { createApp, createTestClock, oauthError, refreshTokenOf, startOrg } from './relying-app.ts';

const refused = oauthError(400, 'invalid_grant', 'The refresh token is invalid or expired.');

async function startRotatingOrg(leewaySeconds: number) {
  const { clock, advance } = createTestClock();
  const org = await startOrg({
    clock,
    authorizationServers: [
      { name: 'aus', refreshTokenRotation: 'rotate', leewaySeconds, refreshTokenSeconds: 1000 },
    ],
  });
  const app = await createApp(org, 'aus');
  const signedIn = await app.signIn();
  return { org, app, advance, signedIn, first: refreshTokenOf(signedIn) };
}

test('keeps a static refresh token, and issues new access and ID tokens with it', async () => {
  const org = await startOrg();
  const app = await createApp(org, 'org');
  const signedIn = await app.signIn();
  const first = refreshTokenOf(signedIn);
  const accessTokens = new Set([signedIn.access_token]);
  for (let round = 0; round < 3; round += 1) {
    const refreshed = await app.refresh(first);
    expect(refreshed.refresh_token).toBe(first);
    expect(refreshed.claims()?.sub).toBe(signedIn.claims()?.sub);
    accessTokens.add(refreshed.access_token);
  }
  expect(accessTokens.size).toBe(4);
  for (const token of accessTokens) expect(org.control.isActive(token)).toBe(true);
});

test('issues no ID token when a refresh asks for scopes without openid', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const refreshed = await app.refresh(refreshTokenOf(await app.signIn()), {
    scope: 'offline_access',
  });
  expect(refreshed.id_token).toBeUndefined();
  expect(refreshed.scope).toBe('offline_access');
});

test('refuses a refresh that asks for more than was granted', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const refreshToken = refreshTokenOf(await app.signIn());
  await expect(app.refresh(refreshToken, { scope: 'openid groups' })).rejects.toEqual(
    oauthError(
      400,
      'access_denied',
      'Some of the scopes requested for the refresh request were not granted in the original authorize request. ' +
        'Denied scopes: groups.',
    ),
  );
  expect(org.control.isActive(refreshToken)).toBe(true);
});

test('gives a new refresh token with each rotation, and keeps the first expiry', async () => {
  const { org, app, advance, first } = await startRotatingOrg(30);
  advance(100);
  const second = refreshTokenOf(await app.refresh(first));
  advance(100);
  const third = refreshTokenOf(await app.refresh(second));
  expect(new Set([first, second, third]).size).toBe(3);
  advance(799);
  expect(org.control.isActive(third)).toBe(true);
  advance(1);
  expect(org.control.isActive(third)).toBe(false);
  await expect(app.refresh(third)).rejects.toEqual(refused);
});

test('takes the previous refresh token within the leeway, as often as it comes', async () => {
  const { org, app, advance, first } = await startRotatingOrg(30);
  const second = refreshTokenOf(await app.refresh(first));
  advance(29);
  const again = refreshTokenOf(await app.refresh(first));
  expect(again).not.toBe(second);
  const onceMore = refreshTokenOf(await app.refresh(first));
  for (const token of [second, again, onceMore]) expect(org.control.isActive(token)).toBe(true);
});

test('does not prolong the leeway by a use within it', async () => {
  const { app, advance, first } = await startRotatingOrg(30);
  await app.refresh(first);
  advance(20);
  await app.refresh(first);
  advance(10);
  await expect(app.refresh(first)).rejects.toEqual(refused);
});

test('kills every token since the sign-in when a refresh token is used after its leeway', async () => {
  const { org, app, advance, signedIn, first } = await startRotatingOrg(30);
  const second = await app.refresh(first);
  advance(30);
  await expect(app.refresh(first)).rejects.toEqual(refused);
  const family = [first, second.refresh_token, second.access_token, signedIn.access_token];
  for (const token of family) expect(org.control.isActive(token ?? '')).toBe(false);
  await expect(app.refresh(refreshTokenOf(second))).rejects.toEqual(refused);
  expect(org.control.grants()).toMatchObject([{ isAlive: false }]);
});

test('leaves the other sign-ins of the person alone when one is killed', async () => {
  const { org, app, advance, first } = await startRotatingOrg(0);
  const other = await app.signIn();
  await app.refresh(first);
  advance(1);
  await expect(app.refresh(first)).rejects.toEqual(refused);
  expect(org.control.isActive(refreshTokenOf(other))).toBe(true);
  expect(org.control.isActive(other.access_token)).toBe(true);
});

test('times the leeway of each refresh token by itself when two rotations follow quickly', async () => {
  const { org, app, advance, first } = await startRotatingOrg(30);
  const second = refreshTokenOf(await app.refresh(first));
  advance(10);
  const third = refreshTokenOf(await app.refresh(second));
  advance(19);
  // 29 s after its own rotation the first still works, although the second was rotated since.
  await app.refresh(first);
  advance(1);
  await app.refresh(second);
  expect(org.control.isActive(first)).toBe(false);
  expect(org.control.isActive(second)).toBe(true);
  expect(org.control.isActive(third)).toBe(true);
  await expect(app.refresh(first)).rejects.toEqual(refused);
  for (const token of [second, third]) expect(org.control.isActive(token)).toBe(false);
});

test('kills the family at once without leeway, also when two uses come at the same time', async () => {
  const { org, app, first } = await startRotatingOrg(0);
  const outcomes = await Promise.allSettled([app.refresh(first), app.refresh(first)]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(org.control.tokens().every((token) => token.state === 'revoked')).toBe(true);
});

test('serves two uses at the same time within the leeway', async () => {
  const { org, app, first } = await startRotatingOrg(30);
  const [one, two] = await Promise.all([app.refresh(first), app.refresh(first)]);
  expect(one.refresh_token).not.toBe(two.refresh_token);
  for (const tokens of [one, two]) {
    expect(org.control.isActive(refreshTokenOf(tokens))).toBe(true);
  }
});

test('refuses a refresh token that is unknown or has expired', async () => {
  const { app, advance, first } = await startRotatingOrg(30);
  await expect(app.refresh('garbage')).rejects.toEqual(refused);
  advance(1000);
  await expect(app.refresh(first)).rejects.toEqual(refused);
});

test('refuses the refresh token of another client, and of another authorization server', async () => {
  const org = await startOrg({ clients: [demoClient, { ...demoClient, clientId: '0oaother' }] });
  const app = await createApp(org);
  const refreshToken = refreshTokenOf(await app.signIn());
  const otherClient = await createApp(org, 'default', { clientId: '0oaother' });
  await expect(otherClient.refresh(refreshToken)).rejects.toMatchObject({
    error: 'invalid_grant',
    error_description: expect.stringContaining('issued to another client') as unknown,
  });
  const elsewhere = await createApp(org, 'org');
  await expect(elsewhere.refresh(refreshToken)).rejects.toEqual(refused);
  expect(org.control.isActive(refreshToken)).toBe(true);
});
