import { beforeEach, describe, expect, test } from 'vitest';
import { VaultKeeper } from '../../../src/main/app/vault-keeper.ts';
import { VaultSession } from '../../../src/main/app/vault-session.ts';
import {
  Failure,
  newCredentialId,
  type CredentialId,
} from '../../../src/main/auth-foundation/index.ts';
import type { QuarantinedRecord } from '../../../src/main/desktop-platform/index.ts';
import {
  aCoordinator,
  failureOf,
  type CoordinatorSite,
} from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { aToken, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeAccountStorage } from '../../support/fakes/fake-account-storage.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

const hour = 3_600_000;
const passphrase = `${canary}correct horse battery`;

let storage: FakeAccountStorage;
let site: CoordinatorSite;
let log: RecordingLog;
let session: VaultSession;
let keeper: VaultKeeper;
/** What the person chooses in the next file dialog. */
let chosen: string | null;
let suggested: string[];
let changes: number;
/** Why the vault cannot be opened, or null. */
let blockedBy: Failure | null;
let setAside: number;

beforeEach(() => {
  storage = new FakeAccountStorage();
  site = aCoordinator({ storage });
  log = new RecordingLog();
  chosen = '/home/grace/backup.oambackup';
  suggested = [];
  changes = 0;
  blockedBy = null;
  setAside = 0;
  const { coordinator, clock } = site;
  session = new VaultSession(
    () =>
      blockedBy === null ? Promise.resolve({ storage, coordinator }) : Promise.reject(blockedBy),
    log,
    () => undefined,
  );
  keeper = new VaultKeeper({
    session,
    setStorageAside: () => {
      setAside += 1;
      blockedBy = null;
      return Promise.resolve();
    },
    files: {
      toSave: (name) => {
        suggested.push(name);
        return Promise.resolve(chosen);
      },
      toOpen: () => Promise.resolve(chosen),
    },
    clock,
    log,
    onChange: () => {
      changes += 1;
    },
  });
});

function aRecord(fileName: string): QuarantinedRecord {
  return {
    fileName,
    kind: 'credential',
    reason: 'wrong_key_or_tampered',
    size: 5000,
    modifiedAt: null,
    person: 'Ada Lovelace',
    issuer: null,
    tags: ['work'],
  };
}

/** A credential that is in the storage, and that the coordinator has not met. */
async function appears(): Promise<CredentialId> {
  const stored = await aCoordinator({ storage }).coordinator.store(aToken());
  return stored.id;
}

describe('the key', () => {
  test('that the keychain has lost is told within the hour, and can be put back', async () => {
    await session.open();
    keeper.start();
    expect(keeper.view).toMatchObject({ kind: 'ready', keyIsMissing: false });
    storage.hasKey = false;
    site.clock.advance(hour);
    await turn();
    expect(keeper.view).toMatchObject({ keyIsMissing: true });
    expect(log.events).toContain('vault_key_not_in_keychain');
    await keeper.restoreKey();
    expect(storage.hasKey).toBe(true);
    expect(keeper.view).toMatchObject({ keyIsMissing: false });
  });

  test('is looked for again and again, and is told as missing once', async () => {
    await session.open();
    keeper.start();
    storage.hasKey = false;
    for (let hours = 0; hours < 3; hours += 1) {
      site.clock.advance(hour);
      await turn();
    }
    expect(log.events.filter((event) => event === 'vault_key_not_in_keychain')).toHaveLength(1);
    expect(changes).toBe(1);
    keeper.stop();
    expect(site.clock.pending).toBe(0);
  });

  test('of a locked keychain is not called missing', async () => {
    await session.open();
    storage.trouble = new Failure('keychain_locked');
    await keeper.checkKey();
    expect(keeper.view).toMatchObject({ keyIsMissing: false });
    expect(log.events).toContain('vault_key_not_checked');
  });

  test('that cannot be put back stays missing, and says why', async () => {
    await session.open();
    storage.hasKey = false;
    await keeper.checkKey();
    storage.trouble = new Failure('keychain_denied');
    expect((await failureOf(keeper.restoreKey())).code).toBe('keychain_denied');
    expect(keeper.view).toMatchObject({ keyIsMissing: true });
  });
});

describe('a change of the key', () => {
  test('shows how far it is, and only one runs at a time', async () => {
    await session.open();
    const running = keeper.changeKey();
    storage.tellProgress({ done: 2, total: 5 });
    expect(keeper.view).toMatchObject({ keyChange: { done: 2, total: 5 } });
    expect((await failureOf(keeper.changeKey())).code).toBe('busy');
    storage.endKeyChange();
    expect(await running).toEqual({ oldKeyIsKept: false });
    expect(keeper.view).toMatchObject({ keyChange: null });
  });

  test('says when the old key stays', async () => {
    await session.open();
    const running = keeper.changeKey();
    storage.endKeyChange({ oldKeyIsKept: true });
    expect(await running).toEqual({ oldKeyIsKept: true });
  });

  test('that goes on since the start shows how far it is', async () => {
    await session.open();
    storage.isChangingKey = true;
    const running = keeper.resumeKeyChange(storage);
    storage.tellProgress({ done: 2, total: 5 });
    expect(keeper.view).toMatchObject({ keyChange: { done: 2, total: 5 } });
    storage.endKeyChange();
    await running;
    expect(keeper.view).toMatchObject({ keyChange: null });
    expect(log.events).toContain('vault_key_changed');
  });

  test('that goes on since the start and fails is in the log', async () => {
    await session.open();
    storage.isChangingKey = true;
    const running = keeper.resumeKeyChange(storage);
    storage.tellProgress({ done: 2, total: 5 });
    storage.endKeyChange(new Failure('disk_full'));
    await running;
    expect(keeper.view).toMatchObject({ keyChange: null });
    expect(log.events).toContain('vault_key_change_stopped');
  });

  test('that was never begun shows nothing', async () => {
    await session.open();
    await keeper.resumeKeyChange(storage);
    expect(changes).toBe(0);
    expect(log.events).toEqual(['vault_opened']);
  });

  test('that fails can be asked for again', async () => {
    await session.open();
    const running = failureOf(keeper.changeKey());
    storage.endKeyChange(new Failure('keychain_locked'));
    expect((await running).code).toBe('keychain_locked');
    expect(keeper.view).toMatchObject({ keyChange: null });
    const again = keeper.changeKey();
    storage.endKeyChange();
    await again;
  });
});

describe('records that could not be opened', () => {
  test('are shown with what is known of them', async () => {
    storage.damaged = [aRecord('credentials/x.sealed')];
    expect(keeper.quarantined).toEqual([]);
    await session.open();
    expect(keeper.quarantined).toEqual([aRecord('credentials/x.sealed')]);
  });

  test('that open again are told as restored', async () => {
    await session.open();
    const id = await appears();
    storage.comesBack = [id];
    storage.damaged = [aRecord('credentials/x.sealed')];
    expect(await keeper.retryQuarantined()).toEqual({ opened: 1 });
    expect(site.events).toContainEqual({ name: 'credential_added', id, reason: 'restored' });
    expect(keeper.quarantined).toEqual([]);
  });

  test('that keep what still has to be revoked are taken up at once', async () => {
    await session.open();
    await site.coordinator.start();
    const id = newCredentialId();
    await site.revocations.putRevocation({
      id,
      credentialId: newCredentialId(),
      cause: 'removal',
      token: aToken(),
      remaining: ['refresh_token'],
      person: null,
      queuedAt: site.clock.now(),
      attempts: 0,
      lastFailure: null,
    });
    expect(await keeper.retryQuarantined()).toEqual({ opened: 0 });
    expect(site.coordinator.revocationQueue?.list()).toMatchObject([{ id }]);
  });

  test('and kept the default make it the default again', async () => {
    const id = await appears();
    await storage.setDefaultID(null);
    await session.open();
    expect(await site.coordinator.getDefault()).toBeNull();
    await storage.setDefaultID(id);
    await keeper.retryQuarantined();
    expect(site.events).toContainEqual({ name: 'default_changed', id, previousId: null });
  });

  test('can be set aside', async () => {
    await session.open();
    storage.damaged = [aRecord('credentials/x.sealed'), aRecord('credentials/y.sealed')];
    await keeper.setQuarantinedAside('credentials/x.sealed');
    expect(keeper.quarantined.map(({ fileName }) => fileName)).toEqual(['credentials/y.sealed']);
  });
});

describe('a backup', () => {
  test('goes where the person says, under the passphrase', async () => {
    await session.open();
    expect(await keeper.backUp(passphrase)).toEqual({ kind: 'saved', accounts: 3, leftOut: 0 });
    expect(suggested).toEqual(['Okta accounts 2026-01-01.oambackup']);
    expect(storage.backups).toEqual([{ path: chosen, passphrase }]);
    expect(printed(log)).not.toContain(canary);
  });

  test('says how many accounts cannot be in it', async () => {
    await session.open();
    const kinds = ['credential', 'default', 'credential', 'revocation', 'journal'] as const;
    storage.damaged = kinds.map((kind, index) => ({ ...aRecord(`${index}.sealed`), kind }));
    expect(await keeper.backUp(passphrase)).toMatchObject({ kind: 'saved', leftOut: 2 });
  });

  test('is refused while the newest token of an account cannot be written', async () => {
    await session.open();
    const { id } = await site.coordinator.store(aToken());
    storage.refuse('replace');
    expect((await failureOf(site.coordinator.refresh(id))).code).toBe('token_unsaved');
    expect((await failureOf(keeper.backUp(passphrase))).code).toBe('token_unsaved');
    expect(storage.backups).toEqual([]);
    storage.heal();
    expect(await keeper.backUp(passphrase)).toMatchObject({ kind: 'saved' });
  });

  test('is not made when the person changes their mind', async () => {
    await session.open();
    chosen = null;
    expect(await keeper.backUp(passphrase)).toEqual({ kind: 'cancelled' });
    expect(await keeper.restore(passphrase)).toEqual({ kind: 'cancelled' });
    expect(storage.backups).toEqual([]);
  });

  test('brings back what is not here', async () => {
    await session.open();
    storage.bringBack = async () => [await appears()];
    expect(await keeper.restore(passphrase)).toEqual({ kind: 'restored', added: 1, kept: 0 });
    const [id] = await storage.allIDs();
    expect(site.events).toContainEqual({ name: 'credential_added', id, reason: 'restored' });
  });

  test('that fills the disk half-way still shows what came back', async () => {
    await session.open();
    storage.bringBack = async () => [await appears()];
    storage.trouble = new Failure('disk_full');
    expect((await failureOf(keeper.restore(passphrase))).code).toBe('disk_full');
    const [id] = await storage.allIDs();
    expect(site.events).toContainEqual({ name: 'credential_added', id, reason: 'restored' });
  });

  test('that does not open says why', async () => {
    await session.open();
    storage.trouble = new Failure('backup_wrong_passphrase');
    expect((await failureOf(keeper.restore(passphrase))).code).toBe('backup_wrong_passphrase');
  });
});

describe('a new vault', () => {
  test.each(['vault_key_missing', 'vault_damaged'] as const)(
    'takes the place of one that is lost (%s), which is kept aside',
    async (code) => {
      blockedBy = new Failure(code);
      await session.open();
      expect(keeper.view).toMatchObject({ kind: 'blocked', error: { code } });
      await keeper.startNew();
      expect(setAside).toBe(1);
      expect(keeper.view).toMatchObject({ kind: 'ready' });
    },
  );

  test.each(['keychain_locked', 'vault_in_use', 'vault_newer_format', 'disk_read_failed'] as const)(
    'is refused while the old one may come back (%s)',
    async (code) => {
      blockedBy = new Failure(code);
      await session.open();
      expect((await failureOf(keeper.startNew())).code).toBe('busy');
      expect(setAside).toBe(0);
    },
  );

  test('is refused beside one that works', async () => {
    await session.open();
    expect((await failureOf(keeper.startNew())).code).toBe('busy');
    expect(setAside).toBe(0);
  });
});

test('while the vault is blocked, nothing is done to it', async () => {
  blockedBy = new Failure('keychain_locked');
  await session.open();
  const acts = [
    () => keeper.backUp(passphrase),
    () => keeper.restore(passphrase),
    () => keeper.changeKey(),
    () => keeper.restoreKey(),
    () => keeper.retryQuarantined(),
    () => keeper.setQuarantinedAside(`credentials/${newCredentialId()}.sealed`),
  ];
  for (const act of acts) expect((await failureOf(act())).code).toBe('keychain_locked');
  await keeper.checkKey();
  expect(keeper.view).toMatchObject({ kind: 'blocked' });
});
