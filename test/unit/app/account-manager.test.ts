import { beforeEach, expect, test } from 'vitest';
import { AccountManager, answerCommand } from '../../../src/main/app/index.ts';
import { Failure, newCredentialId, timestamp } from '../../../src/main/auth-foundation/index.ts';
import { listenForRedirect } from '../../../src/main/desktop-platform/index.ts';
import { exampleContext } from '../../support/builders/tokens.ts';
import { FakeAccountStorage } from '../../support/fakes/fake-account-storage.ts';
import { FakeClipboard } from '../../support/fakes/fake-clipboard.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { FakePresence } from '../../support/fakes/fake-presence.ts';
import { MemoryDocuments } from '../../support/fakes/memory-documents.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

let storage: FakeAccountStorage;
let log: RecordingLog;
let manager: AccountManager;

beforeEach(() => {
  storage = new FakeAccountStorage();
  log = new RecordingLog();
  manager = new AccountManager({
    openStorage: () => Promise.resolve(storage),
    setStorageAside: () => Promise.resolve(),
    files: { toSave: () => Promise.resolve(null), toOpen: () => Promise.resolve(null) },
    documents: new MemoryDocuments(),
    network: () => () => Promise.reject(new Error('There is no network here.')),
    presets: () => null,
    browser: { open: () => Promise.resolve() },
    clipboard: new FakeClipboard(),
    presence: new FakePresence(),
    listen: listenForRedirect,
    clock: new FakeClock(),
    log,
    appVersion: '1.2.3',
    publish: () => undefined,
    bringForward: () => undefined,
    applySettings: () => undefined,
  });
});

test('a vault that cannot be closed well does not keep the app from ending, and is in the log', async () => {
  await manager.start();
  storage.trouble = new Failure('disk_write_failed');
  await manager.stop();
  expect(log.events).toContain('vault_not_closed');
});

test('a change of the key that an earlier run began is shown, and nothing waits for it', async () => {
  storage.isChangingKey = true;
  await manager.start();
  storage.tellProgress({ done: 1, total: 3 });
  const reply = await answerCommand('state.get', manager.handlers(), {}, log);
  expect(reply).toMatchObject({
    value: { frame: { vault: { kind: 'ready', keyChange: { done: 1, total: 3 } } } },
  });
});

test('accounts that are gone can be asked for', async () => {
  await manager.start();
  const id = newCredentialId();
  storage.endedOnes = [{ id, ...exampleContext, event: 'removed', at: timestamp(1) }];
  expect(await answerCommand('accounts.ended', manager.handlers(), {}, log)).toMatchObject({
    ok: true,
    value: { entries: [{ id, event: 'removed', at: 1 }] },
  });
});
