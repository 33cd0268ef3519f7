import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, test } from 'vitest';

import { signInWithoutBrowser } from '../../support/okta-like-org/browser-less-login.ts';
import { demoClient, type ClientOptions } from '../../support/okta-like-org/index.ts';
import {
  ada,
  createApp,
  createTestClock,
  oauthError,
  postForm,
  startOrg,
  type RelyingApp,
} from './relying-app.ts';

const otherClient: ClientOptions = {
  clientId: '0oaanotherapp00000d7',
  redirectUris: ['http://127.0.0.1:8920/callback'],
};

async function authorizedAttempt(app: RelyingApp) {
  const attempt = await app.begin();
  const redirect = await signInWithoutBrowser({ authorizationUrl: attempt.url, ...ada });
  return { attempt, redirect };
}

test('issues an ID token with Okta’s claims', async () => {
  const org = await startOrg();
  const tokens = await (await createApp(org)).signIn({ scope: 'openid profile email groups' });
  expect(tokens.claims()).toMatchObject({
    iss: org.issuerOf('default'),
    aud: demoClient.clientId,
    sub: expect.stringMatching(/^00u[0-9a-f]{17}$/) as unknown,
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    preferred_username: 'ada@example.com',
    groups: ['Everyone', 'Analysts'],
    ver: 1,
    amr: ['pwd'],
    jti: expect.stringMatching(/^ID\./) as unknown,
  });
});

test.each([
  ['org', undefined],
  ['default', 'api://default'],
  ['ausEngineering', 'api://engineering'],
])('issues a JWT access token on "%s" with Okta’s claims', async (name, audience) => {
  const org = await startOrg();
  const app = await createApp(org, name);
  const before = Math.floor(Date.now() / 1000);
  const tokens = await app.signIn();
  const keys = createRemoteJWKSet(new URL(app.configuration.serverMetadata().jwks_uri ?? ''));
  const { payload } = await jwtVerify(tokens.access_token, keys, {
    issuer: org.issuerOf(name),
    audience: audience ?? org.origin,
  });
  expect(payload).toMatchObject({
    ver: 1,
    jti: expect.stringMatching(/^AT\./) as unknown,
    cid: demoClient.clientId,
    uid: tokens.claims()?.sub,
    sub: 'ada@example.com',
    scp: ['openid', 'profile', 'email', 'offline_access'],
  });
  expect(payload.auth_time).toBeGreaterThanOrEqual(before);
  expect(decodeProtectedHeader(tokens.access_token)).not.toHaveProperty('typ');
  expect(tokens.access_token.length).toBeGreaterThan(1000);
  expect(tokens.access_token.length).toBeLessThan(1600);
  expect(tokens.token_type).toBe('bearer');
  expect(tokens.scope).toBe('openid profile email offline_access');
});

test('gives tokens the lifetimes of the authorization server', async () => {
  const { clock } = createTestClock();
  const org = await startOrg({
    clock,
    authorizationServers: [
      { name: 'aus', accessTokenSeconds: 77, idTokenSeconds: 88, refreshTokenSeconds: 999 },
    ],
  });
  const tokens = await (await createApp(org, 'aus')).signIn();
  const { iat, exp } = tokens.claims() ?? { iat: 0, exp: 0 };
  expect(tokens.expires_in).toBe(77);
  expect(exp - iat).toBe(88);
  const lifetimes = org.control.tokens().map((one) => [one.kind, one.expiresAt - clock()]);
  expect(Object.fromEntries(lifetimes)).toEqual({ access: 77_000, refresh: 999_000 });
});

test.each([
  ['without offline_access', 'openid profile', demoClient],
  [
    'for a client without the grant',
    'openid offline_access',
    { ...demoClient, grantTypes: ['authorization_code'] } satisfies ClientOptions,
  ],
])('issues no refresh token %s', async (_when, scope, client) => {
  const org = await startOrg({ clients: [client] });
  const tokens = await (await createApp(org)).signIn({ scope });
  expect(tokens.refresh_token).toBeUndefined();
});

test('refuses a wrong PKCE verifier in Okta’s words', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const { attempt, redirect } = await authorizedAttempt(app);
  const { verifier } = await app.begin();
  await expect(app.finish({ ...attempt, verifier }, redirect)).rejects.toEqual(
    oauthError(400, 'invalid_grant', 'PKCE verification failed.'),
  );
});

test('refuses a code that is unknown, used, or 300 seconds old', async () => {
  const { clock, advance } = createTestClock();
  const org = await startOrg({ clock });
  const app = await createApp(org);
  const refusal = oauthError(
    400,
    'invalid_grant',
    'The authorization code is invalid or has expired.',
  );

  const unknown = await authorizedAttempt(app);
  unknown.redirect.searchParams.set('code', 'garbage');
  await expect(app.finish(unknown.attempt, unknown.redirect)).rejects.toEqual(refusal);

  const used = await authorizedAttempt(app);
  const tokens = await app.finish(used.attempt, used.redirect);
  await expect(app.finish(used.attempt, used.redirect)).rejects.toEqual(refusal);
  expect(org.control.isActive(tokens.access_token)).toBe(false);

  const fresh = await authorizedAttempt(app);
  const old = await authorizedAttempt(app);
  advance(299);
  await app.finish(fresh.attempt, fresh.redirect);
  advance(1);
  await expect(app.finish(old.attempt, old.redirect)).rejects.toEqual(refusal);
});

test('refuses a code at another redirect URI and for another client', async () => {
  const org = await startOrg({ clients: [demoClient, otherClient] });
  const app = await createApp(org);
  const first = await authorizedAttempt(app);
  const elsewhere = new URL(`http://127.0.0.1:8911/callback${first.redirect.search}`);
  await expect(app.finish(first.attempt, elsewhere)).rejects.toEqual(
    oauthError(
      400,
      'invalid_grant',
      "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
    ),
  );
  const other = await createApp(org, 'default', { clientId: otherClient.clientId });
  await expect(other.finish(first.attempt, first.redirect)).rejects.toMatchObject({
    error: 'invalid_grant',
    error_description: expect.stringContaining('issued to another client') as unknown,
  });
});

test('refuses a code at another authorization server of the org', async () => {
  const org = await startOrg();
  const { attempt, redirect } = await authorizedAttempt(await createApp(org, 'default'));
  const elsewhere = await createApp(org, 'ausEngineering');
  await expect(elsewhere.finish(attempt, redirect)).rejects.toMatchObject({
    error_description: 'The authorization code is invalid or has expired.',
  });
});

const configuredGrants = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:token-exchange',
].join(', ');
const code = { grant_type: 'authorization_code', code: 'x', redirect_uri: 'x' };
test.each([
  ['no client', code, 401, 'invalid_client', 'No client credentials found.'],
  [
    'an unknown client',
    { ...code, client_id: 'nobody' },
    401,
    'invalid_client',
    "Invalid value for 'client_id' parameter.",
  ],
  [
    'a client secret',
    { ...code, client_id: demoClient.clientId, client_secret: 'x', code_verifier: 'x' },
    401,
    'invalid_client',
    'Client authentication failed. Either the client or the client credentials are invalid.',
  ],
  [
    'no grant type',
    { client_id: demoClient.clientId },
    400,
    'invalid_request',
    `The token request must specify a 'grant_type'. Valid values: [${configuredGrants}]`,
  ],
  [
    'a grant type that Okta does not know here',
    { client_id: demoClient.clientId, grant_type: 'password' },
    400,
    'unsupported_grant_type',
    'The authorization grant type is not supported by the authorization server. ' +
      `Configured grant types: [${configuredGrants}].`,
  ],
  [
    'a grant type that the client may not use',
    { client_id: '0oacodeonly', grant_type: 'refresh_token', refresh_token: 'x' },
    400,
    'unauthorized_client',
    'The client is not authorized to use the provided grant type. ' +
      'Configured grant types: [authorization_code].',
  ],
  [
    'no PKCE verifier',
    { ...code, client_id: demoClient.clientId },
    400,
    'invalid_request',
    'PKCE code verifier is required by the application.',
  ],
])('refuses a token request with %s', async (_what, form, status, error, description) => {
  const org = await startOrg({
    clients: [
      demoClient,
      { ...demoClient, clientId: '0oacodeonly', grantTypes: ['authorization_code'] },
    ],
  });
  const answer = await postForm(`${org.origin}/oauth2/default/v1/token`, form);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ error, error_description: description });
});
