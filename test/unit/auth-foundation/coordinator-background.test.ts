import { describe, expect, test } from 'vitest';
import { Failure, seconds, timestamp } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aToken, aTokenResponse } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

const hour = 3_600_000;

/** A started coordinator with one credential. */
async function site(options: Parameters<typeof aCoordinator>[0] = {}) {
  const made = aCoordinator(options);
  const credential = await made.coordinator.store(aToken());
  made.client.onRefresh = () => Promise.resolve(refreshAnswer(aTokenResponse(), made.clock.now()));
  await made.coordinator.start();
  await turn();
  made.hush();
  return { ...made, credential };
}

/** Lets time pass in steps that leave room for what happens in between. */
async function pass({ clock }: { clock: { advance: (ms: number) => void } }, milliseconds: number) {
  for (let passed = 0; passed < milliseconds; passed += 10_000) {
    clock.advance(Math.min(10_000, milliseconds - passed));
    await turn();
  }
}

describe('automatic refresh', () => {
  test('refreshes a credential before it expires, and history tells it was automatic', async () => {
    const made = await site({ automaticRefresh: { enabled: true } });
    const { client, coordinator, credential } = made;
    const at = coordinator.nextRefreshAt(credential.id);
    expect(at).toBeGreaterThan(coordinator.now());
    await pass(made, hour);
    expect(client.refreshed).toHaveLength(1);
    expect((await credential.history()).at(-1)?.event).toBe('refreshed_automatically');
    coordinator.stop();
  });

  test('is off unless it is wanted', async () => {
    const made = await site();
    const { client, coordinator, credential, told } = made;
    expect(coordinator.nextRefreshAt(credential.id)).toBeNull();
    await pass(made, hour);
    expect(client.refreshed).toEqual([]);
    expect(told()).toContain('credential_expired');
    coordinator.stop();
  });

  test('forgives a refused configuration when it is told that it was changed', async () => {
    const made = await site({ automaticRefresh: { enabled: true } });
    const { client, coordinator, credential } = made;
    client.onRefresh = () => Promise.reject(new Failure('client_rejected'));
    await pass(made, hour);
    const at = coordinator.nextRefreshAt(credential.id);
    coordinator.reconsider(({ clientId }) => clientId !== credential.token.context.clientId);
    expect(coordinator.nextRefreshAt(credential.id)).toBe(at);
    coordinator.reconsider(({ clientId }) => clientId === credential.token.context.clientId);
    expect(coordinator.nextRefreshAt(credential.id)).toBeLessThanOrEqual(
      coordinator.now() + 10_000,
    );
    coordinator.stop();
  });

  test('forgives what came before a pause that is over, and no pause that goes on', async () => {
    const made = await site({ automaticRefresh: { enabled: true } });
    const { client, coordinator, credential } = made;
    const refuseFor = (milliseconds: number): void => {
      client.onRefresh = () => {
        const retryAt = coordinator.now() + milliseconds;
        return Promise.reject(new Failure('server_unavailable', { retryAt }));
      };
    };
    refuseFor(1_000);
    await pass(made, hour);
    await coordinator.wake('online');
    expect(coordinator.nextRefreshAt(credential.id)).toBeLessThanOrEqual(
      coordinator.now() + 10_000,
    );
    refuseFor(1_800_000);
    await pass(made, 60_000);
    await coordinator.wake('online');
    expect(coordinator.nextRefreshAt(credential.id)).toBeGreaterThan(coordinator.now() + 600_000);
    coordinator.stop();
  });

  test('follows the default, and the choice of a credential over it', async () => {
    const { coordinator, credential, events, storage } = await site();
    coordinator.setAutomaticRefreshDefault(true);
    expect(coordinator.nextRefreshAt(credential.id)).not.toBeNull();
    await credential.setAutomaticRefresh(false);
    await turn();
    expect(coordinator.nextRefreshAt(credential.id)).toBeNull();
    expect(storage.row(credential.id)?.metadata.automaticRefresh).toBe(false);
    expect(events).toContainEqual({
      name: 'automatic_refresh_changed',
      id: credential.id,
      choice: false,
    });
    const writes = storage.writes.length;
    await credential.setAutomaticRefresh(false);
    expect(storage.writes).toHaveLength(writes);
    coordinator.stop();
  });

  test('begins earlier with a longer grace interval', async () => {
    const { coordinator, credential } = await site({ automaticRefresh: { enabled: true } });
    const before = coordinator.nextRefreshAt(credential.id) ?? timestamp(0);
    coordinator.refreshGrace = seconds(3000);
    expect(coordinator.refreshGrace).toBe(3000);
    expect(coordinator.nextRefreshAt(credential.id)).toBeLessThan(before);
    coordinator.stop();
  });

  test('does without a credential that cannot be read', async () => {
    const first = await site();
    await first.coordinator.store(aToken());
    first.coordinator.stop();
    first.storage.refuse('getMetadata', 1);
    const after = aCoordinator({ ...first, automaticRefresh: { enabled: true } });
    await after.coordinator.start();
    const [one, other] = await after.coordinator.allIDs();
    expect(one && after.coordinator.nextRefreshAt(one)).toBeNull();
    expect(other && after.coordinator.nextRefreshAt(other)).not.toBeNull();
    expect(after.backgroundErrors).toHaveLength(1);
    after.coordinator.stop();
  });
});

test('the grace interval that was set counts for refreshIfNeeded', async () => {
  const { client, clock, coordinator, credential } = await site();
  clock.advance(hour - 60_000);
  await credential.refreshIfNeeded();
  expect(client.refreshed).toEqual([]);
  coordinator.refreshGrace = seconds(60);
  await credential.refreshIfNeeded();
  expect(client.refreshed).toHaveLength(1);
  coordinator.stop();
});

describe('when the machine wakes', () => {
  test.each(['resumed', 'online'] as const)('(%s) what is unsaved is written now', async (why) => {
    const { coordinator, credential, storage } = await site();
    storage.refuse('replace', 1);
    await failureOf(credential.refresh());
    await coordinator.wake(why);
    expect(credential.isUnsaved).toBe(false);
    coordinator.stop();
  });

  test('a refresh that failed for a while is planned anew', async () => {
    const made = await site({ automaticRefresh: { enabled: true } });
    const { client, coordinator } = made;
    client.onRefresh = () => Promise.reject(new Failure('network_unreachable'));
    await pass(made, hour);
    const attempts = client.refreshed.length;
    expect(attempts).toBeGreaterThan(0);
    client.onRefresh = () => Promise.resolve(refreshAnswer(aTokenResponse(), made.clock.now()));
    await coordinator.wake('online');
    await pass(made, 60_000);
    expect(client.refreshed).toHaveLength(attempts + 1);
    coordinator.stop();
  });

  test('another clock is no reason to ask for anything else', async () => {
    const { coordinator, credential, storage } = await site();
    storage.refuse('replace', 1);
    await failureOf(credential.refresh());
    await coordinator.wake('clock_changed');
    expect(credential.isUnsaved).toBe(true);
    coordinator.stop();
  });
});

describe('stopping', () => {
  test('leaves no timer, of refreshes, revocations or unsaved tokens', async () => {
    const { clock, coordinator, credential, storage } = await site({
      automaticRefresh: { enabled: true },
    });
    const other = await coordinator.store(aToken());
    await other.removeAndRevokeLater();
    storage.refuse('replace');
    await failureOf(credential.refresh());
    await turn();
    expect(clock.pending).toBeGreaterThan(2);
    coordinator.stop();
    expect(clock.pending).toBe(0);
  });

  test('still lets what is unsaved be written, and begins no timer for what becomes so', async () => {
    const { clock, coordinator, credential, storage } = await site();
    storage.refuse('replace');
    await failureOf(credential.refresh());
    coordinator.stop();
    await failureOf(credential.refresh());
    expect(clock.pending).toBe(0);
    storage.heal();
    await coordinator.saveEveryUnsaved();
    expect(credential.isUnsaved).toBe(false);
  });
});

describe('credentials that the storage brought back', () => {
  test('are told, and the first one becomes the default', async () => {
    const site = aCoordinator();
    const token = aToken();
    const stored = await aCoordinator({ storage: site.storage }).coordinator.store(token);
    await site.storage.setDefaultID(null);
    expect(await site.coordinator.getDefault()).toBeNull();
    await site.coordinator.noticeRestored([stored.id]);
    expect(site.events).toEqual([
      { name: 'credential_added', id: stored.id, reason: 'restored' },
      { name: 'default_changed', id: stored.id, previousId: null },
    ]);
    expect((await site.coordinator.getDefault())?.id).toBe(stored.id);
  });

  test('are there again after they were removed in the same run', async () => {
    const { coordinator, storage } = aCoordinator();
    const credential = await coordinator.store(aToken());
    const row = storage.row(credential.id);
    if (row === undefined) throw new Error('It was not stored.');
    await credential.remove();
    await storage.add(row.token, row.metadata);
    await coordinator.noticeRestored([credential.id]);
    const back = await coordinator.with(credential.id);
    expect(back?.token.equals(row.token)).toBe(true);
    expect(await coordinator.getDefault()).toBe(back);
  });

  test('leave another default alone', async () => {
    const site = aCoordinator();
    const first = await site.coordinator.store(aToken());
    const second = await aCoordinator({ storage: site.storage }).coordinator.store(aToken());
    site.hush();
    await site.coordinator.noticeRestored([second.id]);
    expect(site.told()).toEqual(['credential_added']);
    expect(await site.coordinator.getDefault()).toBe(first);
  });

  test('are told also when the default cannot be read', async () => {
    const site = aCoordinator();
    const { id } = aToken();
    site.storage.refuse('getDefaultID', 1);
    await site.coordinator.noticeRestored([id]);
    expect(site.told()).toEqual(['credential_added']);
    expect(site.backgroundErrors).toHaveLength(1);
  });
});

test('a refresh that is asked for while the app quits is refused, and none is under way afterwards', async () => {
  const site = aCoordinator();
  const { id } = await site.coordinator.store(aToken());
  const other = await site.coordinator.store(aToken());
  const held = site.client.holdRefresh();
  const early = site.coordinator.refresh(id);
  await turn();
  site.coordinator.stop();
  expect((await failureOf(other.refresh())).code).toBe('cancelled');
  expect((await failureOf(other.downscope(['openid']))).code).toBe('cancelled');
  const saving = site.coordinator.saveEveryUnsaved();
  const answer = aTokenResponse();
  held.answer(refreshAnswer(answer));
  await Promise.all([early, saving]);
  expect(site.storage.row(id)?.token.refreshToken).toBe(answer.refresh_token);
  expect(site.client.refreshed).toHaveLength(1);
});
