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

  test('tells how many seconds its token has left', async () => {
    const { clock, coordinator } = aCoordinator();
    const credential = await coordinator.store(aToken({ expires_in: 60 }));
    expect(credential.expiresIn).toBe(60);
    clock.advance(59_001);
    expect(credential.expiresIn).toBe(1);
    clock.advance(999);
    expect(credential.expiresIn).toBe(0);
    clock.advance(60_000);
    expect(credential.expiresIn).toBe(0);
    const endless = await coordinator.store(aToken({ expires_in: undefined }));
    expect(endless.expiresIn).toBeNull();
  });

  test('equals what stands for the same credential with the same tokens', async () => {
    const before = aCoordinator();
    const credential = await before.coordinator.store(aToken());
    const other = await before.coordinator.store(aToken());
    const { coordinator } = before.restart();
    const again = await coordinator.with(credential.id);
    expect(again?.equals(credential)).toBe(true);
    expect(credential.equals(credential)).toBe(true);
    expect(credential.equals(other)).toBe(false);
    await coordinator.refresh(credential.id);
    expect(again?.equals(credential)).toBe(false);
  });

  test('tells every event about itself and no other, until one stops listening', async () => {
    const { backgroundErrors, coordinator } = aCoordinator();
    const credential = await coordinator.store(aToken());
    const other = await coordinator.store(aToken());
    const heard: string[] = [];
    const stop = credential.onChange((name) => heard.push(name));
    const stopTwice = credential.onChange(() => {
      throw new Error('mine');
    });
    await other.refresh();
    await credential.refresh();
    stopTwice();
    stopTwice();
    await credential.setTags(['home']);
    await other.remove();
    await credential.removeAndRevokeLater();
    expect(heard).toEqual([
      'credential_refresh_started',
      'credential_refreshed',
      'tags_updated',
      'credential_removed',
      'revocation_queued',
    ]);
    stop();
    coordinator.events.emit('credential_expired', { id: credential.id });
    expect(heard).toHaveLength(5);
    expect(backgroundErrors).toHaveLength(2);
    coordinator.stop();
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
    expect(await Credential.metadata(credential.id)).toBe(credential.metadata);
    expect(await Credential.size()).toBe(1);
    await Credential.setDefault(null);
    expect(await Credential.getDefault()).toBeNull();
    Credential.off('default_changed', listener);
    await Credential.setDefault(credential);
    expect(changes).toEqual([credential.id, null]);
    expect(dataSource.size).toBe(1);
    await Credential.clear();
    expect(await Credential.allIDs()).toEqual([]);
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
