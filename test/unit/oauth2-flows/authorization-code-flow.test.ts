import { beforeEach, describe, expect, test } from 'vitest';
import {
  openSecret,
  Secret,
  seconds,
  type Token,
} from '../../../src/main/auth-foundation/index.ts';
import {
  AuthorizationCodeFlow,
  newState,
  type AuthorizationRequest,
} from '../../../src/main/oauth2-flows/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { canary } from '../../support/builders/tokens.ts';
import { FlowOrg, lost, Progress, refusal, settle, until } from './flow-org.ts';

const request: AuthorizationRequest = {
  redirectUri: 'http://127.0.0.1:8410/callback',
  scopes: ['openid', 'offline_access'],
  pushed: 'when_required',
  bind: 'none',
};

let org: FlowOrg;
let flow: AuthorizationCodeFlow;

beforeEach(() => {
  org = new FlowOrg();
  flow = new AuthorizationCodeFlow(org.client(), org.clock);
});

async function signIn(changes: Partial<AuthorizationRequest> = {}): Promise<Token> {
  const { url, context } = await flow.start({ ...request, ...changes });
  return flow.resume(context, org.redirectFor(url));
}

describe('an authorization request', () => {
  test('says what the person and the profile chose, and also a max_age of 0', async () => {
    const { url } = await flow.start({
      ...request,
      prompt: 'consent',
      loginHint: 'ada@example.com',
      maxAge: seconds(0),
      acrValues: ['phr', 'urn:okta:loa:2fa:any'],
      uiLocales: ['de-AT', 'en'],
      additionalParameters: { idp: '0oaGoogle' },
    });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      prompt: 'consent',
      login_hint: 'ada@example.com',
      max_age: '0',
      acr_values: 'phr urn:okta:loa:2fa:any',
      ui_locales: 'de-AT en',
      idp: '0oaGoogle',
      code_challenge_method: 'S256',
    });
  });

  test('does not name what nobody chose', async () => {
    const { url } = await flow.start({ ...request, acrValues: [], uiLocales: [] });
    const names = ['prompt', 'login_hint', 'max_age', 'acr_values', 'ui_locales', 'dpop_jkt'];
    for (const name of names) expect(url.searchParams.has(name)).toBe(false);
  });

  test('has the state that the listener waits for, and a nonce only for an ID token', async () => {
    const state = newState();
    const { url } = await flow.start({ ...request, scopes: ['groups'], state });
    expect(url.searchParams.get('state')).toBe(openSecret(state));
    expect(url.searchParams.has('nonce')).toBe(false);
  });
});

describe('a pushed request', () => {
  test.each([
    ['the org requires it', 'when_required', true],
    ['the profile asks for it', 'always', undefined],
  ] as const)(
    'is sent ahead when %s, and the browser carries none of it',
    async (_, pushed, required) => {
      org.metadata = { require_pushed_authorization_requests: required };
      const { url, context } = await flow.start({
        ...request,
        pushed,
        loginHint: 'ada@example.com',
      });
      expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
      const [push] = org.to('/par');
      expect(push?.form.get('login_hint')).toBe('ada@example.com');
      expect(push?.form.get('state')).toBe(openSecret(context.state));
      expect(push?.form.get('code_challenge_method')).toBe('S256');
      const token = await flow.resume(context, org.redirectFor(url));
      expect(token.claims?.sub).toBe('00uAda');
    },
  );

  test('is not sent where nobody asks for it', async () => {
    await flow.start(request);
    expect(org.seen).toEqual([]);
  });

  test('is sent again with the same parameters for each further URL: it is good once', async () => {
    const { url, context } = await flow.start({ ...request, pushed: 'always', bind: 'to_new_key' });
    const again = await flow.newUrl(context);
    expect(again.searchParams.get('request_uri')).not.toBe(url.searchParams.get('request_uri'));
    const [first, second] = org.to('/par').map(({ form }) => form.toString());
    expect(second).toBe(first);
  });

  test('that cannot be sent again does not end the run', async () => {
    const progress = new Progress();
    const { url, context } = await flow.start({ ...request, pushed: 'always' }, progress);
    org.next('/par', lost);
    expect((await failureOf(flow.newUrl(context))).code).toBe('network_unreachable');
    const token = await flow.resume(context, org.redirectFor(url));
    expect(token.claims?.sub).toBe('00uAda');
    expect(progress.kinds).not.toContain('failed');
  });

  test('is not sent again for a run that was cancelled', async () => {
    const { context } = await flow.start({ ...request, pushed: 'always' });
    flow.cancel(context);
    expect((await failureOf(flow.newUrl(context))).code).toBe('cancelled');
    expect(org.to('/par')).toHaveLength(1);
  });

  test('is none where the browser carries the request, and the URL stays the same', async () => {
    const { url, context } = await flow.start(request);
    expect((await flow.newUrl(context)).href).toBe(url.href);
  });

  test.each(['when_required', 'always'] as const)(
    'fails closed where the org has no place for it (%s)',
    async (pushed) => {
      org.metadata = {
        require_pushed_authorization_requests: true,
        pushed_authorization_request_endpoint: undefined,
      };
      const progress = new Progress();
      const failure = await failureOf(flow.start({ ...request, pushed }, progress));
      expect(failure.code).toBe('pushed_requests_unsupported');
      expect(progress.kinds).toEqual(['preparing', 'failed']);
    },
  );

  test.each([
    ['was refused', refusal('invalid_request'), 'authorization_rejected'],
    ['got no answer', lost, 'network_unreachable'],
    ['met a fault', () => new Response('', { status: 503 }), 'server_unavailable'],
    ['was answered with a page', () => new Response('<html>'), 'malformed_response'],
    [
      'was answered without a request_uri',
      () => Response.json({ expires_in: 60 }, { status: 201 }),
      'malformed_response',
    ],
  ])('that %s is never sent another way', async (_, answer, code) => {
    org.next('/par', answer);
    const failure = await failureOf(flow.start({ ...request, pushed: 'always' }));
    expect(failure.code).toBe(code);
    expect(org.seen.map(({ path }) => path)).toEqual(['/par']);
  });
});

describe('a sign-in that is bound to a key', () => {
  beforeEach(() => {
    org.metadata = { dpop_signing_alg_values_supported: ['RS256', 'ES384'] };
    org.fields = { token_type: 'DPoP' };
  });

  test('names the key in the request, proves it at the exchange, and keeps it with the token', async () => {
    const { url, context } = await flow.start({ ...request, bind: 'to_new_key' });
    const token = await flow.resume(context, org.redirectFor(url));
    expect(token.proofKey?.algorithm).toBe('ES384');
    expect(url.searchParams.get('dpop_jkt')).toBe(await token.proofKey?.thumbprint());
    expect(new Headers(org.to('/token')[0]?.headers).has('dpop')).toBe(true);
  });

  test('names the key in a pushed request too', async () => {
    const { context } = await flow.start({ ...request, bind: 'to_new_key', pushed: 'always' });
    const named = org.to('/par')[0]?.form.get('dpop_jkt');
    expect(named).toBe(await context.proofKey?.thumbprint());
  });

  test('has a key of its own each time', async () => {
    const [one, other] = [
      await flow.start({ ...request, bind: 'to_new_key' }),
      await flow.start({ ...request, bind: 'to_new_key' }),
    ];
    expect(one.context.proofKey?.equals(other.context.proofKey)).toBe(false);
  });

  test('is none when the profile does not ask for it', async () => {
    org.fields = {};
    expect((await signIn()).proofKey).toBeNull();
    expect(new Headers(org.to('/token')[0]?.headers).has('dpop')).toBe(false);
  });
});

describe('a redirect', () => {
  test('with an error counts only with the right state', async () => {
    const { context } = await flow.start(request);
    const redirect = new URL(request.redirectUri);
    redirect.search = `?error=access_denied&error_description=${canary}words&state=other`;
    const failure = await failureOf(flow.resume(context, redirect));
    expect(failure.code).toBe('authorization_rejected');
    expect(failure.detail).toBeNull();
  });

  test('with an error and the right state is the org’s word', async () => {
    const { context } = await flow.start(request);
    const redirect = new URL(request.redirectUri);
    redirect.searchParams.set('error', 'access_denied');
    redirect.searchParams.set('state', openSecret(context.state));
    const failure = await failureOf(flow.resume(context, redirect));
    expect(failure.code).toBe('sign_in_denied');
  });

  test.each([
    ['names another issuer', {}, 'https://evil.example'],
    ['names a longer issuer', {}, 'https://flows.example/oauth2/default/'],
    [
      'names none, and the org says that it always does',
      { authorization_response_iss_parameter_supported: true },
      null,
    ],
  ])('that %s is refused before the code goes anywhere', async (_, metadata, iss) => {
    org.metadata = metadata;
    const { url, context } = await flow.start(request);
    const redirect = org.redirectFor(url);
    if (iss !== null) redirect.searchParams.set('iss', iss);
    const failure = await failureOf(flow.resume(context, redirect));
    expect(failure.code).toBe('authorization_rejected');
    expect(org.seen).toEqual([]);
  });

  test('that names the right issuer is taken, whether the org said so or not', async () => {
    for (const supported of [true, undefined]) {
      org = new FlowOrg();
      org.metadata = { authorization_response_iss_parameter_supported: supported };
      flow = new AuthorizationCodeFlow(org.client(), org.clock);
      const { url, context } = await flow.start(request);
      const redirect = org.redirectFor(url);
      redirect.searchParams.set('iss', org.issuer);
      expect((await flow.resume(context, redirect)).claims?.sub).toBe('00uAda');
    }
  });

  test('is not redeemed for another client, or at another issuer', async () => {
    const { url, context } = await flow.start(request);
    const elsewhere = new FlowOrg('https://other.example');
    for (const client of [org.client('0oaOther'), elsewhere.client()]) {
      const other = new AuthorizationCodeFlow(client, org.clock);
      const failure = await failureOf(other.resume(context, org.redirectFor(url)));
      expect(failure.code).toBe('internal');
    }
    expect([...org.seen, ...elsewhere.seen]).toEqual([]);
    await expect(flow.resume(context, org.redirectFor(url))).resolves.toBeDefined();
  });
});

describe('the answer', () => {
  test('becomes a token with its time of receipt, and the scopes that were asked for', async () => {
    org.clock.advance(1_234_567);
    const token = await signIn();
    expect(token.issuedAt).toBe(org.clock.now());
    expect(token.scopes).toEqual(request.scopes);
  });

  test('tells the scopes when they are others', async () => {
    org.fields = { scope: 'openid' };
    expect((await signIn()).scopes).toEqual(['openid']);
  });

  test.each([
    ['the nonce of another request', { nonce: 'other' }, {}],
    ['another acr', { acr: 'urn:okta:loa:1fa:any' }, { acrValues: ['phr'] }],
    ['no acr', {}, { acrValues: ['phr'] }],
    ['no auth_time', {}, { maxAge: seconds(60) }],
    [
      'a sign-in from long before the request',
      { auth_time: Date.UTC(2026, 0, 1) / 1000 - 200 },
      { maxAge: seconds(60) },
    ],
  ])('with %s is refused, and its tokens are revoked', async (_, claims, changes) => {
    const { url, context } = await flow.start({ ...request, ...changes });
    const redirect = org.redirectFor(url);
    org.claims = claims;
    const failure = await failureOf(flow.resume(context, redirect));
    expect(failure.code).toBe('id_token_invalid');
    await until(() => org.to('/revoke').length === 2);
  });

  test('without an ID token is refused, and its tokens are revoked', async () => {
    org.fields = { id_token: undefined };
    expect((await failureOf(signIn())).code).toBe('id_token_invalid');
    await until(() => org.to('/revoke').length === 2);
  });

  test.each([
    ['a context class', { acrValues: ['phr'] }],
    ['an age', { maxAge: seconds(0) }],
  ])(
    'without an ID token is refused where %s was asked for, also without openid',
    async (_, asked) => {
      org.fields = { id_token: undefined };
      const failure = await failureOf(signIn({ scopes: ['api'], ...asked }));
      expect(failure.code).toBe('malformed_response');
      await until(() => org.to('/revoke').length === 2);
    },
  );

  test('has the context class that was asked for also where openid was not', async () => {
    org.claims = { acr: 'pwd' };
    const failure = await failureOf(signIn({ scopes: ['api'], acrValues: ['phr'] }));
    expect(failure.code).toBe('id_token_invalid');
  });

  test('may come long after a max_age of 0 was asked for: the sign-in was after the request', async () => {
    const { url, context } = await flow.start({ ...request, maxAge: seconds(0) });
    org.clock.advance(20_000);
    org.claims = { auth_time: org.clock.now() / 1000 };
    org.clock.advance(240_000);
    const token = await flow.resume(context, org.redirectFor(url));
    expect(token.claims?.sub).toBe('00uAda');
  });

  test('to a max_age of 0 is refused when the person had signed in before', async () => {
    org.claims = { auth_time: org.clock.now() / 1000 - 60 };
    expect((await failureOf(signIn({ maxAge: seconds(0) }))).code).toBe('id_token_invalid');
  });
});

describe('a run', () => {
  test('tells its steps, and its end once', async () => {
    const progress = new Progress();
    const { url, context } = await flow.start(request, progress);
    expect(progress.kinds).toEqual(['preparing', 'waiting_for_person']);
    await flow.resume(context, org.redirectFor(url));
    flow.cancel(context);
    expect((await failureOf(flow.resume(context, org.redirectFor(url)))).code).toBe('internal');
    expect(progress.kinds).toEqual(['preparing', 'waiting_for_person', 'exchanging', 'succeeded']);
  });

  test('that was cancelled redeems no code', async () => {
    const progress = new Progress();
    const { url, context } = await flow.start(request, progress);
    flow.cancel(context);
    flow.cancel(context);
    const failure = await failureOf(flow.resume(context, org.redirectFor(url)));
    expect(failure.code).toBe('cancelled');
    expect(org.seen).toEqual([]);
    expect(progress.kinds).toEqual(['preparing', 'waiting_for_person', 'cancelled']);
  });

  test('cannot be cancelled once the code is on its way', async () => {
    const progress = new Progress();
    const { url, context } = await flow.start(request, progress);
    const resumed = flow.resume(context, org.redirectFor(url));
    flow.cancel(context);
    await expect(resumed).resolves.toBeDefined();
    expect(progress.kinds.at(-1)).toBe('succeeded');
    await settle();
    expect(org.to('/revoke')).toEqual([]);
  });

  test('goes on beside others, each with its own secrets', async () => {
    const runs = await Promise.all([flow.start(request), flow.start(request)]);
    const states = runs.map(({ context }) => openSecret(context.state));
    expect(new Set(states).size).toBe(2);
    for (const { url, context } of runs.toReversed()) {
      await expect(flow.resume(context, org.redirectFor(url))).resolves.toBeDefined();
    }
  });

  test('shows no secret in what it tells, holds or throws', async () => {
    org.metadata = { dpop_signing_alg_values_supported: ['ES256'] };
    const progress = new Progress();
    const state = new Secret(`${canary}state`);
    const { url, context } = await flow.start({ ...request, state, bind: 'to_new_key' }, progress);
    const redirect = org.redirectFor(url);
    org.next('/token', refusal('invalid_grant'));
    const failure = await failureOf(flow.resume(context, redirect));
    const text = printed([progress.told, context, failure, flow]);
    expect(text).not.toContain(canary);
    expect(text).not.toContain(openSecret(context.nonce));
    expect(text).not.toContain(openSecret(context.codeVerifier));
  });
});
