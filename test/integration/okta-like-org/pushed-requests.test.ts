import * as openid from 'openid-client';
import { expect, test } from 'vitest';

import {
  alertOf,
  BrowserLessBrowser,
  signInWithoutBrowser,
} from '../../support/okta-like-org/browser-less-login.ts';
import { demoClient } from '../../support/okta-like-org/index.ts';
import { ada, createApp, createTestClock, oauthError, startOrg } from './relying-app.ts';

const strictClient = { ...demoClient, requirePushedRequests: true };

async function startPushing() {
  const { clock, advance } = createTestClock();
  const org = await startOrg({ clock, clients: [strictClient] });
  const app = await createApp(org);
  const attempt = await app.begin();
  const parameters = Object.fromEntries(attempt.url.searchParams);
  const push = (changes: Readonly<Record<string, string>> = {}) =>
    openid.buildAuthorizationUrlWithPAR(app.configuration, { ...parameters, ...changes });
  return { org, app, attempt, push, advance };
}

test('signs in by a pushed request, whatever else stands in the URL', async () => {
  const { app, attempt, push } = await startPushing();
  const url = await push();
  expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
  url.searchParams.set('scope', 'openid');
  const redirect = await signInWithoutBrowser({ authorizationUrl: url, ...ada });
  const tokens = await app.finish(attempt, redirect);
  expect(tokens.scope).toBe('openid profile email offline_access');
});

test('says in its metadata when every client has to push', async () => {
  const { app } = await startPushing();
  expect(app.configuration.serverMetadata().require_pushed_authorization_requests).toBe(true);
  const other = await createApp(
    await startOrg({ clients: [strictClient, { ...demoClient, clientId: '0oaother' }] }),
  );
  expect(
    other.configuration.serverMetadata().require_pushed_authorization_requests,
  ).toBeUndefined();
});

test('refuses a request that was not pushed, where the client has to', async () => {
  const { attempt } = await startPushing();
  const redirect = await signInWithoutBrowser({ authorizationUrl: attempt.url, ...ada });
  expect(redirect.searchParams.get('error')).toBe('invalid_request');
  expect(redirect.searchParams.get('state')).toBe(attempt.state);
});

test.each([
  [
    'an unregistered redirect URI',
    { redirect_uri: 'http://127.0.0.1:1/callback' },
    'invalid_request',
  ],
  ['an unknown scope', { scope: 'openid nonsense' }, 'invalid_scope'],
  ['a request URI', { request_uri: 'urn:okta:x' }, 'invalid_request'],
])('refuses to take a request with %s', async (_what, changes, error) => {
  const { push } = await startPushing();
  await expect(push(changes)).rejects.toMatchObject({ status: 400, error });
});

test('takes a request URI once, for 60 seconds, from its own client at its own server', async () => {
  const { app, push, advance } = await startPushing();
  const browser = new BrowserLessBrowser();
  const problem = async (url: URL) => {
    const visit = await browser.visit(url);
    return visit.kind === 'page' ? alertOf(visit.html) : '';
  };
  const used = await push();
  await browser.visit(used);
  expect(await problem(used)).toContain('The authorize request_uri is invalid.');
  const elsewhere = new URL(await push());
  elsewhere.pathname = elsewhere.pathname.replace('default', 'ausEngineering');
  expect(await problem(elsewhere)).toContain('issued for another authorization server');
  const old = await push();
  advance(60);
  expect(await problem(old)).toContain('The authorize request_uri is invalid.');
  expect(app.configuration.clientMetadata().client_id).toBe(strictClient.clientId);
});

test('can be hit by faults', async () => {
  const { org, push } = await startPushing();
  const description = 'Something went wrong.';
  org.faults.add({
    endpoint: 'par',
    fault: { status: 400, body: { error: 'server_error', error_description: description } },
  });
  await expect(push()).rejects.toEqual(oauthError(400, 'server_error', description));
});
