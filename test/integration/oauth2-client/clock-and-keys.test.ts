import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AuthorizationCodeFlow } from '../../../src/main/oauth2-flows/index.ts';
import { tokensOf } from '../../support/builders/tokens.ts';
import type { OktaLikeOrg } from '../../support/okta-like-org/index.ts';
import { allScopes, alterJson, openOrg, OrgSite, redirectUri } from './org-site.ts';

const hour = 3_600_000;
let org: OktaLikeOrg;
let site: OrgSite;

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

describe('on a computer whose clock is three hours', () => {
  test.each([
    ['ahead', 3 * hour],
    ['behind', -3 * hour],
  ])('%s, a person signs in and refreshes', async (_how, wrong) => {
    site.clock.setTo(Date.now() + wrong);
    const token = await site.signIn();
    expect((await tokensOf(site.client.refresh(token))).idTokenProblem).toBeNull();
    expect(token.isExpired(site.clock.now())).toBe(false);
    expect(Math.abs((site.client.clockOffset?.offset ?? 0) + wrong)).toBeLessThan(5_000);
  });

  test('ahead, without following the org’s clock, a sign-in is refused, and its tokens are revoked', async () => {
    site.clock.setTo(Date.now() + 3 * hour);
    const client = site.clientAt(org.issuerOf('default'), { followServerClock: 'off' });
    const flow = new AuthorizationCodeFlow(client, site.clock);
    const { url, context } = await flow.start({
      redirectUri,
      scopes: allScopes,
      pushed: 'when_required',
      bind: 'none',
    });
    const failure = await site.failureOf(flow.resume(context, await site.redirectFor(url)));
    expect(failure.code).toBe('id_token_invalid');
    expect(failure.detail).toContain('about 180 minutes ahead of the org’s');
    await expect.poll(() => org.control.grants().at(-1)?.isAlive).toBe(false);
  });
});

describe('when the org changes its signing key', () => {
  test('the next refresh verifies by the new one', async () => {
    const { publicKey } = await generateKeyPair('RS256');
    const old = { ...(await exportJWK(publicKey)), kid: 'old', alg: 'RS256', use: 'sig' };
    const token = await site.signIn();
    const fresh = new OrgSite(org);
    fresh.network.alter = alterJson('/keys', () => ({ keys: [old] }));
    const first = await tokensOf(fresh.client.refresh(token));
    expect(first.idTokenProblem?.code).toBe('id_token_invalid');
    fresh.network.alter = (_url, response) => response;
    fresh.clock.advance(61_000);
    const next = token.refreshedWith(first.response, fresh.clock.now());
    expect((await tokensOf(fresh.client.refresh(next))).idTokenProblem).toBeNull();
  });
});

describe('a refresh that the org limits for a second', () => {
  test('is sent once more, and says so', async () => {
    const token = await site.signIn();
    const headers = { 'retry-after': '1', 'x-okta-request-id': 'req-limited' };
    org.faults.add({ endpoint: 'token', times: 1, fault: { status: 429, headers } });
    const { response } = await tokensOf(site.client.refresh(token));
    expect(org.control.isActive(response.refresh_token ?? '')).toBe(true);
    const [request] = org.control.requests({ endpoint: 'token' }).slice(-1);
    expect(request?.headers).toMatchObject({
      'x-okta-retry-for': 'req-limited',
      'x-okta-retry-count': '1',
    });
  });
});
