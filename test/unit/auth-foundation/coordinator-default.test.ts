import { describe, expect, test } from 'vitest';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { InMemoryTokenStorage } from '../../support/fakes/in-memory-token-storage.ts';

describe('the first credential', () => {
  test('becomes the default; default_changed comes after credential_added', async () => {
    const { coordinator, events } = aCoordinator();
    const { id } = await coordinator.store(aToken());
    expect(events).toEqual([
      { name: 'credential_added', id, reason: 'signed_in' },
      { name: 'default_changed', id, previousId: null },
    ]);
    expect((await coordinator.getDefault())?.id).toBe(id);
  });

  test('stays the default when others come', async () => {
    const site = aCoordinator();
    const { id } = await site.coordinator.store(aToken());
    site.hush();
    await site.coordinator.store(aToken());
    expect(site.told()).toEqual(['credential_added']);
    expect((await site.coordinator.getDefault())?.id).toBe(id);
  });

  test('of several stored at once is the one default, told once', async () => {
    const { coordinator, events } = aCoordinator();
    const tokens = [aToken(), aToken(), aToken()];
    await Promise.all(tokens.map((token) => coordinator.store(token)));
    expect(events.filter(({ name }) => name === 'default_changed')).toEqual([
      { name: 'default_changed', id: tokens[0]?.id, previousId: null },
    ]);
  });

  test('after everything was removed becomes the default again', async () => {
    const { coordinator } = aCoordinator();
    await (await coordinator.store(aToken())).remove();
    const second = await coordinator.store(aToken());
    expect(await coordinator.getDefault()).toBe(second);
  });
});

describe('when the default is gone', () => {
  test.each([
    ['names a missing default', new InMemoryTokenStorage()],
    ['takes a missing default for none', new InMemoryTokenStorage({ forgetsMissingDefault: true })],
  ])(
    'there is none, and that is told after the removal, if the storage %s',
    async (_how, storage) => {
      const site = aCoordinator({ storage });
      const first = await site.coordinator.store(aToken());
      await site.coordinator.store(aToken());
      site.hush();
      await first.remove();
      expect(site.events).toEqual([
        { name: 'credential_removed', id: first.id, reason: 'removed' },
        { name: 'default_changed', id: null, previousId: first.id },
      ]);
      expect(await site.coordinator.getDefault()).toBeNull();
    },
  );

  test('a new credential beside others does not take its place unasked', async () => {
    const { coordinator } = aCoordinator();
    const first = await coordinator.store(aToken());
    await coordinator.store(aToken());
    await first.remove();
    await coordinator.store(aToken());
    expect(await coordinator.getDefault()).toBeNull();
  });

  test('removing another one changes nothing about it', async () => {
    const site = aCoordinator();
    await site.coordinator.store(aToken());
    const second = await site.coordinator.store(aToken());
    site.hush();
    await second.remove();
    expect(site.told()).toEqual(['credential_removed']);
  });
});

describe('choosing the default', () => {
  test('is told once, also when it is chosen twice', async () => {
    const site = aCoordinator();
    const { id: previousId } = await site.coordinator.store(aToken());
    const { id } = await site.coordinator.store(aToken());
    site.hush();
    await site.coordinator.setDefault(id);
    await site.coordinator.setDefault(id);
    expect(site.events).toEqual([{ name: 'default_changed', id, previousId }]);
    expect((await site.restart().coordinator.getDefault())?.id).toBe(id);
  });

  test('is not possible for one that is not there', async () => {
    const { coordinator } = aCoordinator();
    const failure = await failureOf(coordinator.setDefault(aToken().id));
    expect(failure.code).toBe('account_not_found');
  });

  test('that cannot be written rejects and changes nothing', async () => {
    const site = aCoordinator();
    const first = await site.coordinator.store(aToken());
    const second = await site.coordinator.store(aToken());
    site.hush();
    site.storage.refuse('setDefaultID', 1);
    expect((await failureOf(site.coordinator.setDefault(second.id))).code).toBe('disk_full');
    expect(site.events).toEqual([]);
    expect(await site.coordinator.getDefault()).toBe(first);
  });

  test('can be undone', async () => {
    const site = aCoordinator();
    const { id: previousId } = await site.coordinator.store(aToken());
    site.hush();
    await site.coordinator.setDefault(null);
    expect(site.events).toEqual([{ name: 'default_changed', id: null, previousId }]);
    expect(await site.coordinator.getDefault()).toBeNull();
  });
});

describe('a default that cannot be written or read', () => {
  test('does not fail a store that has happened', async () => {
    const { coordinator, storage, told, backgroundErrors } = aCoordinator();
    storage.refuse('setDefaultID', 1);
    const credential = await coordinator.store(aToken());
    expect(await coordinator.with(credential.id)).toBe(credential);
    expect(told()).toEqual(['credential_added']);
    expect(backgroundErrors).toHaveLength(1);
  });

  test.each(['getDefaultID', 'allIDs'] as const)(
    'does not fail a store when %s is refused after it',
    async (operation) => {
      const { coordinator, storage, backgroundErrors } = aCoordinator();
      storage.refuse(operation, 1);
      await expect(coordinator.store(aToken())).resolves.toBeDefined();
      expect(backgroundErrors).toHaveLength(1);
    },
  );

  test('does not fail a removal that has happened', async () => {
    const { coordinator, storage, told } = aCoordinator();
    const { id } = await coordinator.store(aToken());
    storage.refuse('setDefaultID', 1);
    await coordinator.remove(id);
    expect(told().slice(-2)).toEqual(['credential_removed', 'default_changed']);
    expect(await coordinator.getDefault()).toBeNull();
  });

  test('that names a missing credential counts as none for the next first one', async () => {
    const { coordinator, storage } = aCoordinator();
    const first = await coordinator.store(aToken());
    storage.refuse('setDefaultID', 1);
    await first.remove();
    const second = await coordinator.store(aToken());
    expect(await coordinator.getDefault()).toBe(second);
  });
});

describe('the default, once it is known', () => {
  test('is read no more: neither it nor a valid token costs a call to the storage', async () => {
    const before = aCoordinator();
    await before.coordinator.store(aToken());
    const { coordinator, storage } = before.restart();
    const credential = await coordinator.getDefault();
    for (const operation of ['getDefaultID', 'get', 'getMetadata', 'allIDs'] as const) {
      storage.refuse(operation);
    }
    expect(await coordinator.getDefault()).toBe(credential);
    await credential?.refreshIfNeeded();
    expect(await coordinator.getDefault()).toBe(credential);
  });

  test('that is none is read no more either', async () => {
    const { coordinator, storage } = aCoordinator();
    expect(await coordinator.getDefault()).toBeNull();
    storage.refuse('getDefaultID');
    expect(await coordinator.getDefault()).toBeNull();
  });

  test('that could not be read is read again', async () => {
    const before = aCoordinator();
    const { id } = await before.coordinator.store(aToken());
    const { coordinator, storage } = before.restart();
    storage.refuse('getDefaultID', 1);
    expect((await failureOf(coordinator.getDefault())).code).toBe('disk_full');
    expect((await coordinator.getDefault())?.id).toBe(id);
  });

  test.each([
    ['another credential', 'second'],
    ['none', 'none'],
  ] as const)('is %s when that was set while it was read', async (_what, choice) => {
    const before = aCoordinator();
    await before.coordinator.store(aToken());
    const second = await before.coordinator.store(aToken());
    const { coordinator, storage } = before.restart();
    const gate = storage.hold('getDefaultID');
    const late = coordinator.getDefault();
    gate.holdOnlyFirst();
    const chosen = choice === 'second' ? second.id : null;
    await coordinator.setDefault(chosen);
    gate.release();
    await late;
    expect((await coordinator.getDefault())?.id ?? null).toBe(chosen);
  });
});
