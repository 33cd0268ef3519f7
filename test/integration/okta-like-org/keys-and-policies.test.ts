import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { expect, test } from 'vitest';

import {
  activateWithoutBrowser,
  BrowserLessBrowser,
  signInWithoutBrowser,
} from '../../support/okta-like-org/browser-less-login.ts';
import { demoClient, samplePeople } from '../../support/okta-like-org/index.ts';
import {
  ada,
  createApp,
  createTestClock,
  grace,
  oauthError,
  refreshTokenOf,
  startOrg,
} from './relying-app.ts';

test.each(['RS256', 'PS256', 'ES256'] as const)('signs with %s', async (signingAlgorithm) => {
  const org = await startOrg({ authorizationServers: [{ name: 'aus', signingAlgorithm }] });
  const app = await createApp(org, 'aus');
  const { id_token: idToken = '', access_token: accessToken } = await app.signIn();
  const keys = createRemoteJWKSet(new URL(app.configuration.serverMetadata().jwks_uri ?? ''));
  const { payload, protectedHeader } = await jwtVerify(idToken, keys);
  expect(protectedHeader.alg).toBe(signingAlgorithm);
  const half = createHash('sha256').update(accessToken).digest().subarray(0, 16);
  expect(payload.at_hash).toBe(half.toString('base64url'));
  expect(app.configuration.serverMetadata().id_token_signing_alg_values_supported).toEqual([
    signingAlgorithm,
  ]);
});

test.each([
  ['kept', 2],
  ['dropped', 1],
] as const)('changes its key, with the old one %s', async (old, published) => {
  const org = await startOrg();
  const app = await createApp(org);
  const before = await app.signIn();
  await org.control.rotateSigningKey('default', old);
  const after = await (await createApp(org)).refresh(refreshTokenOf(before));
  const kid = (tokens: typeof before) => decodeProtectedHeader(tokens.id_token ?? '').kid;
  expect(kid(after)).not.toBe(kid(before));
  const { jwks_uri: url = '' } = app.configuration.serverMetadata();
  const keySet: unknown = await (await fetch(url)).json();
  expect(keySet).toEqual({
    keys: [kid(after), kid(before)]
      .slice(0, published)
      .map((each) => expect.objectContaining({ kid: each }) as unknown),
  });
  // A sign-out with an ID token of before still works: Okta knows its own old keys.
  const browser = new BrowserLessBrowser();
  const visit = await browser.visit(
    openid.buildEndSessionUrl(app.configuration, { id_token_hint: before.id_token ?? '' }),
  );
  expect(visit).toMatchObject({ kind: 'page', status: 200 });
});

test('lets a client have its own rotation and leeway', async () => {
  const { clock, advance } = createTestClock();
  const org = await startOrg({
    clock,
    clients: [
      { ...demoClient, refreshTokenRotation: 'rotate', leewaySeconds: 10 },
      { ...demoClient, clientId: '0oastatic' },
    ],
  });
  const rotating = await createApp(org, 'org');
  const first = refreshTokenOf(await rotating.signIn());
  expect(refreshTokenOf(await rotating.refresh(first))).not.toBe(first);
  advance(9);
  await rotating.refresh(first);
  advance(1);
  await expect(rotating.refresh(first)).rejects.toMatchObject({ error: 'invalid_grant' });
  const still = await createApp(org, 'org', { clientId: '0oastatic' });
  const kept = refreshTokenOf(await still.signIn());
  expect(refreshTokenOf(await still.refresh(kept))).toBe(kept);
});

const noPolicy =
  'Policy evaluation failed for this request, please check the policy configurations.';

test('refuses everything at a server without an access policy', async () => {
  const org = await startOrg({ authorizationServers: [{ name: 'aus', accessPolicy: 'missing' }] });
  const app = await createApp(org, 'aus');
  await expect(app.signIn()).rejects.toMatchObject({
    error: 'access_denied',
    error_description: noPolicy,
  });
  await expect(app.refresh('x')).rejects.toEqual(oauthError(401, 'access_denied', noPolicy));
  await expect(
    openid.initiateDeviceAuthorization(app.configuration, { scope: 'openid' }),
  ).rejects.toEqual(oauthError(401, 'access_denied', noPolicy));
});

test('refuses whoever is not assigned to the app, also one who is signed in already', async () => {
  const org = await startOrg({ clients: [{ ...demoClient, assignedTo: [ada.username] }] });
  const app = await createApp(org);
  const browser = new BrowserLessBrowser();
  const refusal = {
    error: 'access_denied',
    error_description: 'User is not assigned to the client application.',
  };
  for (let round = 0; round < 2; round += 1) {
    await expect(app.signIn({ person: grace, browser })).rejects.toMatchObject(refusal);
  }
  const device = await openid.initiateDeviceAuthorization(app.configuration, { scope: 'openid' });
  const page = await activateWithoutBrowser({
    verificationUri: device.verification_uri_complete ?? '',
    ...grace,
  });
  expect(page.html).toContain(refusal.error_description);
  expect((await app.signIn()).claims()?.name).toBe('Ada Lovelace');
});

test('fails when somebody is in more than 100 groups, and groups were asked for', async () => {
  const groups = Array.from({ length: 101 }, (_, index) => `Group ${index}`);
  const org = await startOrg({ people: samplePeople.map((person) => ({ ...person, groups })) });
  const app = await createApp(org);
  await expect(app.signIn({ scope: 'openid groups' })).rejects.toEqual(
    oauthError(
      400,
      'server_error',
      'The groups claim matched too many groups and must be configured to match fewer groups.',
    ),
  );
  expect((await app.signIn()).access_token).toEqual(expect.any(String));
});

test('reaches the authentication contexts of a password, and no others', async () => {
  const app = await createApp(await startOrg());
  const ask = async (acrValues: string) => {
    const attempt = await app.begin({ acr_values: acrValues });
    const redirect = await signInWithoutBrowser({ authorizationUrl: attempt.url, ...ada });
    return app.finish(attempt, redirect);
  };
  const tokens = await ask('unknown urn:okta:loa:1fa:any');
  expect(tokens.claims()?.acr).toBe('urn:okta:loa:1fa:any');
  const refreshed = await app.refresh(refreshTokenOf(tokens));
  expect(refreshed.claims()?.acr).toBe('urn:okta:loa:1fa:any');
  await expect(ask('urn:okta:loa:2fa:any phr')).rejects.toMatchObject({
    error: 'unmet_authentication_requirements',
  });
});
