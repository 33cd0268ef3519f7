import { describe, expect, test } from 'vitest';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';

describe('setting tags', () => {
  test('replaces them as a whole, durably, and tells', async () => {
    const site = aCoordinator();
    const credential = await site.coordinator.store(aToken(), ['work', 'old']);
    site.hush();
    await credential.setTags(['home', 'home', 'new']);
    expect(credential.tags).toEqual(['home', 'new']);
    expect(site.storage.row(credential.id)?.metadata.tags).toEqual(['home', 'new']);
    expect(site.events).toEqual([
      { name: 'tags_updated', id: credential.id, tags: ['home', 'new'] },
    ]);
    expect(await site.coordinator.find({ tags: 'work' })).toEqual([]);
  });

  test('to none is possible', async () => {
    const { coordinator } = aCoordinator();
    const credential = await coordinator.store(aToken(), ['work']);
    await credential.setTags([]);
    expect(credential.tags).toEqual([]);
  });

  test('that cannot be written changes nothing', async () => {
    const site = aCoordinator();
    const credential = await site.coordinator.store(aToken(), ['work']);
    site.hush();
    site.storage.refuse('setMetadata', 1);
    expect((await failureOf(credential.setTags(['home']))).code).toBe('disk_full');
    expect(credential.tags).toEqual(['work']);
    expect(site.events).toEqual([]);
  });

  test('leaves the token alone', async () => {
    const { coordinator } = aCoordinator();
    const credential = await coordinator.store(aToken(), ['work']);
    const { token } = credential;
    await credential.setTags(['home']);
    expect(credential.token).toBe(token);
  });

  test('while a refresh is under way survives its answer', async () => {
    const { coordinator, client, storage } = aCoordinator();
    const credential = await coordinator.store(aToken(), ['work']);
    const usual = client.onRefresh;
    const held = client.holdRefresh();
    const refreshing = credential.refresh();
    await credential.setTags(['home']);
    held.answer(await usual(credential.token));
    await refreshing;
    expect(credential.tags).toEqual(['home']);
    expect(storage.row(credential.id)?.metadata.tags).toEqual(['home']);
  });

  test('twice at once ends with the later ones', async () => {
    const { coordinator, storage } = aCoordinator();
    const credential = await coordinator.store(aToken());
    await Promise.all([credential.setTags(['first']), credential.setTags(['second'])]);
    await turn();
    expect(credential.tags).toEqual(['second']);
    expect(storage.row(credential.id)?.metadata.tags).toEqual(['second']);
  });
});
