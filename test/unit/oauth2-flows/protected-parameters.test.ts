import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSecret, seconds } from '../../../src/main/auth-foundation/index.ts';
import {
  AuthorizationCodeFlow,
  DeviceAuthorizationFlow,
  protectedParameters,
  type AuthorizationRequest,
} from '../../../src/main/oauth2-flows/index.ts';
import { FlowOrg } from './flow-org.ts';

const request: AuthorizationRequest = {
  redirectUri: 'http://127.0.0.1:8410/callback',
  scopes: ['openid'],
  prompt: 'login',
  loginHint: 'ada@example.com',
  maxAge: seconds(0),
  acrValues: ['phr'],
  uiLocales: ['en'],
  pushed: 'when_required',
  bind: 'none',
};
const chosen = {
  prompt: 'login',
  login_hint: 'ada@example.com',
  max_age: '0',
  acr_values: 'phr',
  ui_locales: 'en',
};
const fixed = {
  client_id: '0oaExample',
  response_type: 'code',
  redirect_uri: request.redirectUri,
  scope: 'openid',
  code_challenge_method: 'S256',
};

/** Written out, so that none can be dropped unnoticed. */
const guarded = [
  ...Object.keys(fixed),
  'response_mode',
  'state',
  'nonce',
  'code_challenge',
  'request',
  'request_uri',
  'dpop_jkt',
];
const known = fc.constantFrom(...guarded, ...Object.keys(chosen));
const space = fc.constantFrom('', ' ', '\t');
/** A protected or chosen name as somebody might write it to get around the protection. */
const hostileName = known.chain((name) =>
  fc.tuple(space, fc.mixedCase(fc.constant(name)), space).map((parts) => parts.join('')),
);
const value = fc.oneof(fc.constant(''), fc.string());
const additional = fc.dictionary(fc.oneof(hostileName, fc.string()), value);

function named(parameters: URLSearchParams, name: string): readonly string[] {
  return [...parameters]
    .filter(([each]) => each.trim().toLowerCase() === name)
    .map(([, each]) => each);
}

describe('whatever further parameters a profile has', () => {
  test('those that protect an authorization request are there once, and are the flow’s', async () => {
    const org = new FlowOrg();
    const flow = new AuthorizationCodeFlow(org.client(), org.clock);
    await fc.assert(
      fc.asyncProperty(additional, async (additionalParameters) => {
        const { url, context } = await flow.start({ ...request, additionalParameters });
        const sent = url.searchParams;
        for (const [name, expected] of Object.entries({ ...chosen, ...fixed })) {
          expect(named(sent, name)).toEqual([expected]);
        }
        expect(named(sent, 'state')).toEqual([openSecret(context.state)]);
        expect(named(sent, 'nonce')).toEqual([openSecret(context.nonce)]);
        expect(named(sent, 'code_challenge')).toHaveLength(1);
        expect(named(sent, 'code_challenge')).not.toEqual([additionalParameters.code_challenge]);
        for (const name of ['request', 'request_uri', 'response_mode', 'dpop_jkt']) {
          expect(named(sent, name)).toEqual([]);
        }
      }),
    );
  });

  test('those that protect a device request are there once, and are the flow’s', async () => {
    const org = new FlowOrg();
    const flow = new DeviceAuthorizationFlow(org.client(), org.clock);
    const { scopes, bind } = request;
    await fc.assert(
      fc.asyncProperty(additional, async (additionalParameters) => {
        await flow.start({ scopes, bind, acrValues: ['phr'], additionalParameters });
        const sent = org.to('/device').at(-1)?.form ?? new URLSearchParams();
        expect(named(sent, 'client_id')).toEqual(['0oaExample']);
        expect(named(sent, 'scope')).toEqual(['openid']);
        expect(named(sent, 'acr_values')).toEqual(['phr']);
        expect(named(sent, 'dpop_jkt')).toEqual([]);
      }),
    );
  });

  test('a profile can be refused for one that protects', () => {
    expect([...protectedParameters].sort()).toEqual([...guarded].sort());
  });

  test('the others are sent as they are', async () => {
    const org = new FlowOrg();
    const flow = new AuthorizationCodeFlow(org.client(), org.clock);
    const { redirectUri, scopes, pushed, bind } = request;
    const additionalParameters = { idp: '0oaGoogle', prompt: 'consent', Empty: '' };
    const asked = { redirectUri, scopes, pushed, bind, additionalParameters };
    const { url } = await flow.start(asked);
    expect(Object.fromEntries(url.searchParams)).toMatchObject(additionalParameters);
  });
});
