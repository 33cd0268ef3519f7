import { expect, test } from 'vitest';

import { rateLimited, userRateLimited, type Endpoint } from '../../support/okta-like-org/index.ts';
import { createApp, oauthError, postForm, refreshTokenOf, startOrg } from './relying-app.ts';

test('replaces the answer by another status, body and headers, without doing the work', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const first = refreshTokenOf(await app.signIn());
  const handle = org.faults.add({
    endpoint: 'token',
    fault: {
      status: 400,
      body: { error: 'temporarily_unavailable', error_description: 'Later.' },
      headers: { 'retry-after': '7' },
    },
  });
  await expect(app.refresh(first)).rejects.toEqual(
    oauthError(400, 'temporarily_unavailable', 'Later.'),
  );
  const answer = await postForm(`${org.issuerOf('default')}/v1/token`, {});
  expect(answer.headers.get('retry-after')).toBe('7');
  expect(answer.headers.get('x-okta-request-id')).not.toBeNull();
  expect(handle.hits).toBe(2);
  expect(org.control.tokens().find((token) => token.value === first)?.state).toBe('active');

  handle.remove();
  expect(refreshTokenOf(await app.refresh(first))).not.toBe(first);
  expect(handle.hits).toBe(2);
});

test('loses the answer after the work was done: the refresh token is rotated, the new one unknown', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const first = refreshTokenOf(await app.signIn());
  org.faults.add({ endpoint: 'token', times: 1, afterHandling: true, fault: { drop: true } });
  await expect(app.refresh(first)).rejects.toThrow('fetch failed');

  const refreshTokens = org.control.tokens().filter((token) => token.kind === 'refresh');
  expect(refreshTokens.map((token) => token.state)).toEqual(['leeway', 'active']);
  expect(refreshTokenOf(await app.refresh(first))).not.toBe(first);
});

test('replaces the answer after the work was done', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const { access_token: accessToken } = await app.signIn();
  org.faults.add({ endpoint: 'revoke', times: 1, afterHandling: true, fault: { status: 502 } });
  const answer = await postForm(`${org.issuerOf('default')}/v1/revoke`, {
    client_id: app.configuration.clientMetadata().client_id,
    token: accessToken,
  });
  expect([answer.status, await answer.text()]).toEqual([502, '']);
  expect(org.control.isActive(accessToken)).toBe(false);
});

test('cuts the org’s own answer short after the work was done once', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const first = refreshTokenOf(await app.signIn());
  org.faults.add({ endpoint: 'token', times: 1, afterHandling: true, fault: { truncate: 40 } });
  await expect(app.refresh(first)).rejects.toThrow();
  const refreshTokens = org.control.tokens().filter((token) => token.kind === 'refresh');
  expect(refreshTokens.map((token) => token.state)).toEqual(['leeway', 'active']);
});

test('drops the connection without doing the work', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const first = refreshTokenOf(await app.signIn());
  org.faults.add({ endpoint: 'token', times: 1, fault: { drop: true } });
  await expect(app.refresh(first)).rejects.toThrow('fetch failed');
  expect(org.control.tokens().map((token) => token.state)).toEqual(['active', 'active']);
});

test('truncates a body and ends the connection', async () => {
  const org = await startOrg();
  org.faults.add({ endpoint: 'discovery', fault: { truncate: 20 } });
  const answer = await fetch(`${org.origin}/.well-known/openid-configuration`);
  expect(answer.status).toBe(200);
  expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(500);
  const body: ReadableStream<Uint8Array> | null = answer.body;
  const reader = body?.getReader();
  const first = await reader?.read();
  expect(new TextDecoder().decode(first?.value)).toBe('{"issuer":"http://12');
  await expect(reader?.read()).rejects.toThrow('terminated');
});

test('truncates a page and a body of its own', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  org.faults.add({ endpoint: 'signin', fault: { truncate: 9 } });
  await expect(fetch((await app.begin()).url).then((answer) => answer.text())).rejects.toThrow(
    'terminated',
  );
  org.faults.add({ endpoint: 'keys', fault: { body: 'x'.repeat(100), truncate: 0 } });
  const keys = await fetch(`${org.origin}/oauth2/v1/keys`);
  expect(keys.headers.get('content-length')).toBe('100');
  await expect(keys.text()).rejects.toThrow('terminated');
});

test('delays an answer', async () => {
  const org = await startOrg();
  org.faults.add({ endpoint: 'keys', fault: { delayMs: 60_000 } });
  org.faults.add({ endpoint: 'discovery', times: 1, fault: { delayMs: 50 } });
  const started = performance.now();
  const answer = await fetch(`${org.origin}/.well-known/openid-configuration`);
  expect(answer.status).toBe(200);
  expect(performance.now() - started).toBeGreaterThanOrEqual(49);
  const signal = AbortSignal.timeout(30);
  await expect(fetch(`${org.origin}/oauth2/v1/keys`, { signal })).rejects.toThrow('timeout');
});

test('only adds headers when neither status nor body is given', async () => {
  const org = await startOrg();
  org.faults.add({
    endpoint: 'discovery',
    fault: { headers: { 'x-rate-limit-remaining': '0', date: 'Thu, 01 Jan 1970 00:00:00 GMT' } },
  });
  const answer = await fetch(`${org.origin}/.well-known/openid-configuration`);
  expect(await answer.json()).toMatchObject({ issuer: org.origin });
  expect(answer.headers.get('x-rate-limit-remaining')).toBe('0');
  expect(answer.headers.get('date')).toBe('Thu, 01 Jan 1970 00:00:00 GMT');
});

test('hits only the endpoint, the authorization server and the requests that it names', async () => {
  const org = await startOrg();
  const [app, other] = [await createApp(org, 'default'), await createApp(org, 'org')];
  const handle = org.faults.add({
    endpoint: 'token',
    authorizationServer: 'default',
    when: ({ grantType }) => grantType === 'refresh_token',
    times: 1,
    fault: { status: 500 },
  });
  const [first, second] = [await app.signIn(), await other.signIn()];
  await other.refresh(refreshTokenOf(second));
  await app.introspect(first.access_token);
  expect(handle.hits).toBe(0);
  await expect(app.refresh(refreshTokenOf(first))).rejects.toThrow();
  expect(handle.hits).toBe(1);
  await app.refresh(refreshTokenOf(first));
  expect(handle.hits).toBe(1);
});

test.each<[Endpoint, string]>([
  ['authorize', '/oauth2/v1/authorize'],
  ['token', '/oauth2/v1/token'],
  ['introspect', '/oauth2/v1/introspect'],
  ['revoke', '/oauth2/v1/revoke'],
  ['userinfo', '/oauth2/v1/userinfo'],
  ['logout', '/oauth2/v1/logout'],
  ['keys', '/oauth2/v1/keys'],
  ['discovery', '/.well-known/openid-configuration'],
])('can hit the endpoint "%s"', async (endpoint, path) => {
  const org = await startOrg();
  const handle = org.faults.add({ endpoint, fault: { status: 418, body: 'teapot' } });
  const isForm = ['token', 'introspect', 'revoke'].includes(endpoint);
  const answer = await fetch(org.origin + path, { method: isForm ? 'POST' : 'GET' });
  expect([answer.status, await answer.text(), handle.hits]).toEqual([418, 'teapot', 1]);
  org.faults.clear();
  const after = await fetch(org.origin + path, { method: isForm ? 'POST' : 'GET' });
  expect(after.status).not.toBe(418);
});

test('uses the fault that was added first, then the next', async () => {
  const org = await startOrg();
  for (const status of [500, 503]) {
    org.faults.add({ endpoint: 'keys', times: 1, fault: { status } });
  }
  const statuses = [];
  for (let round = 0; round < 3; round += 1) {
    statuses.push((await fetch(`${org.origin}/oauth2/v1/keys`)).status);
  }
  expect(statuses).toEqual([500, 503, 200]);
});

test('knows Okta’s two kinds of 429', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const token = refreshTokenOf(await app.signIn());
  org.faults.add({ endpoint: 'token', times: 1, fault: rateLimited(25) });
  const limited = await postForm(`${org.issuerOf('default')}/v1/token`, {});
  expect(limited.status).toBe(429);
  expect(limited.headers.get('x-rate-limit-remaining')).toBe('0');
  const reset = Number(limited.headers.get('x-rate-limit-reset'));
  expect(Math.abs(reset - Date.now() / 1000 - 25)).toBeLessThan(5);
  expect(limited.headers.get('retry-after')).toBeNull();
  expect(await limited.json()).toMatchObject({ errorCode: 'E0000047' });

  org.faults.add({ endpoint: 'token', times: 1, fault: userRateLimited() });
  await expect(app.refresh(token)).rejects.toEqual(
    oauthError(429, 'invalid_grant', 'API call exceeded rate limit due to too many requests.'),
  );
  expect(org.control.isActive(token)).toBe(true);
});
