import { describe, expect, test } from 'vitest';
import { Credential, CredentialDataSource } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { aToken, canary } from '../../support/builders/tokens.ts';

describe('a credential', () => {
  test('tells when its token expires, by the coordinator’s clock', async () => {
    const { clock, coordinator } = aCoordinator();
    const credential = await coordinator.store(aToken({ expires_in: 60 }));
    expect(credential.isExpired).toBe(false);
    expect(credential.expiresAt).toBe(clock.now() + 60_000);
    clock.advance(60_000);
    expect(credential.isExpired).toBe(true);
  });

  test('shows no token when it is printed, encoded or spread', async () => {
    const { coordinator } = aCoordinator();
    const credential = await coordinator.store(aToken());
    expect(printed(credential)).not.toContain(canary);
    expect(printed([credential])).toContain(credential.id);
  });

  test('stays the same object when its token changes', async () => {
    const { coordinator } = aCoordinator();
    const credential = await coordinator.store(aToken());
    await credential.refresh();
    expect(await coordinator.with(credential.id)).toBe(credential);
  });
});

describe('the static functions', () => {
  test('work on the coordinator that was set', async () => {
    const { coordinator, dataSource } = aCoordinator();
    Credential.coordinator = coordinator;
    const changes: unknown[] = [];
    const listener = ({ id }: { id: unknown }): unknown => changes.push(id);
    Credential.on('default_changed', listener);

    const credential = await Credential.store(aToken(), ['work']);
    expect(await Credential.getDefault()).toBe(credential);
    expect(await Credential.with(credential.id)).toBe(credential);
    expect(await Credential.allIDs()).toEqual([credential.id]);
    expect(await Credential.find({ tags: 'work' })).toEqual([credential]);
    await Credential.setDefault(null);
    expect(await Credential.getDefault()).toBeNull();
    Credential.off('default_changed', listener);
    await Credential.setDefault(credential);
    expect(changes).toEqual([credential.id, null]);
    expect(dataSource.size).toBe(1);
  });
});

test('a data source gives each identifier one instance, until it forgets it', async () => {
  const { coordinator } = aCoordinator();
  const { token, metadata } = await coordinator.store(aToken());
  const dataSource = new CredentialDataSource();
  const record = { token, metadata, saved: true };
  const made = dataSource.credential(coordinator, record);
  expect(dataSource.credential(coordinator, { ...record, saved: false })).toBe(made);
  expect(made.isUnsaved).toBe(true);
  dataSource.remove(token.id);
  expect(dataSource.get(token.id)).toBeUndefined();
});
