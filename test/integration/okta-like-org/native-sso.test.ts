import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import * as openid from 'openid-client';
import { expect, test } from 'vitest';

import {
  demoClient,
  jwtBearerGrant,
  secondDemoClient,
  tokenExchangeGrant,
} from '../../support/okta-like-org/index.ts';
import { createApp, createTestClock, oauthError, refreshTokenOf, startOrg } from './relying-app.ts';

const scope = 'openid profile offline_access device_sso';

async function startSession() {
  const { clock, advance } = createTestClock();
  const org = await startOrg({ clock });
  const first = await createApp(org);
  const second = await createApp(org, 'default', { clientId: secondDemoClient.clientId });
  const signedIn = await first.signIn({ scope });
  const { device_secret: deviceSecret } = signedIn;
  if (typeof deviceSecret !== 'string') throw new Error('There is no device secret.');
  const request = {
    subject_token: signedIn.id_token ?? '',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    actor_token: deviceSecret,
    actor_token_type: 'urn:x-oath:params:oauth:token-type:device-secret',
    audience: 'api://default',
    scope: 'openid profile offline_access',
  };
  const exchange = (changes: Readonly<Record<string, string>> = {}, app = second) =>
    openid.genericGrantRequest(app.configuration, tokenExchangeGrant, { ...request, ...changes });
  return { org, first, second, signedIn, deviceSecret, exchange, advance };
}

test('gives a second app tokens of its own for the session of the first', async () => {
  const { org, second, signedIn, exchange } = await startSession();
  const tokens = await exchange();
  expect(tokens.claims()).toMatchObject({
    aud: secondDemoClient.clientId,
    sub: signedIn.claims()?.sub,
    ds_hash: signedIn.claims()?.ds_hash,
  });
  expect((await second.refresh(refreshTokenOf(tokens))).claims()?.ds_hash).toBeUndefined();
  expect(org.control.grants()).toHaveLength(2);
});

test('lets the first app’s ID token keep its device hash after a refresh', async () => {
  const { first, signedIn } = await startSession();
  const refreshed = await first.refresh(refreshTokenOf(signedIn));
  expect(refreshed.claims()?.ds_hash).toBe(signedIn.claims()?.ds_hash);
  expect(refreshed.device_secret).toBeUndefined();
});

test.each([
  ['another audience', { audience: 'api://other' }, 'invalid_target'],
  ['a wrong device secret', { actor_token: 'x' }, 'invalid_request'],
  ['a wrong ID token', { subject_token: 'x' }, 'invalid_request'],
  [
    'an access token',
    { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
    'invalid_request',
  ],
  ['an unknown scope', { scope: 'openid nonsense' }, 'invalid_scope'],
])('refuses an exchange with %s', async (_what, changes, error) => {
  const { exchange } = await startSession();
  await expect(exchange(changes)).rejects.toMatchObject({ status: 400, error });
});

test('refuses an ID token of another session, and a client without the grant', async () => {
  const { first, exchange } = await startSession();
  const other = await first.signIn({ scope });
  await expect(exchange({ subject_token: other.id_token ?? '' })).rejects.toMatchObject({
    error_description: "'subject_token' is invalid.",
  });
  await expect(exchange({}, first)).rejects.toMatchObject({ error: 'unauthorized_client' });
});

test('ends with the first refresh token', async () => {
  const { org, exchange, advance } = await startSession();
  advance(24 * 3600);
  await exchange();
  const [first, second] = org.control.tokens().filter(({ kind }) => kind === 'refresh');
  expect(second?.expiresAt).toBe(first?.expiresAt);
  advance(89 * 24 * 3600);
  await expect(exchange()).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('kills every token of every app when the device secret is revoked', async () => {
  const { org, first, signedIn, deviceSecret, exchange } = await startSession();
  const tokens = await exchange();
  await first.revoke(deviceSecret);
  for (const token of [signedIn, tokens]) {
    expect(org.control.isActive(token.access_token)).toBe(false);
    expect(org.control.isActive(refreshTokenOf(token))).toBe(false);
  }
  await expect(exchange()).rejects.toEqual(
    oauthError(
      400,
      'invalid_grant',
      "The 'subject_token' either expired or the session associated with it was terminated.",
    ),
  );
});

test('is not there at the org authorization server', async () => {
  const app = await createApp(await startOrg(), 'org');
  await expect(app.signIn({ scope })).rejects.toMatchObject({ error: 'invalid_scope' });
  expect(app.configuration.serverMetadata().grant_types_supported).not.toContain(
    tokenExchangeGrant,
  );
});

async function startAsserting() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const client = {
    ...demoClient,
    grantTypes: ['refresh_token', jwtBearerGrant] as const,
    assertionKeys: [{ ...(await exportJWK(publicKey)), alg: 'RS256' }],
  };
  const org = await startOrg({ clients: [client] });
  const app = await createApp(org);
  const assertion = (claims: JWTPayload = {}, key = privateKey) =>
    new SignJWT({
      iss: client.clientId,
      sub: 'ada@example.com',
      aud: org.issuerOf('default'),
      jti: crypto.randomUUID(),
      exp: Math.floor(Date.now() / 1000) + 60,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(key);
  const send = (jwt: string) =>
    openid.genericGrantRequest(app.configuration, jwtBearerGrant, {
      assertion: jwt,
      scope: 'openid profile offline_access',
    });
  return { org, app, assertion, send };
}

test('gives tokens for an assertion by a registered key, once', async () => {
  const { app, assertion, send } = await startAsserting();
  const jwt = await assertion();
  const tokens = await send(jwt);
  expect(tokens.claims()?.name).toBe('Ada Lovelace');
  expect((await app.refresh(refreshTokenOf(tokens))).claims()?.name).toBe('Ada Lovelace');
  await expect(send(jwt)).rejects.toMatchObject({
    error_description: 'The jti of the JWT Bearer Grant was already used.',
  });
});

test.each([
  ['for another audience', { aud: 'https://other.example' }, 'invalid_grant'],
  ['by another issuer', { iss: 'somebody' }, 'invalid_token'],
  ['about nobody', { sub: 'nobody' }, 'invalid_grant'],
  ['that is over', { exp: 1 }, 'invalid_grant'],
])('refuses an assertion %s', async (_what, claims, error) => {
  const { assertion, send } = await startAsserting();
  await expect(send(await assertion(claims))).rejects.toMatchObject({ error });
});

test('refuses an assertion by a key that is not registered', async () => {
  const { assertion, send } = await startAsserting();
  const { privateKey } = await generateKeyPair('RS256');
  await expect(send(await assertion({}, privateKey))).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});
