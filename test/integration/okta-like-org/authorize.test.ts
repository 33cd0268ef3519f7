import { expect, test } from 'vitest';

import { alertOf, BrowserLessBrowser } from '../../support/okta-like-org/browser-less-login.ts';
import { createApp, startOrg, type RelyingApp } from './relying-app.ts';

async function authorize(app: RelyingApp, overrides: Readonly<Record<string, string | undefined>>) {
  const attempt = await app.begin(overrides);
  return { attempt, visit: await new BrowserLessBrowser().visit(attempt.url) };
}

test.each([
  ['another port', 'http://127.0.0.1:8999/callback'],
  ['no port', 'http://127.0.0.1/callback'],
  ['a slash more', 'http://127.0.0.1:8410/callback/'],
  ['a query more', 'http://127.0.0.1:8410/callback?a=b'],
  ['localhost for 127.0.0.1', 'http://localhost:8410/callback'],
  ['another case', 'http://127.0.0.1:8410/Callback'],
  ['none at all', undefined],
])('shows a page, and redirects nowhere, for a redirect URI with %s', async (_what, uri) => {
  const org = await startOrg();
  const app = await createApp(org);
  const { visit } = await authorize(app, { redirect_uri: uri });
  expect(visit).toMatchObject({ kind: 'page', status: 400 });
  expect(visit.kind === 'page' && alertOf(visit.html)).toContain(
    "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings",
  );
});

test('takes every registered redirect URI', async () => {
  const org = await startOrg();
  for (const redirectUri of org.clients[0]?.redirectUris ?? []) {
    const { visit } = await authorize(await createApp(org), { redirect_uri: redirectUri });
    expect(visit).toMatchObject({ kind: 'page', status: 200 });
  }
});

test('shows a page for an unknown client', async () => {
  const org = await startOrg();
  const { visit } = await authorize(await createApp(org), { client_id: '0oanobody' });
  expect(visit).toMatchObject({ kind: 'page', status: 400 });
  expect(visit.kind === 'page' && alertOf(visit.html)).toContain(
    "Invalid value for 'client_id' parameter.",
  );
});

test.each([
  ['state is missing', { state: undefined }, 'invalid_request', /invalid 'state' parameter/],
  ['state has odd characters', { state: 'a b' }, 'invalid_request', /invalid 'state' parameter/],
  [
    'PKCE is missing',
    { code_challenge: undefined, code_challenge_method: undefined },
    'invalid_request',
    /PKCE code challenge is required by the application/,
  ],
  [
    'PKCE is plain',
    { code_challenge_method: 'plain' },
    'invalid_request',
    /PKCE code challenge method is not supported/,
  ],
  ['a scope is unknown', { scope: 'openid cookies:eat' }, 'invalid_scope', /not configured/],
  ['openid is missing', { scope: 'profile' }, 'invalid_scope', /require the 'openid' scope/],
  ['there is no scope', { scope: undefined }, 'invalid_scope', /No scopes were requested/],
  [
    'the response type is implicit',
    { response_type: 'token' },
    'unsupported_response_type',
    /code/,
  ],
])('redirects with an error when %s', async (_when, overrides, error, description) => {
  const org = await startOrg();
  const { attempt, visit } = await authorize(await createApp(org), overrides);
  expect(visit.kind).toBe('left');
  expect(visit.url.origin + visit.url.pathname).toBe('http://127.0.0.1:8410/callback');
  expect(visit.url.searchParams.get('error')).toBe(error);
  expect(visit.url.searchParams.get('error_description')).toMatch(description);
  expect(visit.url.searchParams.get('state')).toBe(attempt.url.searchParams.get('state'));
});

test('knows the custom scopes of an authorization server only there', async () => {
  const org = await startOrg();
  const scope = 'openid builds:read';
  const engineering = await createApp(org, 'ausEngineering');
  const tokens = await engineering.signIn({ scope });
  expect(tokens.scope).toBe(scope);
  const { visit } = await authorize(await createApp(org, 'default'), { scope });
  expect(visit.url.searchParams.get('error')).toBe('invalid_scope');
});
