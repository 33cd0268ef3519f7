import type { ServerMetadata } from 'openid-client';
import { describe, expect, test } from 'vitest';
import { seconds } from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { turn } from '../../support/builders/turn.ts';
import { SigningOrg } from './signing-org.ts';

const path = '/.well-known/openid-configuration';
const oauthPath = '/.well-known/oauth-authorization-server';
const missing = (): Response => Response.json({ errorCode: 'E0000007' }, { status: 404 });

/** The metadata of an org, as it tells them itself, with some fields changed. */
const document =
  (org: SigningOrg, changes: Readonly<Record<string, unknown>> = {}) =>
  () =>
    Response.json({
      issuer: org.issuer,
      authorization_endpoint: `${org.issuer}/authorize`,
      token_endpoint: `${org.issuer}/token`,
      ...changes,
    });

describe('when the metadata name another issuer', () => {
  test('they are asked for once more for the client, whose form of it counts', async () => {
    const org = new SigningOrg();
    org.next(path, document(org, { issuer: 'https://custom.example/oauth2/default' }));
    expect((await org.client.discover()).issuer).toBe(org.issuer);
    expect(org.seen.map(({ query }) => query)).toEqual(['', 'client_id=0oaExample']);
  });

  test('for the client too, the failure names it', async () => {
    const org = new SigningOrg();
    org.answers.set(path, document(org, { issuer: 'https://custom.example/oauth2/default' }));
    expect(await failureOf(org.client.discover())).toMatchObject({
      code: 'issuer_mismatch',
      failureClass: 'configuration',
      detail: 'The issuer there is https://custom.example/oauth2/default.',
    });
    expect(org.count(path)).toBe(2);
  });

  test.each([
    ['a slash at its end', (issuer: string) => `${issuer}/`],
    ['capital letters', (issuer: string) => issuer.replace('signing', 'SIGNING')],
    ['the usual port', (issuer: string) => issuer.replace('.example', '.example:443')],
  ])('that differs by %s, it is another one (RFC 8414, section 3.3)', async (_what, change) => {
    const org = new SigningOrg();
    org.metadata = { issuer: change(org.issuer) };
    expect((await failureOf(org.client.discover())).code).toBe('issuer_mismatch');
  });

  test('and nothing can be had for the client, the failure is still the issuer’s', async () => {
    const org = new SigningOrg();
    const other = document(org, { issuer: 'https://custom.example' });
    org.next(path, other, () => Response.json({}, { status: 400 }));
    expect((await failureOf(org.client.discover())).detail).toContain('https://custom.example');
  });

  test('and the connection breaks then, it is not called a wrong issuer', async () => {
    const org = new SigningOrg();
    const lost = (): Promise<never> => Promise.reject(new TypeError('reset'));
    org.next(path, document(org, { issuer: 'https://custom.example' }), lost, lost, lost);
    expect((await failureOf(org.client.discover())).code).toBe('network_unreachable');
  });

  test('a long one is not told in full', async () => {
    const org = new SigningOrg();
    org.metadata = { issuer: `https://custom.example/${'x'.repeat(10_000)}` };
    expect((await failureOf(org.client.discover())).detail?.length).toBeLessThan(300);
  });
});

describe('an issuer without a document of OpenID Connect', () => {
  const inFront = `https://signing.example${oauthPath}/oauth2/default`;

  test('is found by that of OAuth, in front of its path', async () => {
    const org = new SigningOrg();
    org.answers.set(path, missing);
    org.answers.set(inFront, document(org));
    expect((await org.client.discover()).token_endpoint).toBe(`${org.issuer}/token`);
    expect(org.paths).toEqual([path, inFront]);
  });

  test('or behind its path, as Okta has it', async () => {
    const org = new SigningOrg();
    org.answers.set(path, missing);
    org.answers.set(oauthPath, document(org));
    expect((await org.client.discover()).issuer).toBe(org.issuer);
    expect(org.paths).toEqual([path, inFront, oauthPath]);
  });

  test('and without those is not found', async () => {
    const org = new SigningOrg();
    org.answers.set(path, missing);
    expect((await failureOf(org.client.discover())).code).toBe('discovery_failed');
    expect(org.paths).toEqual([path, inFront, oauthPath]);
  });

  test.each([401, 403, 400])('but an answer %i, is not searched elsewhere', async (status) => {
    const org = new SigningOrg();
    org.answers.set(path, () => Response.json({}, { status }));
    expect((await failureOf(org.client.discover())).code).toBe('discovery_failed');
    expect(org.paths).toEqual([path]);
  });

  test('whose other documents cannot be reached is not called missing', async () => {
    const org = new SigningOrg();
    org.answers.set(path, missing);
    org.answers.set(inFront, () => new Response('', { status: 503 }));
    expect((await failureOf(org.client.discover())).code).toBe('server_unavailable');
  });
});

describe('metadata are refused', () => {
  test.each([
    ['token_endpoint', 'http://signing.example/token'],
    ['jwks_uri', 'http://127.0.0.1:8080/keys'],
    ['authorization_endpoint', 'javascript:alert(1)'],
    ['end_session_endpoint', 'file:///etc/hosts'],
    ['revocation_endpoint', 'not an address'],
    ['userinfo_endpoint', 7],
    ['device_authorization_endpoint', null],
    ['pushed_authorization_request_endpoint', ''],
  ])('whose %s is %j', async (field, value) => {
    const org = new SigningOrg();
    org.metadata = { [field]: value };
    expect(await failureOf(org.client.discover())).toMatchObject({
      code: 'discovery_failed',
      detail: `The metadata’s ${field} is no address that may be used.`,
    });
  });

  test('of a redirect, which is not followed', async () => {
    const org = new SigningOrg();
    const headers = { location: 'https://evil.example' };
    org.answers.set(path, () => new Response(null, { status: 302, headers }));
    expect((await failureOf(org.client.discover())).code).toBe('redirect_refused');
  });

  test.each(['no address', 'ftp://signing.example'])('of the issuer “%s”', async (url) => {
    const org = new SigningOrg(undefined, url);
    expect((await failureOf(org.client.discover())).code).toBe('discovery_failed');
    expect(org.seen).toEqual([]);
  });
});

test('an issuer on this machine may have its endpoints there, over plain HTTP', async () => {
  const org = new SigningOrg(undefined, 'http://127.0.0.1:8080/oauth2/default');
  expect((await org.client.discover()).issuer).toBe(org.issuer);
});

describe('what a profile says about the metadata', () => {
  const overrides = (fields: Partial<ServerMetadata>) => ({ metadataOverrides: () => fields });

  test('takes the place of what is discovered, and leaves the rest', async () => {
    const org = new SigningOrg();
    const token_endpoint = 'https://tokens.example/token';
    const client = org.newClient(overrides({ token_endpoint }));
    const { jwks_uri: keys } = await client.discover();
    expect(await client.discover()).toMatchObject({ token_endpoint, issuer: org.issuer });
    expect(keys).toBe(`${org.issuer}/keys`);
    expect(org.count(path)).toBe(1);
  });

  test('is asked for each time, for the client in question', async () => {
    const org = new SigningOrg();
    let count = 0;
    const client = org.newClient({
      metadataOverrides: ({ clientId }) => ({
        token_endpoint: `https://${clientId.toLowerCase()}.example/${(count += 1)}`,
      }),
    });
    await client.discover();
    const { token_endpoint: second } = await client.discover();
    expect(second).toBe('https://0oaexample.example/2');
  });

  test('can be enough, so that nothing is discovered', async () => {
    const org = new SigningOrg();
    const fields = {
      issuer: org.issuer,
      authorization_endpoint: `${org.issuer}/authorize`,
      token_endpoint: `${org.issuer}/token`,
      jwks_uri: `${org.issuer}/keys`,
    };
    const client = org.newClient(overrides(fields));
    expect(await client.discover()).toEqual(fields);
    expect((await org.signIn(client)).claims?.sub).toBe('00uAda');
    expect(org.count(path)).toBe(0);
  });

  test('cannot be another issuer', async () => {
    const org = new SigningOrg();
    const client = org.newClient(overrides({ issuer: 'https://other.example' }));
    const failure = await failureOf(client.discover());
    expect(failure).toMatchObject({ code: 'issuer_mismatch' });
    expect(failure.detail).toContain('https://other.example');
  });

  test('has to be an address that may be used', async () => {
    const org = new SigningOrg();
    const client = org.newClient(overrides({ token_endpoint: 'http://plain.example/token' }));
    expect((await failureOf(client.discover())).code).toBe('discovery_failed');
  });
});

test('metadata that cannot be renewed are used on, and why is told', async () => {
  const org = new SigningOrg();
  const told: unknown[] = [];
  const client = org.newClient({
    metadataLifetime: seconds(60),
    onBackgroundError: (thrown) => told.push(thrown),
  });
  await client.discover();
  org.clock.advance(61_000);
  org.answers.set(path, () => new Response('', { status: 503 }));
  expect((await client.discover()).issuer).toBe(org.issuer);
  await expect.poll(() => told).toMatchObject([{ code: 'server_unavailable' }]);
  await turn();
});
