import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { issuerCandidateSchema, orgViewSchema } from '../../../src/shared/index.ts';
import { exampleCertificate } from '../../support/builders/certificate.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { anOrgInput, anOrgProfile } from '../../support/builders/org-profile.ts';
import { OrgsSite } from './orgs-site.ts';

const domain = 'https://acme.okta.com';
const server = `${domain}/oauth2/default`;
const vanity = 'https://login.acme.example';
const system = { proxy: { kind: 'system' }, caFile: null } as const;

let site: OrgsSite;

beforeEach(async () => {
  site = await OrgsSite.open();
});

afterEach(async () => {
  await site.close();
});

async function look(address: string, clientId: string | null = null) {
  const { candidates } = await site.orgs.look({ address, clientId, network: system });
  return candidates;
}

/** What was found, in short. */
async function found(address: string): Promise<readonly string[]> {
  return (await look(address)).map(({ issuer, relation }) => `${relation} ${issuer}`);
}

/** Adds a profile of an issuer that is there. */
async function anAddedOrg(): Promise<string> {
  site.hasIssuer(server);
  return (await site.orgs.add(anOrgInput({ issuer: server }))).orgId;
}

describe('looking for an org', () => {
  test('finds its issuer and the others of its domain, and stores nothing', async () => {
    site.hasIssuer(domain);
    site.hasIssuer(server);
    expect(await found('acme-admin.okta.com/admin/dashboard')).toEqual([
      `asked ${domain}`,
      `sibling ${server}`,
    ]);
    expect(site.preferences.orgs).toEqual([]);
  });

  test('tells from its metadata what an issuer is and offers', async () => {
    site.hasIssuer(server, {
      scopes_supported: ['openid', 'offline_access', 'device_sso'],
      device_authorization_endpoint: `${server}/v1/device/authorize`,
      end_session_endpoint: `${server}/v1/logout`,
      revocation_endpoint: `${server}/v1/revoke`,
      pushed_authorization_request_endpoint: `${server}/v1/par`,
      require_pushed_authorization_requests: true,
      dpop_signing_alg_values_supported: ['ES256'],
      acr_values_supported: ['phr'],
    });
    const [candidate] = await look(server);
    expect(issuerCandidateSchema.parse(candidate)).toEqual({
      issuer: server,
      relation: 'asked',
      server: 'okta_custom',
      scopes: ['openid', 'offline_access', 'device_sso'],
      supports: {
        refreshTokens: true,
        deviceAuthorization: true,
        signOut: true,
        revocation: true,
        pushedRequests: 'required',
        dpop: true,
        nativeSingleSignOn: true,
        acrValues: ['phr'],
      },
    });
  });

  test('takes what is missing, or of another type, as not offered', async () => {
    site.hasIssuer(domain, { scopes_supported: 'openid', acr_values_supported: [1] });
    const [candidate] = await look(domain);
    expect(candidate).toMatchObject({ server: 'okta_org', scopes: [] });
    expect(candidate?.supports).toEqual({
      refreshTokens: false,
      deviceAuthorization: false,
      signOut: false,
      revocation: false,
      pushedRequests: 'no',
      dpop: false,
      nativeSingleSignOn: false,
      acrValues: [],
    });
  });

  test('knows another provider by its endpoints', async () => {
    const realm = 'https://id.example/realms/acme';
    site.hasIssuer(realm, { authorization_endpoint: `${realm}/protocol/openid-connect/auth` });
    expect(await look(realm)).toMatchObject([{ issuer: realm, server: 'other' }]);
  });

  test('keeps an issuer byte for byte, with the slash that some have', async () => {
    site.hasIssuer('https://acme.eu.auth0.com/');
    expect(await found('acme.eu.auth0.com')).toEqual(['asked https://acme.eu.auth0.com/']);
  });

  test('tells an issuer of another host as such, when that host says the same', async () => {
    site.hasIssuer(domain, { issuer: vanity });
    site.hasIssuer(vanity);
    expect(await found(domain)).toEqual([`other_host ${vanity}`]);
  });

  test('tells another port as another host', async () => {
    site.hasIssuer('https://id.example:8443/a', { issuer: 'https://id.example/a' });
    site.hasIssuer('https://id.example/a');
    expect(await found('https://id.example:8443/a')).toEqual(['other_host https://id.example/a']);
  });

  test.each([
    ['that nobody answers for', vanity],
    ['that is no address', 'canary'],
    ['of plain http', 'http://login.acme.example'],
    ['on this computer', 'http://127.0.0.1:8080'],
    ['with a query', `${vanity}?x=1`],
  ])('does not offer an issuer %s', async (_what, named) => {
    site.hasIssuer(domain, { issuer: named });
    expect((await failureOf(look(domain))).failureClass).toBe('configuration');
    expect(site.asked.map(({ hostname }) => hostname)).not.toContain('127.0.0.1');
  });

  test('does not offer an issuer that names a third one when it is asked itself', async () => {
    site.hasIssuer(domain, { issuer: vanity });
    site.hasIssuer(vanity, { issuer: `${vanity}/` });
    const failure = await failureOf(look(domain));
    expect(failure).toMatchObject({ code: 'issuer_mismatch' });
    expect(failure.detail).toContain(vanity);
  });

  test('offers each issuer once', async () => {
    site.hasIssuer(domain);
    site.hasIssuer(server, { issuer: domain });
    expect(await found(domain)).toEqual([`asked ${domain}`]);
  });

  test('fails as the likeliest address did, when there is none', async () => {
    site.isOffline = true;
    expect((await failureOf(look(domain))).code).toBe('network_unreachable');
    site.isOffline = false;
    expect((await failureOf(look(domain))).code).toBe('discovery_failed');
  });

  test('names the client, and goes through the network of the profile', async () => {
    site.hasIssuer(domain);
    const network = { proxy: { kind: 'none' }, caFile: null } as const;
    await site.orgs.look({ address: domain, clientId: '0oa1', network });
    expect(site.networks).toEqual([network]);
    expect(site.asked[0]?.search).toBe('?client_id=0oa1');
  });

  test.each([
    ['an address', 'https://', system, 'invalid_input'],
    [
      'a proxy',
      domain,
      { ...system, proxy: { kind: 'server', url: 'proxy' } } as const,
      'invalid_input',
    ],
    ['certificates', domain, { ...system, caFile: '/nowhere/ca.pem' }, 'ca_file_unreadable'],
  ])('asks nobody without %s that can be used', async (_what, address, network, code) => {
    const failure = await failureOf(site.orgs.look({ address, clientId: null, network }));
    expect(failure.code).toBe(code);
    expect(site.asked).toEqual([]);
  });
});

describe('adding an org', () => {
  test('keeps it when its issuer confirms itself, and tells so', async () => {
    const orgId = await anAddedOrg();
    expect(site.orgs.require(orgId)).toEqual({ ...anOrgInput({ issuer: server }), id: orgId });
    expect(site.changes).toBe(1);
    site.restart();
    expect(site.orgs.profiles.map(({ id }) => id)).toEqual([orgId]);
  });

  test.each([
    ['another one', vanity],
    ['itself with a slash', `${server}/`],
    ['itself in capitals', server.replace('acme', 'ACME')],
  ])('is refused when its issuer says that it is %s, which is named', async (_what, named) => {
    site.hasIssuer(server, { issuer: named });
    const failure = await failureOf(site.orgs.add(anOrgInput({ issuer: server })));
    expect(failure.code).toBe('issuer_mismatch');
    expect(failure.detail).toContain(named);
    expect(site.preferences.orgs).toEqual([]);
  });

  test('is refused before anybody is asked when it is not valid', async () => {
    const input = anOrgInput({ issuer: server, scopes: ['a b'] });
    expect((await failureOf(site.orgs.add(input))).code).toBe('invalid_input');
    expect(site.asked).toEqual([]);
  });

  test('is refused once it is there, and another client or server of it is not', async () => {
    await anAddedOrg();
    const again = anOrgInput({ issuer: server, name: 'Again' });
    site.asked.length = 0;
    expect((await failureOf(site.orgs.add(again))).code).toBe('org_exists');
    expect(site.asked).toEqual([]);
    await site.orgs.add({ ...again, clientId: '0oaOther' });
    site.hasIssuer(`${domain}/oauth2/aus1`);
    await site.orgs.add({ ...again, issuer: `${domain}/oauth2/aus1` });
    expect(site.orgs.profiles).toHaveLength(3);
  });

  test('twice at the same time leaves one', async () => {
    site.hasIssuer(server);
    const input = anOrgInput({ issuer: server });
    const results = await Promise.allSettled([site.orgs.add(input), site.orgs.add(input)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(site.preferences.orgs).toHaveLength(1);
  });

  test('with certificates that cannot be read is refused', async () => {
    site.hasIssuer(server);
    const network = { ...system, caFile: site.path('missing.pem') };
    const failure = await failureOf(site.orgs.add(anOrgInput({ issuer: server, network })));
    expect(failure).toMatchObject({ code: 'ca_file_unreadable', detail: 'ENOENT' });
  });
});

describe('changing an org', () => {
  test('works offline while issuer, client and network stay', async () => {
    const orgId = await anAddedOrg();
    site.isOffline = true;
    const profile = anOrgInput({ issuer: server, name: 'New name', scopes: ['openid'] });
    await site.orgs.update({ orgId, profile });
    expect(site.orgs.require(orgId)).toMatchObject({ name: 'New name', scopes: ['openid'] });
    expect(site.changes).toBe(2);
  });

  test.each([
    ['issuer', { issuer: domain }],
    ['client', { clientId: '0oaOther' }],
    ['network', { network: { proxy: { kind: 'none' as const }, caFile: null } }],
  ])('asks the issuer when the %s is another one', async (_what, changes) => {
    const orgId = await anAddedOrg();
    const profile = anOrgInput({ issuer: server, ...changes });
    site.isOffline = true;
    const failure = await failureOf(site.orgs.update({ orgId, profile }));
    expect(failure.code).toBe('network_unreachable');
    expect(site.orgs.require(orgId)).toMatchObject(anOrgInput({ issuer: server }));
    site.isOffline = false;
    site.hasIssuer(domain);
    await site.orgs.update({ orgId, profile });
    expect(site.orgs.require(orgId)).toMatchObject(changes);
  });

  test('tells the clients it was of and is of, whose accounts have another way to their org now', async () => {
    const orgId = await anAddedOrg();
    expect(site.changed).toEqual(['0oaExample']);
    await site.orgs.update({
      orgId,
      profile: anOrgInput({ issuer: server, clientId: '0oaOther' }),
    });
    expect(site.changed).toEqual(['0oaExample', '0oaOther']);
    site.orgs.remove(orgId);
    expect(site.changed).toEqual(['0oaOther']);
  });

  test('into one that is there is refused', async () => {
    const orgId = await anAddedOrg();
    await site.orgs.add(anOrgInput({ issuer: server, clientId: '0oaOther' }));
    const profile = anOrgInput({ issuer: server, clientId: '0oaOther' });
    expect((await failureOf(site.orgs.update({ orgId, profile }))).code).toBe('org_exists');
  });

  test('into one that is not valid is refused', async () => {
    const orgId = await anAddedOrg();
    const profile = anOrgInput({ issuer: server, scopes: ['a b'] });
    expect((await failureOf(site.orgs.update({ orgId, profile }))).code).toBe('invalid_input');
  });

  test('that is not there says so', async () => {
    const gone = site.orgs.update({ orgId: 'gone', profile: anOrgInput() });
    expect((await failureOf(gone)).code).toBe('org_not_found');
  });
});

test('an org can be removed', async () => {
  const orgId = await anAddedOrg();
  site.orgs.remove(orgId);
  expect(site.orgs.profiles).toEqual([]);
  expect(site.changes).toBe(2);
});

test('the window sees the fields that the contract names, and no others', () => {
  site.documents.write({ orgs: [{ ...anOrgProfile(), future: 1 }] });
  site.restart();
  const [view] = site.orgs.views;
  expect(orgViewSchema.parse(view)).toEqual({ ...anOrgProfile(), isLocked: false });
});

test('the URIs to register are copied one to a line', async () => {
  await site.orgs.copyUris({
    ports: { kind: 'registered', ports: [8410, 8411] },
    kind: 'sign_out',
  });
  expect(site.copied).toEqual([
    'http://127.0.0.1:8410/signed-out\nhttp://127.0.0.1:8411/signed-out',
  ]);
});

describe('choosing certificates', () => {
  test('answers with the file, or with none', async () => {
    expect(await site.orgs.chooseCaFile()).toEqual({ path: null });
    site.chosen = site.path('ca.pem');
    await writeFile(site.chosen, `Acme\n${exampleCertificate}`);
    expect(await site.orgs.chooseCaFile()).toEqual({ path: site.chosen });
    expect(site.dialogs.map(({ kind }) => kind)).toEqual(['certificates', 'certificates']);
  });

  test('refuses a file without one', async () => {
    site.chosen = site.path('ca.pem');
    await writeFile(site.chosen, 'canary');
    const failure = await failureOf(site.orgs.chooseCaFile());
    expect(failure.code).toBe('ca_file_unreadable');
    expect(failure.detail).not.toContain('canary');
  });
});
