import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Failure, newCredentialId } from '../../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../../support/builders/coordinator.ts';
import { aToken, canary } from '../../../support/builders/tokens.ts';
import { turn } from '../../../support/builders/turn.ts';

/** A coordinator with two credentials; the first is the default. */
async function site() {
  const made = aCoordinator();
  const first = await made.coordinator.store(aToken());
  const second = await made.coordinator.store(aToken());
  made.hush();
  return { ...made, first, second };
}

test('3.1: making an unknown credential the default stores nothing, and tells why', async () => {
  const { coordinator, first } = await site();
  const failure = await failureOf(coordinator.setDefault(newCredentialId()));
  expect(failure.code).toBe('account_not_found');
  expect((await coordinator.getDefault())?.id).toBe(first.id);
  expect(await coordinator.size()).toBe(2);
});

test('3.1: a default that cannot be written is told to the caller, not swallowed', async () => {
  const { coordinator, first, second, storage } = await site();
  storage.refuse('setDefaultID');
  expect((await failureOf(coordinator.setDefault(second.id))).code).toBe('disk_full');
  expect(await coordinator.getDefault()).toBe(first);
});

test('3.1: tags that cannot be written are told to the caller, not swallowed', async () => {
  const { first, storage } = await site();
  storage.refuse('setMetadata');
  expect((await failureOf(first.setTags(['new']))).code).toBe('disk_full');
  expect(first.tags).toEqual([]);
});

test('3.1: no event is dropped, however many come at once', async () => {
  const { coordinator, told } = aCoordinator();
  await Promise.all(Array.from({ length: 300 }, () => coordinator.store(aToken())));
  expect(told().filter((name) => name === 'credential_added')).toHaveLength(300);
});

test('3.3: the first credential is the default by itself, which is told after it was added', async () => {
  const { coordinator, told } = aCoordinator();
  const first = await coordinator.store(aToken());
  expect(await coordinator.getDefault()).toBe(first);
  expect(told()).toEqual(['credential_added', 'default_changed']);
});

test('3.3: removing the default is told as default_changed, and no other takes its place unasked', async () => {
  const { coordinator, events, first } = await site();
  await first.remove();
  expect(events).toMatchObject([
    { name: 'credential_removed', id: first.id },
    { name: 'default_changed', id: null },
  ]);
  expect(await coordinator.getDefault()).toBeNull();
});

test('3.3: clearing the default is told', async () => {
  const { coordinator, events } = await site();
  await coordinator.setDefault(null);
  expect(events).toMatchObject([{ name: 'default_changed', id: null }]);
});

test('3.3: a default that dangles is none, and a default that cannot be read is an error', async () => {
  const { restart, storage } = await site();
  await storage.setDefaultID(newCredentialId());
  expect(await restart().coordinator.getDefault()).toBeNull();
  const { coordinator } = restart();
  storage.refuse('getDefaultID', 1, new Failure('disk_read_failed'));
  expect((await failureOf(coordinator.getDefault())).code).toBe('disk_read_failed');
});

test('5.1: a credential that is only loaded is not told as added', async () => {
  const { first, restart } = await site();
  const { coordinator, events } = restart();
  await coordinator.with(first.id);
  await coordinator.find({});
  expect(events).toEqual([]);
});

test('5.1: one refresh is told once, to all listeners and to the credential’s own', async () => {
  const { first, told } = await site();
  const own: string[] = [];
  first.onChange((name) => own.push(name));
  await Promise.all([first.refresh(), first.refresh()]);
  expect(told()).toEqual(['credential_refresh_started', 'credential_refreshed']);
  expect(own).toEqual(['credential_refresh_started', 'credential_refreshed']);
});

test('5.1: a refresh that fails is told, with its reason', async () => {
  const { client, events, first } = await site();
  const failure = new Failure('network_unreachable');
  client.onRefresh = () => Promise.reject(failure);
  await failureOf(first.refresh());
  expect(events.at(-1)).toEqual({ name: 'credential_refresh_failed', id: first.id, failure });
});

test('5.1: expiry is told to whoever listens, when the rest of the lifetime is over', async () => {
  const { clock, first, restart } = await site();
  clock.advance(3_000_000);
  const { coordinator, events } = restart();
  await coordinator.start();
  const own: string[] = [];
  (await coordinator.with(first.id))?.onChange((name) => own.push(name));
  const expired = (): number => events.filter(({ name }) => name === 'credential_expired').length;
  clock.advance(590_000);
  await turn();
  expect(expired()).toBe(0);
  clock.advance(20_000);
  await turn();
  expect(expired()).toBe(2);
  expect(own.filter((name) => name === 'credential_expired')).toHaveLength(1);
  coordinator.stop();
});

test('5.1: tags that change are told', async () => {
  const { events, first } = await site();
  await first.setTags(['new']);
  expect(events).toMatchObject([{ name: 'tags_updated', id: first.id, tags: ['new'] }]);
});

test('5.1: clearing tells the removal of every credential', async () => {
  const { coordinator, events, first, second } = await site();
  await coordinator.clear();
  const removed = events.filter(({ name }) => name === 'credential_removed').map(({ id }) => id);
  expect(removed).toEqual([first.id, second.id]);
});

test('5.1: no event holds a token, of no refresh, no revocation and no failure', async () => {
  const { client, coordinator, events, first, second } = await site();
  await coordinator.store(aToken());
  await first.refresh();
  client.onRefresh = () => Promise.reject(new Failure('refresh_token_rejected'));
  await failureOf(first.refresh());
  await first.revoke();
  await second.removeAndRevokeLater();
  await turn();
  expect(events.length).toBeGreaterThan(8);
  expect(inspect(events, { depth: 10 }) + JSON.stringify(events)).not.toContain(canary);
});

test('5.1: what a listener throws is told, and harms nobody', async () => {
  const { backgroundErrors, coordinator, first, told } = await site();
  const mistake = new Error('A listener’s mistake.');
  coordinator.events.on('tags_updated', () => {
    throw mistake;
  });
  await first.setTags(['new']);
  await turn();
  expect(backgroundErrors).toEqual([mistake]);
  expect(told()).toEqual(['tags_updated']);
});

test('5.1: what could not be written is told as an event, not only printed', async () => {
  const { events, first, storage } = await site();
  storage.refuse('replace', 1);
  await failureOf(first.refresh());
  expect(events.at(-1)).toMatchObject({
    name: 'credential_unsaved',
    failure: { code: 'disk_full' },
  });
});
