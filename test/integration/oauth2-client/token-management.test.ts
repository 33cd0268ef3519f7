import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Token } from '../../../src/main/auth-foundation/index.ts';
import type { OktaLikeOrg } from '../../support/okta-like-org/index.ts';
import { alterJson, openOrg, OrgSite, without } from './org-site.ts';

let org: OktaLikeOrg;
let site: OrgSite;
let token: Token;

beforeAll(async () => {
  org = await openOrg();
});
beforeEach(async () => {
  site = new OrgSite(org);
  token = await site.signIn();
});
afterEach(() => {
  org.faults.clear();
});
afterAll(() => org.close());

describe('revoking', () => {
  test('a refresh token takes its access tokens along', async () => {
    await site.client.revoke(token.refreshToken ?? '', 'refresh_token');
    expect(org.control.isActive(token.refreshToken ?? '')).toBe(false);
    expect(org.control.isActive(token.accessToken)).toBe(false);
  });

  test('an access token leaves the refresh token', async () => {
    await site.client.revoke(token.accessToken, 'access_token');
    expect(org.control.isActive(token.accessToken)).toBe(false);
    expect(org.control.isActive(token.refreshToken ?? '')).toBe(true);
  });

  test('names the kind of token, and no client secret', async () => {
    await site.client.revoke(token.accessToken, 'access_token');
    const [request] = org.control.requests({ endpoint: 'revoke' }).slice(-1);
    expect(request?.parameters).toEqual({
      token: token.accessToken,
      token_type_hint: 'access_token',
      client_id: token.context.clientId,
    });
  });

  test.each(['garbage', ' ', 'a'.repeat(5000), 'ключ&token=x'])(
    'something that the org does not know succeeds: %s',
    async (value) => {
      await expect(site.client.revoke(value, 'access_token')).resolves.toBeUndefined();
    },
  );

  test('twice succeeds', async () => {
    await site.client.revoke(token.accessToken, 'access_token');
    await expect(site.client.revoke(token.accessToken, 'access_token')).resolves.toBeUndefined();
  });

  test.each([
    ['drops', { drop: true } as const, 'network_unreachable'],
    ['has a problem', { status: 503 }, 'server_unavailable'],
    ['limits requests', { status: 429 }, 'rate_limited'],
    ['refuses the client', { status: 401, body: { error: 'invalid_client' } }, 'client_rejected'],
    [
      'does not revoke this kind',
      { status: 400, body: { error: 'unsupported_token_type' } },
      'revocation_unsupported',
    ],
    ['forbids it without a reason', { status: 403, body: '' }, 'authorization_rejected'],
  ])('fails when the org %s, and the token still works', async (_what, fault, code) => {
    org.faults.add({ endpoint: 'revoke', fault });
    const failure = await site.failureOf(site.client.revoke(token.accessToken, 'access_token'));
    expect(failure.code).toBe(code);
    expect(org.control.isActive(token.accessToken)).toBe(true);
  });

  test('is not supported by a provider without such an endpoint', async () => {
    const other = new OrgSite(org);
    other.network.alter = alterJson('/openid-configuration', without('revocation_endpoint'));
    const failure = await other.failureOf(other.client.revoke('x', 'access_token'));
    expect(failure.code).toBe('revocation_unsupported');
  });
});

describe('introspection', () => {
  test('tells whether a token works', async () => {
    const live = await site.client.introspect(token.accessToken, 'access_token');
    expect(live).toMatchObject({ active: true, username: 'ada@example.com' });
    org.control.expireAccessTokens(token.accessToken);
    const dead = await site.client.introspect(token.accessToken, 'access_token');
    expect(dead.active).toBe(false);
  });

  test('fails with the org’s reason', async () => {
    org.faults.add({
      endpoint: 'introspect',
      fault: { status: 401, body: { error: 'invalid_client' } },
    });
    const failure = await site.failureOf(site.client.introspect(token.accessToken, 'access_token'));
    expect(failure.code).toBe('client_rejected');
  });
});

describe('userinfo', () => {
  test('gives the claims of the person that the ID token names', async () => {
    const claims = await site.client.userInfo(token);
    expect(claims).toMatchObject({ sub: token.claims?.sub, email: 'ada@example.com' });
  });

  test('of another person is refused', async () => {
    site.network.alter = alterJson('/userinfo', (json) => ({ ...json, sub: 'someone-else' }));
    const failure = await site.failureOf(site.client.userInfo(token));
    expect(failure.failureClass).not.toBe('internal');
  });

  test('with an expired access token is refused for the token’s sake', async () => {
    org.control.expireAccessTokens(token.accessToken);
    expect((await site.failureOf(site.client.userInfo(token))).code).toBe('access_token_rejected');
  });
});

test('the org itself made no error', () => {
  expect(org.control.serverErrors).toEqual([]);
});
