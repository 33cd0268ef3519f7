import { buildEndSessionUrl } from 'openid-client';
import { expect, test } from 'vitest';

import { alertOf, BrowserLessBrowser } from '../../support/okta-like-org/browser-less-login.ts';
import { createApp, grace, startOrg } from './relying-app.ts';

const returnTo = 'http://127.0.0.1:8410/signed-out';

async function startSignedIn() {
  const org = await startOrg();
  const app = await createApp(org);
  const browser = new BrowserLessBrowser();
  const tokens = await app.signIn({ browser });
  const logout = (parameters: Readonly<Record<string, string>>) =>
    browser.visit(buildEndSessionUrl(app.configuration, parameters));
  const isAsked = async () => (await browser.visit((await app.begin()).url)).kind === 'page';
  return { org, app, browser, tokens, idToken: tokens.id_token ?? '', logout, isAsked };
}

test('ends the browser session and returns with state, without a confirmation page', async () => {
  const { org, tokens, idToken, logout, isAsked } = await startSignedIn();
  expect(await isAsked()).toBe(false);
  const visit = await logout({
    id_token_hint: idToken,
    post_logout_redirect_uri: returnTo,
    state: 'abc',
  });
  expect(visit).toEqual({ kind: 'left', url: new URL(`${returnTo}?state=abc`) });
  expect(await isAsked()).toBe(true);
  expect(org.control.isActive(tokens.access_token)).toBe(true);
  expect(org.control.isActive(tokens.refresh_token ?? '')).toBe(true);
});

test('takes the request as a form post too', async () => {
  const { org, idToken } = await startSignedIn();
  const answer = await fetch(`${org.issuerOf('default')}/v1/logout`, {
    method: 'POST',
    body: new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: returnTo }),
    redirect: 'manual',
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, returnTo]);
});

test('shows a page when there is nowhere to return to', async () => {
  const { idToken, logout, isAsked } = await startSignedIn();
  const visit = await logout({ id_token_hint: idToken });
  expect(visit).toMatchObject({ kind: 'page', status: 200 });
  expect(await isAsked()).toBe(true);
});

test('leaves the session of somebody else alone', async () => {
  const { app, logout, isAsked } = await startSignedIn();
  const { id_token: idToken = '' } = await app.signIn({ person: grace });
  const visit = await logout({ id_token_hint: idToken, post_logout_redirect_uri: returnTo });
  expect(visit.kind).toBe('left');
  expect(await isAsked()).toBe(false);
});

test.each([
  ['an unregistered port', 'http://127.0.0.1:8999/signed-out'],
  ['a slash more', `${returnTo}/`],
  ['a sign-in redirect URI', 'http://127.0.0.1:8410/callback'],
])('refuses %s as the way back', async (_what, uri) => {
  const { idToken, logout, isAsked } = await startSignedIn();
  const visit = await logout({ id_token_hint: idToken, post_logout_redirect_uri: uri });
  expect(visit).toMatchObject({ kind: 'page', status: 400 });
  expect(visit.kind === 'page' && alertOf(visit.html)).toContain(
    "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
  );
  expect(await isAsked()).toBe(false);
});

test('requires an ID token of this authorization server', async () => {
  const { org, idToken, logout, isAsked } = await startSignedIn();
  const foreign = await (await createApp(org, 'org')).signIn();
  const forged = `${idToken.slice(0, -6)}AAAAAA`;
  const hints = [
    {},
    ...['garbage', forged, foreign.id_token ?? ''].map((id_token_hint) => ({ id_token_hint })),
  ];
  for (const hint of hints) {
    const visit = await logout({ ...hint, post_logout_redirect_uri: returnTo });
    expect(visit).toMatchObject({ kind: 'page', status: 400 });
  }
  expect(await isAsked()).toBe(false);
});
