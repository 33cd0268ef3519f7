import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OktaLikeOrg } from '../../support/okta-like-org/index.ts';
import { AppSite, startOrgForApp } from './app-site.ts';

let org: OktaLikeOrg;
let site: AppSite;
let orgId: string;

beforeAll(async () => {
  org = await startOrgForApp();
});
beforeEach(async () => {
  site = await AppSite.start(org);
  orgId = await site.addOrg();
});
afterEach(async () => {
  org.faults.clear();
  await site.close();
});
afterAll(() => org.close());

describe('signing in through browser, loopback listener and vault', () => {
  test('brings an account, and the browser says so', async () => {
    expect(await site.signIn(orgId, 0)).toMatchObject({ phase: 'done' });
    expect(await site.account('ada@example.com')).toMatchObject({
      tags: ['work'],
      isDefault: true,
      hasRefreshToken: true,
      org: { name: 'Example', id: orgId },
    });
    expect(site.lastPage).toContain('You are signed in');
  });

  test('tells the browser that it failed, when the code cannot be redeemed', async () => {
    org.faults.add({ endpoint: 'token', fault: { status: 503 } });
    expect(await site.signIn(orgId, 0)).toMatchObject({
      phase: 'failed',
      error: { code: 'server_unavailable' },
    });
    expect(site.lastPage).toContain('The sign-in did not complete');
  });

  test('a second person gets an account of their own, though the browser knows the first', async () => {
    await site.signIn(orgId, 0);
    await site.signIn(orgId, 1);
    const { accounts } = await site.snapshot();
    expect(accounts.map(({ person }) => person.email)).toEqual([
      'ada@example.com',
      'grace@example.com',
    ]);
  });

  test('again keeps the account', async () => {
    await site.signIn(orgId, 0);
    const { id } = await site.account('ada@example.com');
    expect(await site.signIn(orgId, 0, { accountId: id })).toMatchObject({
      phase: 'done',
      signedInId: id,
    });
    expect((await site.snapshot()).accounts).toHaveLength(1);
  });

  test('survives a restart, and the account can be refreshed after it', async () => {
    await site.signIn(orgId, 0);
    const before = await site.account('ada@example.com');
    site = await site.restart();
    expect(await site.account('ada@example.com')).toEqual(before);
    await site.manager.handlers()['accounts.refresh']({ accountId: before.id });
    expect((await site.account('ada@example.com')).problem).toBeNull();
  });
});

describe('the end of an account', () => {
  test('revoking ends its session at the org and leaves no default', async () => {
    await site.signIn(orgId, 0);
    await site.signIn(orgId, 1);
    const { id } = await site.account('ada@example.com');
    const grantsOfAda = () =>
      org.control.grants().filter(({ username, isAlive }) => isAlive && username.startsWith('ada'));
    const before = grantsOfAda().length;
    await site.manager.handlers()['accounts.revoke']({ accountId: id });
    const { accounts } = await site.snapshot();
    expect(accounts.map(({ isDefault }) => isDefault)).toEqual([false]);
    expect(grantsOfAda()).toHaveLength(before - 1);
  });

  test('removing it offline leaves its tokens alive, as the window says', async () => {
    await site.signIn(orgId, 2);
    const { id } = await site.account('linus@example.com');
    await site.manager.handlers()['accounts.remove']({ accountId: id });
    expect((await site.snapshot()).accounts).toEqual([]);
    const [grant] = org.control.grants().slice(-1);
    expect(grant?.isAlive).toBe(true);
  });
});

test('no secret leaves: not in a snapshot, a patch, a log line or a page', async () => {
  await site.signIn(orgId, 0);
  const { id } = await site.account('ada@example.com');
  await site.manager.handlers()['accounts.refresh']({ accountId: id });
  await site.manager.handlers()['accounts.copyToken']({ accountId: id, kind: 'access_token' });
  const told = JSON.stringify([await site.snapshot(), site.patches, site.log.lines, site.lastPage]);
  expect(site.network.secrets.size).toBeGreaterThan(6);
  for (const secret of site.network.secrets) expect(told).not.toContain(secret);
  expect(site.network.secrets.has(site.clipboard.text)).toBe(true);
  expect(JSON.stringify(site.log.lines)).not.toMatch(/ada/i);
});

test('the token on the clipboard does not outlive the app', async () => {
  await site.signIn(orgId, 0);
  const { id } = await site.account('ada@example.com');
  await site.manager.handlers()['accounts.copyToken']({ accountId: id, kind: 'access_token' });
  await site.manager.stop();
  expect(site.clipboard.text).toBe('');
});

test('the versions of what the window is told have no gap', async () => {
  await site.signIn(orgId, 0);
  expect(site.patches.map(({ from }) => from)).toEqual(site.patches.map((_patch, at) => at));
  expect(site.patches.map(({ to }) => to)).toEqual(site.patches.map((_patch, at) => at + 1));
});
