import { describe, expect, test } from 'vitest';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';

describe('removing a credential', () => {
  test('asks the org for nothing', async () => {
    const { client, coordinator } = aCoordinator();
    await (await coordinator.store(aToken())).remove();
    expect(client.revoked).toEqual([]);
    expect(await coordinator.allIDs()).toEqual([]);
  });

  test('twice is no error, and is told once', async () => {
    const site = aCoordinator();
    const credential = await site.coordinator.store(aToken());
    site.hush();
    await Promise.all([credential.remove(), credential.remove()]);
    await credential.remove();
    expect(site.told()).toEqual(['credential_removed', 'default_changed']);
  });

  test('that cannot be written keeps it', async () => {
    const site = aCoordinator();
    const credential = await site.coordinator.store(aToken());
    site.hush();
    site.storage.refuse('remove', 1);
    expect((await failureOf(credential.remove())).code).toBe('disk_full');
    expect(await site.coordinator.with(credential.id)).toBe(credential);
    expect(site.events).toEqual([]);
  });

  test.each(['get', 'getMetadata'] as const)(
    'is not undone by a reader that was still waiting for %s',
    async (operation) => {
      const before = aCoordinator();
      const { id } = await before.coordinator.store(aToken());
      const { coordinator, storage, dataSource } = before.restart();
      const gate = storage.hold(operation);
      const late = coordinator.with(id);
      const removing = coordinator.remove(id);
      await turn();
      gate.release();
      await removing;
      await late;
      expect(await coordinator.with(id)).toBeNull();
      expect(dataSource.size).toBe(0);
    },
  );

  test('is not undone by a reader that began before it and ended after it', async () => {
    const before = aCoordinator();
    const { id } = await before.coordinator.store(aToken());
    const { coordinator, storage, dataSource } = before.restart();
    const gate = storage.hold('getMetadata');
    const late = coordinator.with(id);
    gate.holdOnlyFirst();
    await coordinator.remove(id);
    gate.release();
    expect(await late).toBeNull();
    expect(dataSource.size).toBe(0);
  });

  test('leaves the others', async () => {
    const { coordinator } = aCoordinator();
    const first = await coordinator.store(aToken());
    const second = await coordinator.store(aToken());
    await first.remove();
    expect(await coordinator.allIDs()).toEqual([second.id]);
  });

  test('after that, everything one does with it says that it is gone', async () => {
    const { coordinator, client } = aCoordinator();
    const credential = await coordinator.store(aToken());
    await credential.remove();
    for (const doing of [credential.refresh(), credential.setTags([]), credential.revoke()]) {
      expect((await failureOf(doing)).code).toBe('account_not_found');
    }
    expect(client.refreshed).toEqual([]);
    expect(client.revoked).toEqual([]);
  });
});

describe('removing every credential', () => {
  test('tells each removal, and once that there is no default', async () => {
    const site = aCoordinator();
    const first = await site.coordinator.store(aToken());
    const second = await site.coordinator.store(aToken());
    site.hush();
    await site.coordinator.clear();
    expect(site.events).toEqual([
      { name: 'credential_removed', id: first.id, reason: 'removed' },
      { name: 'default_changed', id: null, previousId: first.id },
      { name: 'credential_removed', id: second.id, reason: 'removed' },
    ]);
    expect(await site.coordinator.size()).toBe(0);
    expect(site.client.revoked).toEqual([]);
  });

  test('goes on after one that cannot be removed, and fails at the end', async () => {
    const { coordinator, storage } = aCoordinator();
    const first = await coordinator.store(aToken());
    await coordinator.store(aToken());
    storage.refuse('remove', 1);
    expect((await failureOf(coordinator.clear())).code).toBe('disk_full');
    expect(await coordinator.allIDs()).toEqual([first.id]);
    await coordinator.clear();
    expect(await coordinator.allIDs()).toEqual([]);
  });

  test('when there is none is no error', async () => {
    await expect(aCoordinator().coordinator.clear()).resolves.toBeUndefined();
  });
});
