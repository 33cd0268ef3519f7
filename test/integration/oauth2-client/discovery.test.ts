import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OAuth2ClientPool, issuer } from '../../../src/main/auth-foundation/index.ts';
import { rateLimited, type OktaLikeOrg } from '../../support/okta-like-org/index.ts';
import { alterJson, openOrg, OrgSite } from './org-site.ts';

let org: OktaLikeOrg;
let site: OrgSite;
const countDiscoveries = (): number => org.control.countRequests({ endpoint: 'discovery' });

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

describe('discovery', () => {
  test('finds the metadata of the issuer that was asked', async () => {
    const metadata = await site.client.discover();
    expect(metadata.issuer).toBe(org.issuerOf('default'));
    expect(metadata.token_endpoint).toBe(`${org.issuerOf('default')}/v1/token`);
  });

  test('is one request for all who ask at the same time and after', async () => {
    const before = countDiscoveries();
    await Promise.all(Array.from({ length: 20 }, () => site.client.discover()));
    await site.client.discover();
    expect(countDiscoveries()).toBe(before + 1);
  });

  test('does not remember a failure', async () => {
    org.faults.add({ endpoint: 'discovery', times: 3, fault: { status: 503 } });
    const callers = [site.client.discover(), site.client.discover()];
    for (const caller of callers) {
      expect((await site.failureOf(caller)).code).toBe('server_unavailable');
    }
    await expect(site.client.discover()).resolves.toBeDefined();
  });

  test('says which app asks', async () => {
    await site.client.discover();
    const [request] = org.control.requests({ endpoint: 'discovery' }).slice(-1);
    expect(request?.headers['user-agent']).toBe('OktaAccountManager/test');
  });
});

describe('discovery fails', () => {
  test('when another issuer answers', async () => {
    site.network.alter = alterJson('/openid-configuration', (json) => ({
      ...json,
      issuer: 'https://evil.example',
    }));
    const failure = await site.failureOf(site.client.discover());
    expect(failure).toMatchObject({ code: 'issuer_mismatch', failureClass: 'configuration' });
  });

  test('when nothing is there', async () => {
    const client = site.clientAt(`${org.origin}/oauth2/nowhere`);
    expect((await site.failureOf(client.discover())).code).toBe('discovery_failed');
  });

  test('when a page comes instead of metadata', async () => {
    org.faults.add({
      endpoint: 'discovery',
      fault: { status: 200, body: '<!doctype html>', headers: { 'content-type': 'text/html' } },
    });
    expect((await site.failureOf(site.client.discover())).code).toBe('discovery_failed');
  });

  test('when plain HTTP would leave this machine, without asking', async () => {
    let asked = false;
    site.network.alter = (_url, response) => {
      asked = true;
      return response;
    };
    const client = site.clientAt('http://issuer.example');
    expect((await site.failureOf(client.discover())).code).toBe('discovery_failed');
    expect(asked).toBe(false);
  });

  test('for a while when the org limits requests, with the time of its end', async () => {
    const fault = rateLimited(30);
    org.faults.add({ endpoint: 'discovery', fault });
    const failure = await site.failureOf(site.client.discover());
    expect(failure).toMatchObject({ code: 'rate_limited', failureClass: 'transient' });
    const reset = Number(fault.headers?.['x-rate-limit-reset']) * 1000;
    expect(Math.abs((failure.retryAt ?? 0) - reset)).toBeLessThan(2_000);
  });

  test('for a while when the connection breaks', async () => {
    org.faults.add({ endpoint: 'discovery', fault: { drop: true } });
    expect((await site.failureOf(site.client.discover())).code).toBe('network_unreachable');
  });

  test('in the same words when it was part of another call', async () => {
    const token = await site.signIn();
    const fresh = new OrgSite(org).client;
    org.faults.add({ endpoint: 'discovery', fault: { status: 502 } });
    expect((await site.failureOf(fresh.refresh(token))).code).toBe('server_unavailable');
  });
});

test('a pool gives each issuer and client one client', () => {
  const { clock, network } = site;
  const pool = new OAuth2ClientPool({ fetch: network.fetch, clock, userAgent: 'x' });
  const at = (url: string, clientId: string) => pool.get({ issuer: issuer(url), clientId });
  expect(at('https://a.example', 'one')).toBe(at('https://a.example', 'one'));
  expect(at('https://a.example', 'one')).not.toBe(at('https://a.example', 'two'));
  expect(at('https://a.example', 'one')).not.toBe(at('https://b.example', 'one'));
});
