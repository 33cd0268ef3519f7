import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSecret } from '../../../src/main/auth-foundation/index.ts';
import { newState, type AuthorizationRequest } from '../../../src/main/oauth2-flows/index.ts';
import { printed } from '../../support/builders/printed.ts';
import { cancelWithoutBrowser } from '../../support/okta-like-org/browser-less-login.ts';
import type { OktaLikeOrg } from '../../support/okta-like-org/index.ts';
import { allScopes, alterJson, openOrg, OrgSite, redirectUri, without } from './org-site.ts';

let org: OktaLikeOrg;
let site: OrgSite;
const request: AuthorizationRequest = {
  redirectUri,
  scopes: allScopes,
  pushed: 'when_required',
  bind: 'none',
};

beforeAll(async () => {
  org = await openOrg();
});
beforeEach(() => {
  site = new OrgSite(org);
});
afterEach(() => {
  org.faults.clear();
});
afterAll(() => org.close());

describe('signing in', () => {
  test('gives a token of the person, from this issuer and client', async () => {
    const token = await site.signIn();
    expect(token.context).toEqual(site.client.context);
    expect(token.claims?.preferred_username).toBe('ada@example.com');
    expect(token.scopes).toEqual(expect.arrayContaining(allScopes));
    expect(token.issuedAt).toBe(site.clock.now());
    expect(org.control.isActive(token.accessToken)).toBe(true);
    expect(org.control.isActive(token.refreshToken ?? '')).toBe(true);
  });

  test('works without an ID token when openid was not asked for', async () => {
    const token = await new OrgSite(org, 'ausEngineering').signIn(['builds:read']);
    expect(token.idToken).toBeUndefined();
    expect(token.claims).toBeNull();
  });

  test('takes the scopes that were asked for as granted when the org names none', async () => {
    site.network.alter = alterJson('/token', without('scope'));
    expect((await site.signIn()).scopes).toEqual(allScopes);
  });

  test('any number can be under way at the same time', async () => {
    const runs = await Promise.all([site.flow.start(request), site.flow.start(request)]);
    const tokens = [];
    for (const { url, context } of runs.toReversed()) {
      tokens.push(await site.flow.resume(context, await site.redirectFor(url)));
    }
    expect(tokens[0]?.id).not.toBe(tokens[1]?.id);
    expect(runs[0].url.searchParams.get('state')).not.toBe(runs[1].url.searchParams.get('state'));
  });
});

describe('the authorization URL', () => {
  test('asks for a code with PKCE S256, state and nonce', async () => {
    const { url, context } = await site.flow.start({
      ...request,
      prompt: 'login',
      loginHint: 'ada@example.com',
    });
    const verifier = openSecret(context.codeVerifier);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: site.client.context.clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: allScopes.join(' '),
      state: openSecret(context.state),
      nonce: openSecret(context.nonce),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      prompt: 'login',
      login_hint: 'ada@example.com',
    });
    expect(url.href).not.toContain(verifier);
  });

  test('takes further parameters, but none that would weaken it', async () => {
    const { url } = await site.flow.start({
      ...request,
      additionalParameters: {
        acr_values: 'urn:okta:loa:2fa:any',
        response_type: 'token',
        code_challenge_method: 'plain',
        state: 'known',
        redirect_uri: 'https://evil.example',
      },
    });
    const { searchParams } = url;
    expect(searchParams.get('acr_values')).toBe('urn:okta:loa:2fa:any');
    expect(searchParams.get('response_type')).toBe('code');
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(searchParams.get('state')).not.toBe('known');
    expect(searchParams.get('redirect_uri')).toBe(redirectUri);
  });

  test('has the state that the listener waits for', async () => {
    const state = newState();
    const { url } = await site.flow.start({ ...request, state });
    expect(url.searchParams.get('state')).toBe(openSecret(state));
  });

  test('is of a context that prints none of its secrets', async () => {
    const { context } = await site.flow.start(request);
    const text = printed(context);
    for (const secret of [context.state, context.nonce, context.codeVerifier]) {
      expect(text).not.toContain(openSecret(secret));
    }
  });
});

describe('a redirect is refused', () => {
  test.each([
    ['another path', '/elsewhere'],
    ['another port', ':8411/callback'],
    ['another host', 'http://localhost:8410/callback'],
  ])('that came to %s', async (_what, place) => {
    const { url, context } = await site.flow.start(request);
    const redirect = await site.redirectFor(url);
    const target = place.startsWith(':') ? `http://127.0.0.1${place}` : place;
    const moved = new URL(target + redirect.search, redirect);
    const before = org.control.countRequests({ endpoint: 'token' });
    const failure = await site.failureOf(site.flow.resume(context, moved));
    expect(failure.code).toBe('authorization_rejected');
    expect(org.control.countRequests({ endpoint: 'token' })).toBe(before);
  });

  test.each([
    [
      'with another state',
      (url: URL) => {
        url.searchParams.set('state', 'other');
      },
    ],
    [
      'without a state',
      (url: URL) => {
        url.searchParams.delete('state');
      },
    ],
    [
      'with two codes',
      (url: URL) => {
        url.searchParams.append('code', 'other');
      },
    ],
    [
      'without a code',
      (url: URL) => {
        url.searchParams.delete('code');
      },
    ],
    [
      'from another issuer',
      (url: URL) => {
        url.searchParams.set('iss', 'https://evil.example');
      },
    ],
  ])('%s, without sending the code anywhere', async (_what, change) => {
    const { url, context } = await site.flow.start(request);
    const redirect = await site.redirectFor(url);
    change(redirect);
    const before = org.control.countRequests({ endpoint: 'token' });
    const failure = await site.failureOf(site.flow.resume(context, redirect));
    expect(failure.code).toBe('authorization_rejected');
    expect(org.control.countRequests({ endpoint: 'token' })).toBe(before);
  });

  test('a second time, whatever the first brought', async () => {
    const { url, context } = await site.flow.start(request);
    const redirect = await site.redirectFor(url);
    await site.flow.resume(context, redirect);
    expect((await site.failureOf(site.flow.resume(context, redirect))).code).toBe('internal');
  });

  test('with the context of another run', async () => {
    const { url } = await site.flow.start(request);
    const { context } = await site.flow.start(request);
    const redirect = await site.redirectFor(url);
    const failure = await site.failureOf(site.flow.resume(context, redirect));
    expect(failure.code).toBe('authorization_rejected');
  });
});

describe('the org refuses', () => {
  test('when the person cancels', async () => {
    const { url, context } = await site.flow.start(request);
    const redirect = await cancelWithoutBrowser(url);
    expect((await site.failureOf(site.flow.resume(context, redirect))).code).toBe('sign_in_denied');
  });

  test('an error without our state is no answer to us', async () => {
    const { context } = await site.flow.start(request);
    const redirect = new URL(`${redirectUri}?error=access_denied`);
    const failure = await site.failureOf(site.flow.resume(context, redirect));
    expect(failure.code).toBe('authorization_rejected');
  });

  test.each([
    ['access_denied', 'User is not assigned to the client application.', 'access_denied'],
    ['access_denied', 'Policy evaluation failed for this request.', 'access_denied'],
    ['invalid_scope', 'One or more scopes are not configured.', 'scope_denied'],
    ['unauthorized_client', 'Not allowed.', 'grant_not_allowed'],
    ['unsupported_response_type', 'Not supported.', 'grant_not_allowed'],
    ['server_error', 'Oops.', 'server_unavailable'],
    ['temporarily_unavailable', 'Later.', 'server_unavailable'],
    ['invalid_request', 'What?', 'authorization_rejected'],
  ])('with %s: %s', async (error, description, code) => {
    const { context } = await site.flow.start(request);
    const redirect = new URL(redirectUri);
    redirect.searchParams.set('error', error);
    redirect.searchParams.set('error_description', description);
    redirect.searchParams.set('state', openSecret(context.state));
    const failure = await site.failureOf(site.flow.resume(context, redirect));
    expect(failure).toMatchObject({ code, detail: description });
  });

  test('a code that was used already, in its own words', async () => {
    const { url, context } = await site.flow.start(request);
    const redirect = await site.redirectFor(url);
    org.faults.add({ endpoint: 'token', times: 1, afterHandling: true, fault: { drop: true } });
    expect((await site.failureOf(site.flow.resume(context, redirect))).code).toBe(
      'network_unreachable',
    );
  });

  test('a verifier that does not belong to the challenge', async () => {
    const { url, context } = await site.flow.start(request);
    url.searchParams.set('code_challenge', 'A'.repeat(43));
    const redirect = await site.redirectFor(url);
    const failure = await site.failureOf(site.flow.resume(context, redirect));
    expect(failure).toMatchObject({
      code: 'authorization_rejected',
      detail: 'PKCE verification failed.',
    });
  });
});

describe('an ID token is refused', () => {
  const tampered = (change: (parts: string[]) => string[]) =>
    alterJson('/token', (json) => ({
      ...json,
      id_token: change(String(json.id_token).split('.')).join('.'),
    }));
  const encoded = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const withClaims = (claims: object) =>
    tampered(([head = '', body = '', signature = '']) => {
      const parsed: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
      return [head, encoded(Object.assign({}, parsed, claims)), signature];
    });

  test.each([
    [
      'with another signature',
      tampered(([head = '', body = '', s = '']) => [head, body, s.split('').reverse().join('')]),
    ],
    ['with changed claims', withClaims({ sub: 'someone-else' })],
    ['for another client', withClaims({ aud: 'other' })],
    ['of another issuer', withClaims({ iss: 'https://evil.example' })],
    ['for another run', withClaims({ nonce: 'other' })],
    ['that has expired', withClaims({ exp: 1_000_000 })],
    ['that nobody signed', tampered(([, body = '']) => [encoded({ alg: 'none' }), body, ''])],
    ['that is no JWT', tampered(() => ['garbage'])],
    ['that is missing', alterJson('/token', without('id_token'))],
    ['whose key the org does not publish', alterJson('/keys', () => ({ keys: [] }))],
  ])('%s', async (_what, alter) => {
    site.network.alter = alter;
    const failure = await site.failureOf(site.signIn());
    expect(failure.code).toBe('id_token_invalid');
  });

  test('is the network’s fault when the keys cannot be had', async () => {
    org.faults.add({ endpoint: 'keys', fault: { drop: true } });
    expect((await site.failureOf(site.signIn())).code).toBe('network_unreachable');
  });
});
