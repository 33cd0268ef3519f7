import { expect, test } from 'vitest';

import {
  demoClient,
  type IssuerMode,
  type OktaLikeOrg,
} from '../../support/okta-like-org/index.ts';
import { createApp, refreshTokenOf, startOrg } from './relying-app.ts';

function startOrgWithDomain(alias: 'other_port' | 'localhost', issuerMode: IssuerMode) {
  return startOrg({
    alias,
    authorizationServers: [{ name: 'default', issuerMode }],
    clients: [demoClient, { ...demoClient, clientId: '0oaorg', issuerMode: 'org' }],
  });
}

async function issuerAt(org: OktaLikeOrg, at: 'origin' | 'alias', query = ''): Promise<unknown> {
  const url = `${org.issuerOf('default', at)}/.well-known/openid-configuration${query}`;
  const metadata: unknown = await (await fetch(url)).json();
  return typeof metadata === 'object' && metadata !== null && 'issuer' in metadata
    ? metadata.issuer
    : undefined;
}

test.each([
  ['other_port', 'org', 'origin', 'origin'],
  ['other_port', 'custom', 'alias', 'alias'],
  ['localhost', 'custom', 'alias', 'alias'],
  ['other_port', 'dynamic', 'origin', 'alias'],
  ['localhost', 'dynamic', 'origin', 'alias'],
] as const)(
  'as %s in mode "%s" names the issuer at the %s and at the %s',
  async (alias, mode, atOrigin, atAlias) => {
    const org = await startOrgWithDomain(alias, mode);
    expect(await issuerAt(org, 'origin')).toBe(org.issuerOf('default', atOrigin));
    expect(await issuerAt(org, 'alias')).toBe(org.issuerOf('default', atAlias));
  },
);

test('names the issuer in the form of one client when asked for it', async () => {
  const org = await startOrgWithDomain('other_port', 'custom');
  expect(await issuerAt(org, 'alias', '?client_id=0oaorg')).toBe(org.issuerOf('default'));
  expect(await issuerAt(org, 'origin', `?client_id=${demoClient.clientId}`)).toBe(
    org.issuerOf('default', 'alias'),
  );
});

test.each(['other_port', 'localhost'] as const)('signs in and refreshes at %s', async (alias) => {
  const org = await startOrgWithDomain(alias, 'custom');
  const app = await createApp(org, 'default', { at: 'alias' });
  const tokens = await app.signIn();
  expect(tokens.claims()?.iss).toBe(org.issuerOf('default', 'alias'));
  const refreshed = await app.refresh(refreshTokenOf(tokens));
  expect(refreshed.claims()?.iss).toBe(org.issuerOf('default', 'alias'));
  expect((await app.userinfo(refreshed.access_token)).name).toBe('Ada Lovelace');
});

test('has one origin without a custom domain', async () => {
  const org = await startOrg();
  expect(org.aliasOrigin).toBe(org.origin);
  expect(org.issuerOf('default', 'alias')).toBe(org.issuerOf('default'));
});
