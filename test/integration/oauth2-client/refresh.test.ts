import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CredentialCoordinator, Token } from '../../../src/main/auth-foundation/index.ts';
import { tokensOf } from '../../support/builders/tokens.ts';
import { InMemoryTokenStorage } from '../../support/fakes/in-memory-token-storage.ts';
import type { OktaLikeOrg } from '../../support/okta-like-org/index.ts';
import { allScopes, alterJson, openOrg, OrgSite } from './org-site.ts';

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

describe('a refresh', () => {
  test('at an org that rotates brings a new refresh token, and that one works too', async () => {
    const first = await tokensOf(site.client.refresh(token));
    expect(first.idTokenProblem).toBeNull();
    expect(first.receivedAt).toBe(site.clock.now());
    expect(first.response.refresh_token).not.toBe(token.refreshToken);
    const refreshed = token.refreshedWith(first.response, site.clock.now());
    const second = await tokensOf(site.client.refresh(refreshed));
    expect(org.control.isActive(second.response.access_token)).toBe(true);
  });

  test('at an org with static refresh tokens keeps the one that is there', async () => {
    const atOrg = new OrgSite(org, 'org');
    const before = await atOrg.signIn();
    const { response } = await tokensOf(atOrg.client.refresh(before));
    const after = before.refreshedWith(response, atOrg.clock.now());
    expect(after.refreshToken).toBe(before.refreshToken);
    expect(after.accessToken).not.toBe(before.accessToken);
    await expect(atOrg.client.refresh(after)).resolves.toBeDefined();
  });

  test('keeps fields that this app does not know', async () => {
    site.network.alter = alterJson('/token', (json) => ({ ...json, x_unknown: { kept: true } }));
    const { response } = await tokensOf(site.client.refresh(token));
    expect(response.x_unknown).toEqual({ kept: true });
  });

  test('asks for the keys once', async () => {
    const before = org.control.countRequests({ endpoint: 'keys' });
    await site.client.refresh(token);
    expect(org.control.countRequests({ endpoint: 'keys' })).toBe(before);
  });

  test('without a refresh token asks nobody', async () => {
    const before = org.control.countRequests({ endpoint: 'token' });
    const without = Token.fromResponse(
      { access_token: token.accessToken, token_type: 'Bearer' },
      token.context,
      token.issuedAt,
    );
    const failure = await site.failureOf(site.client.refresh(without));
    expect(failure).toMatchObject({ code: 'no_refresh_token', failureClass: 'sign_in_needed' });
    expect(org.control.countRequests({ endpoint: 'token' })).toBe(before);
  });

  test('that the org no longer accepts needs a sign-in, and tells its request id', async () => {
    const [grant] = org.control.grants().slice(-1);
    org.control.revokeGrant(grant?.grantId ?? '');
    const failure = await site.failureOf(site.client.refresh(token));
    expect(failure).toMatchObject({
      code: 'refresh_token_rejected',
      failureClass: 'sign_in_needed',
      detail: 'The refresh token is invalid or expired.',
    });
    expect(failure.requestId).toMatch(/\S{8,}/);
  });

  test('asks for fewer scopes on request, and the session keeps its own', async () => {
    const fewer = await tokensOf(site.client.refresh(token, ['openid', 'email']));
    expect(fewer.response.scope?.split(' ').sort()).toEqual(['email', 'openid']);
    const after = token.withRefreshToken(fewer.response.refresh_token ?? '');
    const whole = await tokensOf(site.client.refresh(after));
    expect(whole.response.scope?.split(' ').sort()).toEqual([...allScopes].sort());
  });

  test('tells the request id of its answer', async () => {
    expect((await tokensOf(site.client.refresh(token))).requestId).toMatch(/\S{8,}/);
  });

  test('that brings another person is refused by the coordinator', async () => {
    const grace = org.people[1];
    const stranger = Token.fromResponse(
      {
        access_token: token.accessToken,
        token_type: 'Bearer',
        refresh_token: token.refreshToken,
        id_token: `e30.${Buffer.from(JSON.stringify({ sub: grace?.uid })).toString('base64url')}.x`,
      },
      token.context,
      token.issuedAt,
    );
    const coordinator = new CredentialCoordinator({
      storage: new InMemoryTokenStorage(),
      clientFor: () => site.client,
      clock: site.clock,
    });
    const credential = await coordinator.store(stranger);
    const failure = await site.failureOf(credential.refresh());
    expect(failure).toMatchObject({ code: 'subject_changed', failureClass: 'sign_in_needed' });
    expect(failure.requestId).toMatch(/\S{8,}/);
    expect(credential.token).toBe(stranger);
  });
});

describe('a refresh whose ID token cannot be taken', () => {
  const wrongSignature = alterJson('/token', (json) => ({
    ...json,
    id_token: String(json.id_token).replace(/[^.]+$/, 'AAAA'),
  }));

  test('keeps the rotated refresh token, and tells why', async () => {
    site.network.alter = wrongSignature;
    const answer = await tokensOf(site.client.refresh(token));
    expect(answer.idTokenProblem?.code).toBe('id_token_invalid');
    expect(answer.response.id_token).toBeUndefined();
    expect(answer.response.refresh_token).not.toBe(token.refreshToken);
    site.network.alter = (_url, response) => response;
    const next = token.refreshedWith(answer.response, site.clock.now());
    expect(next.idToken).toBe(token.idToken);
    expect((await tokensOf(site.client.refresh(next))).idTokenProblem).toBeNull();
    if (answer.idTokenProblem !== null) site.expectNoSecretIn(answer.idTokenProblem);
  });

  test.each([
    ['cannot be reached', { drop: true } as const, 'network_unreachable'],
    ['has a problem', { status: 503 }, 'server_unavailable'],
    ['limits requests', { status: 429 }, 'rate_limited'],
    ['answers with a page', { status: 200, body: '<html>' }, 'malformed_response'],
  ])('because the keys endpoint %s: keeps it all the same', async (_what, fault, code) => {
    const fresh = new OrgSite(org);
    org.faults.add({ endpoint: 'keys', fault });
    const answer = await tokensOf(fresh.client.refresh(token));
    expect(answer.idTokenProblem?.code).toBe(code);
    expect(answer.response.refresh_token).not.toBe(token.refreshToken);
    expect(org.control.isActive(answer.response.refresh_token ?? '')).toBe(true);
  });

  test('that is no JWT is set aside too', async () => {
    site.network.alter = alterJson('/token', (json) => ({ ...json, id_token: 'garbage' }));
    const answer = await tokensOf(site.client.refresh(token));
    expect(answer.idTokenProblem?.code).toBe('id_token_invalid');
    expect(answer.response.access_token).toBeTruthy();
  });
});

describe('a refresh whose answer breaks the rules', () => {
  test.each([
    ['a scope of null', { scope: null }],
    ['a lifetime of null', { expires_in: null }],
    ['an ID token of null', { id_token: null }],
    ['a device secret of null', { device_secret: null }],
    ['a scope that is a list', { scope: ['openid'] }],
  ])('with %s: keeps the rotated refresh token', async (_what, fields) => {
    site.network.alter = alterJson('/token', (json) => ({ ...json, ...fields }));
    const { response, idTokenProblem } = await tokensOf(site.client.refresh(token));
    expect(idTokenProblem?.code).toBe('malformed_response');
    expect(response.refresh_token).not.toBe(token.refreshToken);
    expect(org.control.isActive(response.refresh_token ?? '')).toBe(true);
    const next = token.refreshedWith(response, site.clock.now());
    expect(next.refreshToken).toBe(response.refresh_token);
    expect(next.idToken).toBe(token.idToken);
    expect(next.scopes).not.toEqual([]);
  });

  test('with a refresh token of null: keeps the old one', async () => {
    const atOrg = new OrgSite(org, 'org');
    const before = await atOrg.signIn();
    atOrg.network.alter = alterJson('/token', (json) => ({ ...json, refresh_token: null }));
    const { response } = await tokensOf(atOrg.client.refresh(before));
    const after = before.refreshedWith(response, atOrg.clock.now());
    expect(after.refreshToken).toBe(before.refreshToken);
    expect(after.accessToken).not.toBe(before.accessToken);
  });

  test('with a lifetime as a text, beside an ID token that cannot be taken: reads it', async () => {
    site.network.alter = alterJson('/token', (json) => ({
      ...json,
      expires_in: '3600',
      id_token: 'garbage',
    }));
    const { response } = await tokensOf(site.client.refresh(token));
    expect(response.expires_in).toBe(3600);
    expect(org.control.isActive(response.refresh_token ?? '')).toBe(true);
  });
});

describe('an answer without a token', () => {
  test.each([
    ['has no access token', { token_type: 'Bearer' }],
    ['has an access token that is no text', { access_token: 7, token_type: 'Bearer' }],
    ['has an empty access token', { access_token: '', token_type: 'Bearer' }],
    ['is an error with status 200', { error: 'invalid_grant' }],
    ['is an empty object', {}],
  ])('%s: is never taken for one', async (_what, body) => {
    org.faults.add({ endpoint: 'token', fault: { status: 200, body } });
    const failure = await site.failureOf(site.client.refresh(token));
    expect(failure.code).toBe('malformed_response');
  });
});
