import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CredentialCoordinator, Failure } from '../../../../src/main/auth-foundation/index.ts';
import { aCoordinator } from '../../../support/builders/coordinator.ts';
import { anIdToken, aToken, aTokenOf } from '../../../support/builders/tokens.ts';
import { FakeOAuth2Client } from '../../../support/fakes/fake-oauth2-client.ts';
import { VaultFixture } from '../../desktop-platform/vault/vault-fixture.ts';

/** Two credentials with tags and claims. */
async function site() {
  const made = aCoordinator();
  const claims = { sub: '00uAda', groups: ['staff', 'admins'] };
  const ada = await made.coordinator.store(aToken({ id_token: anIdToken(claims) }), ['work']);
  const grace = await made.coordinator.store(aTokenOf('00uGrace'), ['home', 'old']);
  return { ...made, ada, grace };
}

test('2: a claim finds by its value, not by reference', async () => {
  const { ada, coordinator } = await site();
  expect(await coordinator.find({ claims: { sub: '00uAda' } })).toEqual([ada]);
});

test('2: claims are there after store and after setTags', async () => {
  const { ada, coordinator, restart } = await site();
  await ada.setTags(['changed']);
  expect(await coordinator.find({ claims: { sub: '00uAda' } })).toEqual([ada]);
  const [after] = await restart().coordinator.find({ claims: { sub: '00uAda' } });
  expect(after?.tags).toEqual(['changed']);
});

test('2: a list compared with a single value does not throw', async () => {
  const { coordinator, grace } = await site();
  expect(await coordinator.find({ claims: { sub: ['00uGrace'] } })).toEqual([grace]);
  expect(await coordinator.find({ claims: { sub: ['00uGrace', '00uAda'] } })).toEqual([]);
});

test('2: any of several values can be asked for, not only all of them', async () => {
  const { ada, coordinator, grace } = await site();
  expect(await coordinator.find({ tags: { any: ['work', 'home'] } })).toEqual([ada, grace]);
  expect(await coordinator.find({ claims: { groups: { any: ['guests', 'staff'] } } })).toEqual([
    ada,
  ]);
});

test('2: a field that is undefined counts as not given, instead of matching nothing', async () => {
  const { ada, coordinator, grace } = await site();
  expect(await coordinator.find({ tags: undefined })).toEqual([ada, grace]);
});

test('2: looking through all opens no token but those that are found', async () => {
  const { restart, storage } = await site();
  const { backgroundErrors, coordinator } = restart();
  storage.refuse('get');
  expect(await coordinator.find({ tags: 'nobody has this' })).toEqual([]);
  expect(backgroundErrors).toEqual([]);
});

test('2: one record that cannot be read fails no query, and is told, not skipped in silence', async () => {
  const { grace, restart, storage } = await site();
  const { backgroundErrors, coordinator } = restart();
  storage.refuse('getMetadata', 1, new Failure('disk_read_failed'));
  const found = await coordinator.find({});
  expect(found.map(({ id }) => id)).toEqual([grace.id]);
  expect(backgroundErrors).toMatchObject([{ code: 'disk_read_failed' }]);
});

test('2: a record that cannot be opened is not deleted by a query', async () => {
  const fixture = await VaultFixture.create();
  try {
    const client = new FakeOAuth2Client();
    const on = (storage: Awaited<ReturnType<typeof fixture.open>>): CredentialCoordinator =>
      new CredentialCoordinator({ storage, clientFor: () => client, clock: fixture.clock });
    const before = on(await fixture.open());
    const broken = await before.store(aToken());
    const whole = await before.store(aToken());
    await fixture.closeAll();
    await writeFile(fixture.pathOf(broken.id), 'canary-garbage');
    const vault = await fixture.open();
    expect((await on(vault).find({})).map(({ id }) => id)).toEqual([whole.id]);
    expect(vault.quarantined()).toHaveLength(1);
    const kept = (await fixture.files()).get(`credentials/${broken.id}.sealed`);
    expect(kept?.toString()).toBe('canary-garbage');
  } finally {
    await fixture.dispose();
  }
});
