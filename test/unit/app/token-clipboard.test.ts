import { beforeEach, describe, expect, test } from 'vitest';
import { TokenClipboard } from '../../../src/main/app/token-clipboard.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeClipboard } from '../../support/fakes/fake-clipboard.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

const about = { accountId: 'account-1', kind: 'access_token' } as const;
let system: FakeClipboard;
let clock: FakeClock;
let log: RecordingLog;
let changes: number;
let clipboard: TokenClipboard;

beforeEach(() => {
  system = new FakeClipboard();
  clock = new FakeClock();
  log = new RecordingLog();
  changes = 0;
  clipboard = new TokenClipboard(system, clock, log, () => {
    changes += 1;
  });
});

describe('copying a token', () => {
  test('puts it on the clipboard as a secret, and tells when it is cleared', async () => {
    const clearsAt = await clipboard.copyToken('canary', about, 45);
    expect(system).toMatchObject({ text: 'canary', isSecret: true });
    expect(clearsAt).toBe(clock.now() + 45_000);
    expect(clipboard.view).toEqual({ ...about, clearsAt });
    expect(changes).toBe(1);
  });

  test('keeps no copy of it', async () => {
    await clipboard.copyToken('canary', about, 45);
    expect(printed(clipboard)).not.toContain('canary');
    expect(printed(clipboard.view)).not.toContain('canary');
  });

  test('that fails says so, and shows nothing', async () => {
    system.failure = new Error('no clipboard');
    const failure = await failureOf(clipboard.copyToken('canary', about, 45));
    expect(failure).toMatchObject({ code: 'clipboard_failed', detail: 'Error' });
    expect(clipboard.view).toBeNull();
    expect(clock.pending).toBe(0);
  });
});

describe('after its time', () => {
  test('the clipboard is cleared', async () => {
    await clipboard.copyToken('canary', about, 45);
    clock.advance(44_999);
    await turn();
    expect(system.text).toBe('canary');
    clock.advance(1);
    await turn();
    expect(system.text).toBe('');
    expect(clipboard.view).toBeNull();
  });

  test('what somebody else has copied meanwhile stays', async () => {
    await clipboard.copyToken('canary', about, 45);
    system.text = 'a shopping list';
    clock.advance(45_000);
    await turn();
    expect(system.text).toBe('a shopping list');
    expect(clipboard.view).toBeNull();
  });

  test('a clipboard that cannot be cleared is logged, without its content', async () => {
    await clipboard.copyToken('canary', about, 45);
    system.failure = new Error('canary');
    clock.advance(45_000);
    await turn();
    expect(log.events).toEqual(['clipboard_not_cleared']);
    expect(printed(log.lines)).not.toContain('canary');
  });
});

test('a new copy starts the time again', async () => {
  await clipboard.copyToken('first', about, 45);
  clock.advance(40_000);
  await clipboard.copyToken('second', about, 45);
  clock.advance(40_000);
  await turn();
  expect(system.text).toBe('second');
  expect(clock.pending).toBe(1);
  clock.advance(5000);
  await turn();
  expect(system.text).toBe('');
});

test('copying a plain text ends the watch, and the text stays', async () => {
  await clipboard.copyToken('canary', about, 45);
  await clipboard.copyText('http://127.0.0.1:8410/callback');
  expect(clipboard.view).toBeNull();
  expect(clock.pending).toBe(0);
  clock.advance(45_000);
  await turn();
  expect(system).toMatchObject({ text: 'http://127.0.0.1:8410/callback', isSecret: false });
});

test('a plain text that cannot be copied leaves the watch as it was', async () => {
  await clipboard.copyToken('canary', about, 45);
  system.failure = new Error('no clipboard');
  expect((await failureOf(clipboard.copyText('x'))).code).toBe('clipboard_failed');
  system.failure = null;
  clock.advance(45_000);
  await turn();
  expect(system.text).toBe('');
});

describe('clearing now', () => {
  test('removes our token and its timer', async () => {
    await clipboard.copyToken('canary', about, 45);
    await clipboard.clear();
    expect(system.text).toBe('');
    expect(clock.pending).toBe(0);
    expect(clipboard.view).toBeNull();
  });

  test('touches nothing when there is nothing of ours', async () => {
    system.text = 'a shopping list';
    await clipboard.clear();
    expect(system.text).toBe('a shopping list');
    expect(changes).toBe(0);
  });
});
