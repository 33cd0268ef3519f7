import { beforeEach, describe, expect, test } from 'vitest';
import type { Token } from '../../../src/main/auth-foundation/index.ts';
import {
  DeviceAuthorizationFlow,
  type DeviceRequest,
  type StartedDeviceAuthorization,
} from '../../../src/main/oauth2-flows/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { canary } from '../../support/builders/tokens.ts';
import { FlowOrg, lost, Progress, refusal, settle, until } from './flow-org.ts';

const request: DeviceRequest = { scopes: ['openid', 'offline_access'], bind: 'none' };
const pending = refusal('authorization_pending');

let org: FlowOrg;
let flow: DeviceAuthorizationFlow;
let progress: Progress;

beforeEach(() => {
  org = new FlowOrg();
  flow = new DeviceAuthorizationFlow(org.client(), org.clock);
  progress = new Progress();
});

/** A run that waits for the person; what it comes to is looked at later. */
async function waiting(
  changes: Partial<DeviceRequest> = {},
): Promise<{ readonly started: StartedDeviceAuthorization; readonly result: Promise<Token> }> {
  const started = await flow.start({ ...request, ...changes }, progress);
  const result = flow.resume(started.context);
  result.catch(() => undefined);
  await until(() => org.clock.pending > 0);
  return { started, result };
}

/** Lets the next poll come in so many milliseconds, not earlier, and lets its answer be dealt with. */
async function pollAfter(milliseconds: number): Promise<void> {
  const before = org.to('/token').length;
  org.clock.advance(milliseconds - 1);
  await settle();
  expect(org.to('/token')).toHaveLength(before);
  org.clock.advance(1);
  await until(() => org.to('/token').length === before + 1);
  await settle();
}

describe('a device request', () => {
  test('brings what the person needs', async () => {
    const { context, ...shown } = await flow.start({ ...request, acrValues: ['phr'] });
    expect(shown).toEqual({
      userCode: 'WDJB-MJHT',
      verificationUri: new URL('https://flows.example/activate'),
      verificationUriComplete: new URL('https://flows.example/activate?user_code=WDJB-MJHT'),
      expiresAt: org.clock.now() + 600_000,
    });
    expect(Object.fromEntries(org.to('/device')[0]?.form ?? [])).toEqual({
      client_id: '0oaExample',
      scope: 'openid offline_access',
      acr_values: 'phr',
    });
    flow.cancel(context);
  });

  test('may bring no link with the code in it, and a page on this machine', async () => {
    org.deviceFields = {
      verification_uri: 'http://127.0.0.1:4000/activate',
      verification_uri_complete: undefined,
    };
    const { verificationUri, verificationUriComplete } = await flow.start(request);
    expect(verificationUri.href).toBe('http://127.0.0.1:4000/activate');
    expect(verificationUriComplete).toBeNull();
  });

  test.each([
    ['plain HTTP', { verification_uri: 'http://flows.example/activate' }],
    ['a script', { verification_uri: 'javascript:alert(1)' }],
    ['no address', { verification_uri: 'flows.example/activate' }],
    ['a file, with the code in it', { verification_uri_complete: 'file:///etc/passwd' }],
    ['nothing', { verification_uri: undefined }],
  ])('is refused when the page is %s', async (_, fields) => {
    org.deviceFields = fields;
    const failure = await failureOf(flow.start(request, progress));
    expect(failure.code).toBe('malformed_response');
    expect(progress.kinds).toEqual(['preparing', 'failed']);
  });

  test('fails where the org has no place for it', async () => {
    org.metadata = { device_authorization_endpoint: undefined };
    const failure = await failureOf(flow.start(request, progress));
    expect(failure.code).toBe('device_flow_unsupported');
    expect(progress.kinds).toEqual(['preparing', 'failed']);
  });
});

describe('while the person is busy', () => {
  test('the org is asked every 5 seconds when it does not say', async () => {
    org.next('/token', pending, pending);
    const { result } = await waiting();
    for (let poll = 0; poll < 3; poll += 1) await pollAfter(5_000);
    expect((await result).claims?.sub).toBe('00uAda');
    expect(Object.fromEntries(org.to('/token')[0]?.form ?? [])).toEqual({
      client_id: '0oaExample',
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: `${canary}device-code`,
    });
    expect(progress.kinds).toEqual(['preparing', 'waiting_for_person', 'exchanging', 'succeeded']);
  });

  test('the org is asked as often as it says', async () => {
    org.deviceFields = { interval: 12 };
    org.next('/token', pending);
    const { result } = await waiting();
    await pollAfter(12_000);
    await pollAfter(12_000);
    await expect(result).resolves.toBeDefined();
  });

  test('each slow_down makes the pause 5 seconds longer, for good', async () => {
    org.next('/token', refusal('slow_down'), pending, refusal('slow_down'), pending);
    const { result } = await waiting();
    for (const pause of [5_000, 10_000, 10_000, 15_000, 15_000]) await pollAfter(pause);
    await expect(result).resolves.toBeDefined();
  });
});

describe('a poll that is lost', () => {
  test.each([
    ['without an answer', lost, 'network_unreachable'],
    ['with a fault of the org', () => new Response('', { status: 502 }), 'server_unavailable'],
    ['with a rate limit', () => new Response('', { status: 429 }), 'rate_limited'],
    ['with somebody else’s page', () => new Response('<html>'), 'malformed_response'],
  ])('%s is told, and does not end the wait', async (_, answer, code) => {
    org.next('/token', answer, pending);
    const { result } = await waiting();
    await pollAfter(5_000);
    expect(progress.told.at(-1)).toMatchObject({ kind: 'poll_failed', failure: { code } });
    await pollAfter(10_000);
    expect(progress.kinds.at(-1)).toBe('waiting_for_person');
    await pollAfter(5_000);
    await expect(result).resolves.toBeDefined();
    expect(progress.kinds).toEqual([
      'preparing',
      'waiting_for_person',
      'poll_failed',
      'waiting_for_person',
      'exchanging',
      'succeeded',
    ]);
  });

  test('doubles the pause, up to a minute', async () => {
    org.next('/token', lost, lost, lost, lost, lost, lost);
    const { result } = await waiting();
    for (const pause of [5, 10, 20, 40, 60, 60, 60]) await pollAfter(pause * 1000);
    await expect(result).resolves.toBeDefined();
  });

  test.each([
    ['Retry-After', { 'retry-after': '30' }],
    ['X-Rate-Limit-Reset', { 'x-rate-limit-reset': String(Date.UTC(2026, 0, 1) / 1000 + 35) }],
  ])('waits as long as the org asks by %s', async (_, headers) => {
    org.next('/token', refusal('too_many_requests', 429, headers));
    const { result } = await waiting();
    await pollAfter(5_000);
    await pollAfter(30_000);
    await expect(result).resolves.toBeDefined();
  });

  test('waits as long as an org that is out of service (503) asks', async () => {
    org.next('/token', () => new Response('', { status: 503, headers: { 'retry-after': '30' } }));
    const { result } = await waiting();
    await pollAfter(5_000);
    await pollAfter(30_000);
    await expect(result).resolves.toBeDefined();
  });

  test('is asked again until the code expires, and no longer', async () => {
    org.deviceFields = { expires_in: 20 };
    org.next('/token', lost, lost, lost);
    const { result } = await waiting();
    await pollAfter(5_000);
    await pollAfter(10_000);
    org.clock.advance(5_000);
    expect((await failureOf(result)).code).toBe('device_code_expired');
    expect(org.to('/token')).toHaveLength(2);
  });
});

describe('the wait ends', () => {
  test('when the org says that the code has expired', async () => {
    org.next('/token', refusal('expired_token'));
    const { result } = await waiting();
    await pollAfter(5_000);
    expect((await failureOf(result)).code).toBe('device_code_expired');
  });

  test('when the code has expired by the clock here, and no request is sent for it', async () => {
    org.deviceFields = { expires_in: 8, interval: 30 };
    const { started, result } = await waiting();
    org.clock.advance(8_000);
    expect(org.clock.now()).toBe(started.expiresAt);
    expect((await failureOf(result)).code).toBe('device_code_expired');
    expect(org.to('/token')).toEqual([]);
    expect(progress.told.at(-1)).toMatchObject({ failure: { code: 'device_code_expired' } });
  });

  test('at once when the computer slept through it', async () => {
    const { result } = await waiting();
    org.clock.setTo(org.clock.now() + 3_600_000);
    org.clock.advance(1);
    await settle();
    expect((await failureOf(result)).code).toBe('device_code_expired');
    expect(org.to('/token')).toEqual([]);
  });

  test('when the person declines', async () => {
    org.next('/token', refusal('access_denied'));
    const { result } = await waiting();
    await pollAfter(5_000);
    expect((await failureOf(result)).code).toBe('sign_in_denied');
    expect(progress.kinds).toEqual(['preparing', 'waiting_for_person', 'failed']);
  });

  test('when the client may not use the grant', async () => {
    org.next('/token', refusal('unauthorized_client'));
    const { result } = await waiting();
    await pollAfter(5_000);
    expect((await failureOf(result)).failureClass).toBe('configuration');
  });

  test('with a code that is not believed to live for more than a day', async () => {
    org.deviceFields = { expires_in: 1e12, interval: 1e9 };
    const { result } = await waiting();
    org.clock.advance(86_400_000);
    expect((await failureOf(result)).code).toBe('device_code_expired');
  });
});

describe('an answer with tokens', () => {
  test.each([
    ['an ID token of another issuer', { iss: 'https://evil.example' }],
    ['an ID token for another client', { aud: '0oaOther' }],
    ['an expired ID token', { exp: 1 }],
    ['an ID token of another acr', { acr: 'urn:okta:loa:1fa:any' }],
  ])('and %s is refused, and its tokens are revoked', async (_, claims) => {
    org.claims = claims;
    const { result } = await waiting({ acrValues: ['phr'] });
    org.clock.advance(5_000);
    expect((await failureOf(result)).code).toBe('id_token_invalid');
    await until(() => org.to('/revoke').length === 2);
    expect(org.to('/token')).toHaveLength(1);
  });

  test('and an ID token that somebody else signed is refused', async () => {
    const { id_token: idToken } = (await (await org.tokens()).json()) as { id_token: string };
    const [header, payload] = idToken.split('.');
    org.fields = { id_token: `${header ?? ''}.${payload ?? ''}.${'A'.repeat(86)}` };
    const { result } = await waiting();
    org.clock.advance(5_000);
    expect((await failureOf(result)).failureClass).not.toBe('user');
    await until(() => org.to('/revoke').length === 2);
  });

  test('but without the ID token that was asked for is refused, and its tokens are revoked', async () => {
    org.fields = { id_token: undefined };
    const { result } = await waiting();
    org.clock.advance(5_000);
    expect((await failureOf(result)).code).toBe('malformed_response');
    await until(() => org.to('/revoke').length === 2);
    expect(org.to('/token')).toHaveLength(1);
  });

  test('but without the ID token that would show the context class is refused', async () => {
    org.fields = { id_token: undefined };
    const { context } = await flow.start({ ...request, scopes: ['api'], acrValues: ['phr'] });
    const failing = failureOf(flow.resume(context));
    org.clock.advance(5_000);
    expect((await failing).code).toBe('malformed_response');
  });

  test('is taken without an ID token that nobody asked for', async () => {
    org.fields = { id_token: undefined };
    const { result } = await waiting({ scopes: ['groups'] });
    org.clock.advance(5_000);
    const token = await result;
    expect(token.claims).toBeNull();
    expect(token.scopes).toEqual(['groups']);
    expect(token.issuedAt).toBe(org.clock.now());
  });

  test('is bound to a new key where that was asked for', async () => {
    org.fields = { token_type: 'DPoP' };
    const { result } = await waiting({ bind: 'to_new_key' });
    org.clock.advance(5_000);
    expect((await result).proofKey?.algorithm).toBe('ES256');
    expect(new Headers(org.to('/token')[0]?.headers).has('dpop')).toBe(true);
  });
});

describe('a run that is cancelled', () => {
  test('ends at once while it waits, and leaves no timer', async () => {
    const { started, result } = await waiting();
    flow.cancel(started.context);
    flow.cancel(started.context);
    expect((await failureOf(result)).code).toBe('cancelled');
    expect(org.clock.pending).toBe(0);
    expect(progress.kinds).toEqual(['preparing', 'waiting_for_person', 'cancelled']);
  });

  test('at the very moment of a poll asks for nothing', async () => {
    const { started, result } = await waiting();
    org.clock.advance(5_000);
    flow.cancel(started.context);
    expect((await failureOf(result)).code).toBe('cancelled');
    await settle();
    expect(org.to('/token')).toEqual([]);
  });

  test('before it is resumed asks for nothing', async () => {
    const { context } = await flow.start(request, progress);
    flow.cancel(context);
    expect((await failureOf(flow.resume(context))).code).toBe('cancelled');
    expect(org.clock.pending).toBe(0);
  });

  test('during a poll ends at once, and tokens that come all the same are revoked', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    org.next('/token', () => promise);
    const { started, result } = await waiting();
    org.clock.advance(5_000);
    await until(() => org.to('/token').length === 1);
    flow.cancel(started.context);
    expect((await failureOf(result)).code).toBe('cancelled');
    resolve(await org.tokens());
    await until(() => org.to('/revoke').length === 2);
    const revoked = org.to('/revoke').map(({ form }) => form.get('token'));
    expect(revoked).toEqual([`${canary}refresh-1`, `${canary}access-1`]);
    expect(progress.kinds.at(-1)).toBe('cancelled');
  });

  test('after its tokens came keeps them', async () => {
    const { started, result } = await waiting();
    org.clock.advance(5_000);
    await until(() => progress.kinds.includes('exchanging'));
    flow.cancel(started.context);
    await expect(result).resolves.toBeDefined();
    await settle();
    expect(org.to('/revoke')).toEqual([]);
    expect(progress.kinds.at(-1)).toBe('succeeded');
  });
});

describe('runs', () => {
  test('go on beside each other', async () => {
    const one = await waiting();
    const other = await waiting();
    flow.cancel(one.started.context);
    org.clock.advance(5_000);
    expect((await failureOf(one.result)).code).toBe('cancelled');
    await expect(other.result).resolves.toBeDefined();
  });

  test('are resumed once', async () => {
    const { started, result } = await waiting();
    expect((await failureOf(flow.resume(started.context))).code).toBe('internal');
    org.clock.advance(5_000);
    await expect(result).resolves.toBeDefined();
    expect(progress.kinds.at(-1)).toBe('succeeded');
  });

  test('show no secret in what they tell, hold or throw', async () => {
    org.next('/token', lost, refusal('access_denied'));
    const { started, result } = await waiting({ bind: 'to_new_key' });
    await pollAfter(5_000);
    await pollAfter(10_000);
    const failure = await failureOf(result);
    expect(printed([progress.told, started, failure, flow])).not.toContain(canary);
  });
});
