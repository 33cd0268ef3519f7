import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrgInput } from '../../../src/shared/index.ts';
import {
  activateWithoutBrowser,
  BrowserLessBrowser,
} from '../../support/okta-like-org/browser-less-login.ts';
import {
  deviceGrant,
  tokenExchangeGrant,
  type OktaLikeOrg,
} from '../../support/okta-like-org/index.ts';
import { AppSite, clientId, startOrgForApp } from './app-site.ts';

// Of this file's own, so that no other one is in the way.
const ports = [8440, 8441, 8442, 8443, 8444];
const redirectPorts = { kind: 'registered' as const, ports };
const boundClientId = '0oaBound';
const pushingClientId = '0oaPushing';
const secondClientId = '0oaReports';
const withSharedSession = ['openid', 'profile', 'email', 'offline_access', 'device_sso'];

let org: OktaLikeOrg;
let site: AppSite;

beforeAll(async () => {
  org = await startOrgForApp(
    [
      { grantTypes: ['authorization_code', 'refresh_token', deviceGrant] },
      { clientId: boundClientId, dpop: 'required' },
      { clientId: pushingClientId, requirePushedRequests: true },
      {
        clientId: secondClientId,
        grantTypes: ['authorization_code', 'refresh_token', tokenExchangeGrant],
      },
    ],
    {
      authorizationServers: [
        { name: 'default', refreshTokenRotation: 'rotate', deviceIntervalSeconds: 1 },
        { name: 'ausEngineering', refreshTokenRotation: 'rotate', leewaySeconds: 0 },
      ],
    },
    ports,
  );
});
beforeEach(async () => {
  site = await AppSite.start(org);
});
afterEach(async () => {
  expectNoSecretTold();
  expect(org.control.serverErrors).toEqual([]);
  await site.close();
});
afterAll(() => org.close());

function addOrg(changes: Partial<OrgInput> = {}): Promise<string> {
  return site.addOrg({ redirectPorts, ...changes });
}

async function emails(): Promise<readonly (string | null)[]> {
  return (await site.snapshot()).accounts.map(({ person }) => person.email);
}

function expectNoSecretTold(): void {
  const told = JSON.stringify([site.patches, site.log.lines, site.lastPage]);
  expect(site.network.secrets.size).toBeGreaterThan(0);
  for (const secret of site.network.secrets) expect(told).not.toContain(secret);
}

describe('signing in with a device', () => {
  test('ends with an account, when the code was typed in another browser', async () => {
    const orgId = await addOrg();
    const attemptId = await site.startSignIn(orgId, { method: { kind: 'device' }, tags: ['tv'] });
    const { userCode, verificationUri } = await site.reaches(attemptId, 'waiting_for_device');
    await site.manager.handlers()['signIn.copyCode']({ attemptId });
    expect(site.clipboard.text).toBe(userCode);
    const grace = org.people[1];
    if (grace === undefined) throw new Error('The org has no second person.');
    await activateWithoutBrowser({ verificationUri, userCode, ...grace });
    await site.reaches(attemptId, 'done');
    expect(site.opened).toEqual([]);
    const { id } = await site.account('grace@example.com');
    await site.manager.handlers()['accounts.refresh']({ accountId: id });
    expect(await site.account('grace@example.com')).toMatchObject({ tags: ['tv'], problem: null });
  });

  test('that is declined there is told so', async () => {
    const attemptId = await site.startSignIn(await addOrg(), { method: { kind: 'device' } });
    const { verificationUriComplete } = await site.reaches(attemptId, 'waiting_for_device');
    const ada = org.people[0];
    if (ada === undefined) throw new Error('The org has no people.');
    await activateWithoutBrowser({
      verificationUri: verificationUriComplete ?? '',
      ...ada,
      answer: 'deny',
    });
    expect(await site.reaches(attemptId, 'failed')).toMatchObject({
      error: { code: 'sign_in_denied' },
    });
    expect(await emails()).toEqual([]);
  });
});

describe('an account that is bound to a key', () => {
  test('is refreshed with its key after a restart', async () => {
    const orgId = await addOrg({ clientId: boundClientId, dpop: true });
    expect(await site.signIn(orgId, 0)).toMatchObject({ phase: 'done' });
    const { id, isBound } = await site.account('ada@example.com');
    expect(isBound).toBe(true);
    site = await site.restart();
    org.control.renewDpopNonce();
    await site.manager.handlers()['accounts.refresh']({ accountId: id });
    expect(await site.account('ada@example.com')).toMatchObject({ isBound: true, problem: null });
  });

  test('cannot be had where the profile does not bind, and the reason is told', async () => {
    const orgId = await addOrg({ clientId: boundClientId });
    const view = await site.signIn(orgId, 0);
    expect(view).toMatchObject({ phase: 'failed', error: { class: 'configuration' } });
    expect(await emails()).toEqual([]);
  });
});

describe('a client whose requests have to be sent ahead', () => {
  test('signs in with a profile that does so', async () => {
    const orgId = await addOrg({ clientId: pushingClientId, pushedRequests: 'always' });
    expect(await site.signIn(orgId, 0)).toMatchObject({ phase: 'done' });
    expect([...(site.opened[0]?.searchParams.keys() ?? [])].sort()).toEqual([
      'client_id',
      'request_uri',
    ]);
  });
});

describe('native single sign-on', () => {
  test('adds an account of a second client without a browser, until the first is revoked', async () => {
    const orgId = await addOrg({ scopes: withSharedSession });
    await site.signIn(orgId, 0);
    const first = await site.account('ada@example.com');
    const secondOrg = await addOrg({ name: 'Reports', clientId: secondClientId });
    const attemptId = await site.startSignIn(secondOrg, {
      method: { kind: 'single_sign_on', from: first.id },
      tags: ['reports'],
    });
    const { signedInId } = await site.reaches(attemptId, 'done');
    expect(site.opened).toHaveLength(1);
    const { accounts } = await site.snapshot();
    expect(accounts.map(({ org: { name }, tags }) => [name, tags])).toEqual([
      ['Example', ['work']],
      ['Reports', ['reports']],
    ]);
    expect(await site.account('ada@example.com')).toEqual(first);
    await site.manager.handlers()['accounts.refresh']({ accountId: signedInId });
    await site.manager.handlers()['accounts.revoke']({ accountId: first.id });
    const again = await site.startSignIn(secondOrg, {
      method: { kind: 'single_sign_on', from: first.id },
    });
    expect(await site.reaches(again, 'failed')).toMatchObject({
      error: { code: 'single_sign_on_unavailable' },
    });
  });
});

describe('signing the browser out', () => {
  test('ends its session at the org, and no account', async () => {
    const orgId = await addOrg();
    await site.signIn(orgId, 0);
    const { id } = await site.account('ada@example.com');
    expect(await site.signOut(id)).toMatchObject({ phase: 'done', person: 'Ada Lovelace' });
    expect(site.lastPage).toContain('signed out');
    const { entries } = await site.manager.handlers()['accounts.history']({ accountId: id });
    expect(entries.at(-1)).toMatchObject({ event: 'browser_signed_out' });
    await site.manager.handlers()['accounts.refresh']({ accountId: id });
    expect((await site.account('ada@example.com')).problem).toBeNull();
  });

  test('makes the org forget the browser: it asks for the password where it would have let Ada in', async () => {
    const orgId = await addOrg();
    await site.signIn(orgId, 0);
    const { id } = await site.account('ada@example.com');
    const pageOf = async (): Promise<string> => {
      site.person = null;
      const attemptId = await site.startSignIn(orgId, { accountId: id });
      await site.reaches(attemptId, 'waiting_for_browser');
      const visit = await site.browser.visit(site.opened.at(-1) ?? '');
      await site.manager.handlers()['signIn.cancel']({ attemptId });
      return visit.kind;
    };
    expect(await pageOf()).toBe('left');
    await site.signOut(id);
    expect(await pageOf()).toBe('page');
  });
});

describe('several sign-ins at the same time', () => {
  async function waiting(orgId: string, wish: Parameters<AppSite['startSignIn']>[1] = {}) {
    site.person = null;
    const id = await site.startSignIn(orgId, wish);
    await site.reaches(id, 'waiting_for_browser');
    const url = site.opened.at(-1);
    if (url === undefined) throw new Error('No browser was opened.');
    return { id, url };
  }

  test('at two issuers end each with its own account', async () => {
    const first = await waiting(await addOrg());
    const engineering = { name: 'Engineering', issuer: org.issuerOf('ausEngineering') };
    const second = await waiting(await addOrg(engineering));
    await Promise.all([
      site.visit(second.url, 1, new BrowserLessBrowser()),
      site.visit(first.url, 0, new BrowserLessBrowser()),
    ]);
    await site.reaches(first.id, 'done');
    await site.reaches(second.id, 'done');
    const { accounts } = await site.snapshot();
    expect(accounts.map(({ org: { name }, person }) => [name, person.email]).sort()).toEqual([
      ['Engineering', 'grace@example.com'],
      ['Example', 'ada@example.com'],
    ]);
  });

  test('are as many as there are ports; a further one is told so, and the others finish', async () => {
    const orgId = await addOrg();
    const five = [];
    for (const port of ports) five.push(await waiting(orgId, { tags: [`port-${port}`] }));
    const sixth = await site.startSignIn(orgId);
    expect(await site.reaches(sixth, 'failed')).toMatchObject({
      error: { code: 'too_many_sign_ins' },
    });
    for (const { url } of five) await site.visit(url, 0, new BrowserLessBrowser());
    for (const { id } of five) await site.reaches(id, 'done');
    const { accounts } = await site.snapshot();
    expect(accounts.flatMap(({ tags }) => tags).sort()).toEqual(
      ports.map((port) => `port-${port}`),
    );
    expect(accounts.map(({ org: { clientId: client } }) => client)).toEqual(
      ports.map(() => clientId),
    );
  });
});
