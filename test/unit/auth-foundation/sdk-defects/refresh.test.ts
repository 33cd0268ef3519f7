import { describe, expect, test } from 'vitest';
import {
  CredentialCoordinator,
  Failure,
  issuer,
  type CredentialClient,
} from '../../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../../support/builders/coordinator.ts';
import { aToken, aTokenResponse, exampleContext } from '../../../support/builders/tokens.ts';
import { turn } from '../../../support/builders/turn.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { FakeOAuth2Client, refreshAnswer } from '../../../support/fakes/fake-oauth2-client.ts';
import { InMemoryTokenStorage } from '../../../support/fakes/in-memory-token-storage.ts';
import { RefusingOrg } from '../refusing-org.ts';
import { RotatingOrg } from '../rotating-org.ts';

const hour = 3_600_000;

async function site() {
  const made = aCoordinator();
  const credential = await made.coordinator.store(aToken());
  made.hush();
  return { ...made, credential };
}

/** A credential at an org that takes each refresh token once. */
async function rotatingSite() {
  const org = new RotatingOrg();
  const storage = new InMemoryTokenStorage();
  const clock = new FakeClock();
  const start = (client: CredentialClient = org): CredentialCoordinator =>
    new CredentialCoordinator({ storage, clientFor: () => client, clock });
  const coordinator = start();
  const credential = await coordinator.store(org.signIn('00uAda'));
  return { org, storage, start, coordinator, credential };
}

describe('what is done with a token', () => {
  test('3.2: a request is not authorized with an expired token because its refresh failed', async () => {
    const { client, clock, credential } = await site();
    clock.advance(hour);
    client.onRefresh = () => Promise.reject(new Failure('network_unreachable'));
    const asked = credential.authorize(new Request('https://api.example'));
    expect((await failureOf(asked)).code).toBe('network_unreachable');
  });

  test('3.2: why there is no valid token is told, instead of giving null', async () => {
    const { client, clock, credential } = await site();
    clock.advance(hour);
    client.onRefresh = () => Promise.reject(new Failure('refresh_token_rejected'));
    expect((await failureOf(credential.refreshIfNeeded())).code).toBe('refresh_token_rejected');
  });

  test('3.2: user info is asked for again after a refresh, and on request', async () => {
    const { client, credential } = await site();
    await credential.userInfo();
    await credential.userInfo();
    expect(client.userInfoAskedWith).toHaveLength(1);
    await credential.refresh();
    await credential.userInfo();
    expect(client.userInfoAskedWith).toHaveLength(2);
    await credential.userInfo({ reload: true });
    expect(client.userInfoAskedWith).toHaveLength(3);
  });

  test('3.2: a credential that somebody holds is never a stale snapshot', async () => {
    const { coordinator, credential } = await site();
    const held = await coordinator.with(credential.id);
    await coordinator.refresh(credential.id);
    await coordinator.setTags(credential.id, ['new']);
    expect(held).toBe(credential);
    expect(held?.token).toBe((await coordinator.with(credential.id))?.token);
    expect(held?.tags).toEqual(['new']);
  });
});

describe('whose token it is', () => {
  test('5: a refreshed token that could not be written makes no second instance', async () => {
    const { coordinator, credential, storage } = await site();
    storage.refuse('replace', 1);
    await failureOf(credential.refresh());
    expect(await coordinator.with(credential.id)).toBe(credential);
  });

  test('5: a token that could not be stored is not there', async () => {
    const { coordinator, dataSource, storage } = aCoordinator();
    const token = aToken();
    storage.refuse('add', 1);
    await failureOf(coordinator.store(token));
    expect(await coordinator.with(token.id)).toBeNull();
    expect(dataSource.size).toBe(0);
  });

  test('5: several issuers and clients live side by side, each asked by its own client', async () => {
    const here = new FakeOAuth2Client();
    const there = new FakeOAuth2Client();
    const elsewhere = { issuer: issuer('https://there.example/realms/one'), clientId: 'other' };
    const coordinator = new CredentialCoordinator({
      storage: new InMemoryTokenStorage(),
      clientFor: (context) => (context.issuer === elsewhere.issuer ? there : here),
      clock: new FakeClock(),
    });
    const one = await coordinator.store(aToken({}, exampleContext));
    const other = await coordinator.store(aToken({}, elsewhere));
    await Promise.all([one.refresh(), other.refresh()]);
    expect(here.refreshed.map(({ id }) => id)).toEqual([one.id]);
    expect(there.refreshed.map(({ id }) => id)).toEqual([other.id]);
  });
});

describe('refreshing at the same time', () => {
  test('5.2: different scopes at the same time never send a used refresh token again', async () => {
    const { credential, org } = await rotatingSite();
    await Promise.all([
      credential.refresh(),
      credential.downscope(['openid']),
      credential.downscope(['profile']),
      credential.refresh(),
    ]);
    expect(org.violations).toEqual([]);
    expect(org.accepts(credential.token)).toBe(true);
  });

  test('5.2: callers that hold different objects of one credential share one request', async () => {
    const { client, coordinator, credential } = await site();
    const again = await coordinator.with(credential.id);
    const [found] = await coordinator.find({ id: credential.id });
    await Promise.all([credential.refresh(), again?.refresh(), found?.refresh()]);
    expect(client.refreshed).toHaveLength(1);
  });

  test('5.2: the second and third refresh of a run send the newest refresh token', async () => {
    const { coordinator, credential, org } = await rotatingSite();
    await credential.refresh();
    await (await coordinator.with(credential.id))?.refresh();
    await credential.refresh();
    expect(org.violations).toEqual([]);
    expect(org.accepts(credential.token)).toBe(true);
  });

  test('5.2: a rotated refresh token is there after a restart', async () => {
    const { credential, org, start } = await rotatingSite();
    await credential.refresh();
    await (await start().with(credential.id))?.refresh();
    expect(org.violations).toEqual([]);
  });

  test('5.2: callers that waited cause one write and one event', async () => {
    const { credential, storage, told } = await site();
    await Promise.all(Array.from({ length: 5 }, () => credential.refresh()));
    expect(storage.writes.filter((write) => write === 'replace')).toHaveLength(1);
    expect(told()).toEqual(['credential_refresh_started', 'credential_refreshed']);
  });
});

describe('what a refresh leaves', () => {
  test('5.2: nobody has the new token before it is durable', async () => {
    const { credential, storage } = await site();
    const before = credential.token;
    const write = storage.hold('replace');
    let isDone = false;
    const refreshing = credential.refresh().then(() => (isDone = true));
    await turn();
    expect(isDone).toBe(false);
    expect(credential.token).toBe(before);
    write.release();
    await refreshing;
    expect(storage.row(credential.id)?.token.equals(credential.token)).toBe(true);
  });

  test('5.2: a rotated token that cannot be written is used from memory, shown as unsaved, and written later', async () => {
    const { clock, credential, storage } = await site();
    storage.refuse('replace', 1);
    expect((await failureOf(credential.refresh())).code).toBe('token_unsaved');
    expect(credential.isUnsaved).toBe(true);
    clock.advance(1_000);
    await turn();
    expect(credential.isUnsaved).toBe(false);
    expect(storage.row(credential.id)?.token.equals(credential.token)).toBe(true);
  });

  test('5.2: an answer after the removal brings nothing back: it is told, and its tokens are revoked', async () => {
    const { client, coordinator, credential, events, storage } = await site();
    const org = client.holdRefresh();
    const refreshing = failureOf(credential.refresh());
    await turn();
    await credential.remove();
    const late = aTokenResponse();
    org.answer(refreshAnswer(late));
    expect((await refreshing).code).toBe('account_not_found');
    await turn();
    expect(events.at(-1)?.name).toBe('credential_refresh_dropped');
    expect(await coordinator.with(credential.id)).toBeNull();
    expect(storage.writes.at(-1)).not.toBe('add');
    expect(client.revoked.map(({ value }) => value)).toContain(late.refresh_token);
  });

  test('5.2: a page instead of JSON is one failure for its caller, and rejects nowhere else', async () => {
    const stray: unknown[] = [];
    const note = (thrown: unknown): unknown => stray.push(thrown);
    process.on('unhandledRejection', note);
    const org = new RefusingOrg();
    org.answer('refresh', () => new Response('<html>', { status: 502 }));
    expect((await failureOf(org.client.refresh(org.aToken()))).code).toBe('server_unavailable');
    await turn();
    await turn();
    process.off('unhandledRejection', note);
    expect(stray).toEqual([]);
  });
});

describe('a refresh that the org or the network did not let through', () => {
  test.each([
    ['6.3: offline is no reason to remove a credential', 'network_unreachable'],
    ['6.3: neither is a refresh token that the org refuses', 'refresh_token_rejected'],
    ['6.3: neither is a wrong configuration', 'client_rejected'],
  ] as const)('%s', async (_title, code) => {
    const { client, coordinator, credential, storage } = await site();
    const before = storage.row(credential.id)?.token;
    client.onRefresh = () => Promise.reject(new Failure(code));
    expect((await failureOf(credential.refresh())).code).toBe(code);
    expect(await coordinator.with(credential.id)).toBe(credential);
    expect(before && storage.row(credential.id)?.token.equals(before)).toBe(true);
  });

  test('6.3: what helps is told apart: wait, sign in again, or repair the configuration', async () => {
    const { client, credential } = await site();
    const classes: string[] = [];
    for (const code of [
      'server_unavailable',
      'client_rejected',
      'refresh_token_rejected',
    ] as const) {
      client.onRefresh = () => Promise.reject(new Failure(code));
      classes.push((await failureOf(credential.refresh())).failureClass);
      expect(credential.metadata.signInNeeded !== null).toBe(code === 'refresh_token_rejected');
    }
    expect(classes).toEqual(['transient', 'configuration', 'sign_in_needed']);
  });
});

test('11: a token that lives no longer than the grace is not refreshed at every call', async () => {
  const { client, coordinator } = aCoordinator();
  const credential = await coordinator.store(aToken({ expires_in: 30 }));
  await credential.refreshIfNeeded();
  await credential.refreshIfNeeded();
  expect(client.refreshed).toEqual([]);
});
