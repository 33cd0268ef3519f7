import { describe, expect, test } from 'vitest';
import { serializeToken } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { aToken, aTokenOf, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';

describe('storing a token', () => {
  test('is done when it is stored, with its tags', async () => {
    const { coordinator, storage } = aCoordinator();
    const token = aToken();
    const credential = await coordinator.store(token, ['work', 'work']);
    expect(credential.token).toBe(token);
    expect(credential.tags).toEqual(['work']);
    expect(credential.isUnsaved).toBe(false);
    const row = storage.row(token.id);
    expect(row?.metadata).toEqual(credential.metadata);
    expect(row?.token.equals(token)).toBe(true);
  });

  test('tells nobody before it is durable', async () => {
    const { coordinator, storage, told } = aCoordinator();
    const gate = storage.hold('add');
    const storing = coordinator.store(aToken());
    await turn();
    expect(told()).toEqual([]);
    gate.release();
    await storing;
    expect(told()).toEqual(['credential_added', 'default_changed']);
  });

  test('that cannot be written stores nothing and tells nobody', async () => {
    const { coordinator, storage, events } = aCoordinator();
    storage.refuse('add', 1);
    const token = aToken();
    expect((await failureOf(coordinator.store(token))).code).toBe('disk_full');
    expect(await coordinator.with(token.id)).toBeNull();
    expect(await coordinator.allIDs()).toEqual([]);
    expect(events).toEqual([]);
    await expect(coordinator.store(token)).resolves.toMatchObject({ id: token.id });
  });
});

describe('finding credentials', () => {
  test('each identifier has one live instance, however it is reached', async () => {
    const site = aCoordinator();
    const stored = await site.coordinator.store(aToken());
    const reached = [
      await site.coordinator.with(stored.id),
      await site.coordinator.getDefault(),
      ...(await site.coordinator.find({})),
    ];
    for (const credential of reached) expect(credential).toBe(stored);
  });

  test('readers that come at the same time after a restart get the same instance', async () => {
    const before = aCoordinator();
    const { id } = await before.coordinator.store(aToken());
    const { coordinator, dataSource } = before.restart();
    const [first, second] = await Promise.all([coordinator.with(id), coordinator.with(id)]);
    expect(first).toBe(second);
    expect(dataSource.size).toBe(1);
  });

  test('an identifier that was never given out, or has another form, finds nothing', async () => {
    const { coordinator } = aCoordinator();
    expect(await coordinator.with(aToken().id)).toBeNull();
    expect(await coordinator.with('../../default')).toBeNull();
  });

  test('all identifiers are listed in the order they were added', async () => {
    const { coordinator } = aCoordinator();
    const tokens = [aToken(), aToken(), aToken()];
    for (const token of tokens) await coordinator.store(token);
    expect(await coordinator.allIDs()).toEqual(tokens.map(({ id }) => id));
  });

  test('by tag, by claim and by example, also those that nobody has asked for yet', async () => {
    const before = aCoordinator();
    await before.coordinator.store(aTokenOf('jane'), ['service:purchase']);
    await before.coordinator.store(aTokenOf('john'), ['service:sales']);
    const { coordinator, dataSource } = before.restart();
    const byTag = await coordinator.find({ tags: 'service:purchase' });
    expect(byTag.map(({ metadata }) => metadata.claims?.sub)).toEqual(['jane']);
    expect(dataSource.size).toBe(1);
    const byClaim = await coordinator.find(({ claims }) => claims?.sub === 'john');
    expect(byClaim.map(({ tags }) => tags)).toEqual([['service:sales']]);
  });
});

describe('one record that cannot be read', () => {
  test.each(['getMetadata', 'get'] as const)(
    '(%s) is left out of what is found, and told',
    async (operation) => {
      const before = aCoordinator();
      await before.coordinator.store(aToken(), ['work']);
      const second = await before.coordinator.store(aToken(), ['work']);
      const { backgroundErrors, coordinator, storage } = before.restart();
      storage.refuse(operation, 1);
      const found = await coordinator.find({ tags: 'work' });
      expect(found.map(({ id }) => id)).toEqual([second.id]);
      expect(backgroundErrors).toMatchObject([{ code: 'disk_full' }]);
    },
  );

  test('does not hide a mistake in the predicate', async () => {
    const { coordinator, backgroundErrors } = aCoordinator();
    await coordinator.store(aToken());
    const mistake = new TypeError('mine');
    const finding = coordinator.find(() => {
      throw mistake;
    });
    await expect(finding).rejects.toBe(mistake);
    expect(backgroundErrors).toEqual([]);
  });
});

test('metadata and the number of credentials are told without opening a token', async () => {
  const before = aCoordinator();
  const { id, metadata } = await before.coordinator.store(aToken(), ['work']);
  const { coordinator, storage } = before.restart();
  storage.refuse('get');
  expect(await coordinator.metadata(id)).toEqual(metadata);
  expect(await coordinator.size()).toBe(1);
  expect(await coordinator.metadata(aToken().id)).toBeNull();
});

describe('after a restart', () => {
  test('a credential is what it was', async () => {
    const before = aCoordinator();
    const stored = await before.coordinator.store(aToken({ x_unknown: { kept: true } }), ['work']);
    const found = await before.restart().coordinator.with(stored.id);
    expect(found).not.toBe(stored);
    expect(found?.metadata).toEqual(stored.metadata);
    expect(found && serializeToken(found.token)).toEqual(serializeToken(stored.token));
  });
});

test('no event holds a token', async () => {
  const site = aCoordinator();
  const { id } = await site.coordinator.store(aToken(), ['work']);
  await site.coordinator.refresh(id);
  await site.coordinator.setTags(id, ['home']);
  await site.coordinator.revoke(id);
  expect(site.told()).toEqual([
    'credential_added',
    'default_changed',
    'credential_refresh_started',
    'credential_refreshed',
    'tags_updated',
    'credential_removed',
    'default_changed',
  ]);
  expect(printed(site.events)).not.toContain(canary);
  expect(printed(site.coordinator)).not.toContain(canary);
});
