import { expect, test } from 'vitest';
import { VaultSession } from '../../../src/main/app/vault-session.ts';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator } from '../../support/builders/coordinator.ts';
import { FakeAccountStorage } from '../../support/fakes/fake-account-storage.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

function site(open: () => Promise<void>) {
  const { coordinator } = aCoordinator();
  const opened = { coordinator, storage: new FakeAccountStorage() };
  const kinds: string[] = [];
  const log = new RecordingLog();
  let attempts = 0;
  const vault: VaultSession = new VaultSession(
    async () => {
      attempts += 1;
      await open();
      return opened;
    },
    log,
    () => kinds.push(vault.state.kind),
  );
  return { vault, opened, kinds, log, attempts: () => attempts };
}

function requireFailure(vault: VaultSession): unknown {
  try {
    return vault.require();
  } catch (thrown) {
    return thrown;
  }
}

test('a vault that opens is ready', async () => {
  const { vault, opened, kinds } = site(() => Promise.resolve());
  expect(requireFailure(vault)).toMatchObject({ code: 'busy' });
  await vault.open();
  expect(kinds).toEqual(['opening', 'ready']);
  expect(vault.require()).toBe(opened);
});

test('a vault that does not open is blocked, says why, and can be tried again', async () => {
  const failure = new Failure('keychain_locked');
  let isLocked = true;
  const { vault, opened, kinds, log } = site(() =>
    isLocked ? Promise.reject(failure) : Promise.resolve(),
  );
  await vault.open();
  expect(vault.state).toEqual({ kind: 'blocked', failure });
  expect(requireFailure(vault)).toBe(failure);
  isLocked = false;
  await vault.open();
  expect(vault.require()).toBe(opened);
  expect(kinds).toEqual(['opening', 'blocked', 'opening', 'ready']);
  expect(log.events).toEqual(['vault_blocked', 'vault_opened']);
});

test('those who open it at the same time share one attempt, and an open one is left alone', async () => {
  const { vault, attempts } = site(() => Promise.resolve());
  await Promise.all([vault.open(), vault.open()]);
  await vault.open();
  expect(attempts()).toBe(1);
});
