import { expect, test } from 'vitest';

import { createApp, startOrg } from './relying-app.ts';

const authorizationServers = ['org', 'default', 'ausEngineering'];

test.each(authorizationServers)('discovers the authorization server "%s"', async (name) => {
  const org = await startOrg();
  const app = await createApp(org, name);
  const metadata = app.configuration.serverMetadata();
  const base = name === 'org' ? `${org.origin}/oauth2/v1` : `${org.origin}/oauth2/${name}/v1`;
  expect(metadata).toMatchObject({
    issuer: name === 'org' ? org.origin : `${org.origin}/oauth2/${name}`,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    introspection_endpoint: `${base}/introspect`,
    revocation_endpoint: `${base}/revoke`,
    end_session_endpoint: `${base}/logout`,
    jwks_uri: `${base}/keys`,
    userinfo_endpoint: `${base}/userinfo`,
    code_challenge_methods_supported: ['S256'],
  });
  expect(metadata.authorization_response_iss_parameter_supported).toBeUndefined();
});

test.each([
  '/.well-known/oauth-authorization-server',
  '/oauth2/default/.well-known/oauth-authorization-server',
  '/.well-known/oauth-authorization-server/oauth2/default',
])('serves OAuth metadata at %s', async (path) => {
  const org = await startOrg();
  const metadata: unknown = await (await fetch(org.origin + path)).json();
  const issuer = path.includes('default') ? org.issuerOf('default') : org.origin;
  expect(metadata).toMatchObject({ issuer });
});

test('signs with another key on each authorization server', async () => {
  const org = await startOrg();
  const keys = await Promise.all(
    ['/oauth2/v1/keys', '/oauth2/default/v1/keys', '/oauth2/ausEngineering/v1/keys'].map(
      async (path) => (await fetch(org.origin + path)).text(),
    ),
  );
  expect(new Set(keys).size).toBe(3);
  for (const text of keys) {
    expect(JSON.parse(text)).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig' }] });
    expect(text).not.toContain('"d"');
  }
});

test('gives every answer a request id of its own, a date and the rate limit', async () => {
  const org = await startOrg({ clock: () => 1_790_000_010_000 });
  const paths = ['/oauth2/v1/authorize', '/oauth2/v1/authorize', '/oauth2/default/v1/userinfo'];
  const answers: Response[] = [];
  for (const path of paths) answers.push(await fetch(org.origin + path));
  const ids = answers.map((answer) => answer.headers.get('x-okta-request-id'));
  expect(new Set(ids).size).toBe(3);
  for (const answer of answers) {
    expect(answer.headers.get('x-okta-request-id')).toMatch(/^[\w-]{20,}$/);
    expect(Date.parse(answer.headers.get('date') ?? '')).not.toBeNaN();
    expect(answer.headers.get('x-rate-limit-limit')).toBe('600');
    // The window is one minute of the org's clock: 1 790 000 010 s lies in the minute that ends at …040.
    expect(answer.headers.get('x-rate-limit-reset')).toBe('1790000040');
  }
  const remaining = answers.map((answer) => answer.headers.get('x-rate-limit-remaining'));
  expect(remaining).toEqual(['599', '598', '599']);
});

test.each(['/', '/api/v1/users', '/oauth2/nobody/v1/token', '/oauth2/v1/constructor'])(
  'answers %s with the API error for "not found"',
  async (path) => {
    const org = await startOrg();
    const answer = await fetch(org.origin + path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-okta-request-id')).not.toBeNull();
    expect(await answer.json()).toEqual({
      errorCode: 'E0000007',
      errorSummary: 'Not found: Resource not found',
      errorLink: 'E0000007',
      errorId: expect.stringMatching(/^oae/) as unknown,
      errorCauses: [],
    });
  },
);

test('answers a wrong method with the API error for it', async () => {
  const org = await startOrg();
  const answer = await fetch(`${org.origin}/oauth2/default/v1/token`);
  expect(answer.status).toBe(405);
  expect(await answer.json()).toMatchObject({ errorCode: 'E0000022' });
});

test('refuses to start on a port that is taken', async () => {
  const org = await startOrg();
  const port = Number(new URL(org.origin).port);
  await expect(startOrg({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('has the authorization servers that were asked for, and always the one of the org', async () => {
  const org = await startOrg({ authorizationServers: [{ name: 'ausOnly' }] });
  expect(org.issuers).toEqual({ org: org.origin, ausOnly: `${org.origin}/oauth2/ausOnly` });
  expect(() => org.issuerOf('default')).toThrow('no authorization server "default"');
});
