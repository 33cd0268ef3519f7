import * as openid from 'openid-client';
import { expect, test } from 'vitest';

import {
  activateWithoutBrowser,
  alertOf,
  BrowserLessBrowser,
} from '../../support/okta-like-org/browser-less-login.ts';
import {
  demoClient,
  deviceGrant,
  type AuthorizationServerOptions,
} from '../../support/okta-like-org/index.ts';
import {
  ada,
  createApp,
  createTestClock,
  oauthError,
  postForm,
  startOrg,
  type RelyingApp,
} from './relying-app.ts';

const scope = 'openid profile offline_access';

async function startDevice(server: Partial<AuthorizationServerOptions> = {}) {
  const { clock, advance } = createTestClock();
  const org = await startOrg({ clock, authorizationServers: [{ name: 'default', ...server }] });
  const app = await createApp(org);
  const device = await openid.initiateDeviceAuthorization(app.configuration, { scope });
  return { org, app, device, advance, poll: () => poll(app, device.device_code) };
}

/** One poll, as openid-client would make it. */
function poll(app: RelyingApp, deviceCode: string) {
  return openid.genericGrantRequest(app.configuration, deviceGrant, { device_code: deviceCode });
}

const pending = oauthError(
  400,
  'authorization_pending',
  'The device authorization is pending. Please try again later.',
);

test('gives a device Okta’s kind of code, and the address to type it in', async () => {
  const { org, device } = await startDevice();
  expect(device).toMatchObject({
    user_code: expect.stringMatching(/^[B-Z]{8}$/) as unknown,
    verification_uri: `${org.origin}/activate`,
    verification_uri_complete: `${org.origin}/activate?user_code=${device.user_code}`,
    expires_in: 600,
    interval: 5,
  });
});

test.each(['org', 'default'])('signs a device in on "%s" once its code is typed', async (name) => {
  const { clock, advance } = createTestClock();
  const org = await startOrg({ clock });
  const app = await createApp(org, name);
  const device = await openid.initiateDeviceAuthorization(app.configuration, { scope });
  await expect(poll(app, device.device_code)).rejects.toEqual(pending);
  const page = await activateWithoutBrowser({
    verificationUri: device.verification_uri,
    userCode: `${device.user_code.slice(0, 4).toLowerCase()}-${device.user_code.slice(4)}`,
    ...ada,
  });
  expect(page.html).toContain('Device activated');
  advance(5);
  const tokens = await poll(app, device.device_code);
  expect(tokens.claims()).toMatchObject({ iss: org.issuerOf(name), name: 'Ada Lovelace' });
  const refreshed = await app.refresh(tokens.refresh_token ?? '');
  expect(refreshed.claims()?.sub).toBe(tokens.claims()?.sub);
  advance(5);
  await expect(poll(app, device.device_code)).rejects.toEqual(
    oauthError(400, 'invalid_grant', 'The device code is invalid or has expired.'),
  );
});

test('fills the code in from the address, and asks nobody who is signed in', async () => {
  const { app, device, poll } = await startDevice();
  const browser = new BrowserLessBrowser();
  await app.signIn({ browser });
  const page = await activateWithoutBrowser({
    verificationUri: device.verification_uri_complete ?? '',
    browser,
    username: 'nobody',
    password: 'nothing',
  });
  expect(page.html).toContain('Device activated');
  expect((await poll()).access_token).toEqual(expect.any(String));
});

test('tells a device that it was refused', async () => {
  const { device, poll } = await startDevice();
  await activateWithoutBrowser({
    verificationUri: device.verification_uri_complete ?? '',
    answer: 'deny',
    ...ada,
  });
  await expect(poll()).rejects.toMatchObject({ error: 'access_denied' });
});

test('lets codes expire, on the page and for the device', async () => {
  const { org, device, poll, advance } = await startDevice({ deviceCodeSeconds: 60 });
  advance(60);
  await expect(poll()).rejects.toEqual(
    oauthError(400, 'expired_token', 'The device code has expired.'),
  );
  const browser = new BrowserLessBrowser();
  const first = await browser.visit(`${org.origin}/activate`);
  if (first.kind !== 'page') throw new Error('There is no page.');
  const second = await browser.submit(first, { user_code: device.user_code });
  expect(second.kind === 'page' && alertOf(second.html)).toBe('Invalid code. Try again.');
});

test('slows a device down that polls too fast, by five seconds each time', async () => {
  const { poll, advance } = await startDevice({ deviceIntervalSeconds: 5 });
  await expect(poll()).rejects.toEqual(pending);
  advance(4);
  await expect(poll()).rejects.toEqual(
    oauthError(400, 'slow_down', 'Slow down the polling frequency. Please try again later.'),
  );
  advance(9);
  await expect(poll()).rejects.toMatchObject({ error: 'slow_down' });
  advance(15);
  await expect(poll()).rejects.toEqual(pending);
});

test('refuses a wrong password on the activation page, and lets one try again', async () => {
  const { device } = await startDevice();
  const input = { verificationUri: device.verification_uri_complete ?? '', ...ada };
  await expect(activateWithoutBrowser({ ...input, password: 'wrong' })).rejects.toThrow(
    'Unable to sign in',
  );
  expect((await activateWithoutBrowser(input)).html).toContain('Device activated');
});

test('refuses a client without the grant, and the code of another client', async () => {
  const org = await startOrg({
    clients: [
      demoClient,
      { ...demoClient, clientId: '0oacodeonly', grantTypes: ['authorization_code'] },
      { ...demoClient, clientId: '0oaother' },
    ],
  });
  const refused = await postForm(`${org.issuerOf('default')}/v1/device/authorize`, {
    client_id: '0oacodeonly',
    scope,
  });
  expect(await refused.json()).toMatchObject({ error: 'unauthorized_client' });
  const app = await createApp(org);
  const device = await openid.initiateDeviceAuthorization(app.configuration, { scope });
  const other = await createApp(org, 'default', { clientId: '0oaother' });
  await expect(poll(other, device.device_code)).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('can be hit by faults', async () => {
  const { org, app } = await startDevice();
  org.faults.add({ endpoint: 'device', fault: { status: 503 } });
  await expect(
    openid.initiateDeviceAuthorization(app.configuration, { scope }),
  ).rejects.toMatchObject({ code: 'OAUTH_RESPONSE_IS_NOT_CONFORM' });
});
