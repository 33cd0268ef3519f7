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

describe('a clipboard that could not be cleared in time', () => {
  const other = { accountId: 'account-2', kind: 'access_token' } as const;

  beforeEach(async () => {
    await clipboard.copyToken('canary', about, 45);
    system.failure = new Error('busy');
    clock.advance(45_000);
    await turn();
  });

  test('is still shown, with the time of the next try', () => {
    expect(clipboard.view).toEqual({ ...about, clearsAt: clock.now() + 5000 });
    expect(changes).toBe(2);
  });

  test('is tried again every 5 seconds, and logged once', async () => {
    clock.advance(5000);
    await turn();
    system.failure = null;
    clock.advance(4999);
    await turn();
    expect(system.text).toBe('canary');
    clock.advance(1);
    await turn();
    expect(system.text).toBe('');
    expect(clipboard.view).toBeNull();
    expect(clock.pending).toBe(0);
    expect(log.events).toEqual(['clipboard_not_cleared']);
  });

  test('is left alone when somebody else has copied meanwhile', async () => {
    system.failure = null;
    system.text = 'a shopping list';
    clock.advance(5000);
    await turn();
    expect(system.text).toBe('a shopping list');
    expect(clipboard.view).toBeNull();
  });

  test('is tried no more when another token is copied', async () => {
    system.failure = null;
    await clipboard.copyToken('second', other, 45);
    clock.advance(5000);
    await turn();
    expect(system.text).toBe('second');
    expect(clock.pending).toBe(1);
  });

  test('is tried once when the app quits', async () => {
    await clipboard.stop();
    expect(clock.pending).toBe(0);
    expect(system.text).toBe('canary');
    system.failure = null;
    clock.advance(60_000);
    await turn();
    expect(system.text).toBe('canary');
  });
});

describe('what happens at the same time is done one after another', () => {
  const other = { accountId: 'account-2', kind: 'id_token' } as const;

  test('two copies: the second stays, is shown and is cleared', async () => {
    const held = system.holdWrites();
    const first = clipboard.copyToken('first', about, 10);
    const second = clipboard.copyToken('second', other, 45);
    await turn();
    held.releaseLastFirst();
    await Promise.all([first, second]);
    expect(system.text).toBe('second');
    expect(clipboard.view).toMatchObject(other);
    expect(clock.pending).toBe(1);
    clock.advance(45_000);
    await turn();
    expect(system.text).toBe('');
  });

  test('a copy while the clipboard is cleared stays', async () => {
    await clipboard.copyToken('first', about, 45);
    const clearing = clipboard.clear();
    const copying = clipboard.copyToken('second', other, 45);
    await Promise.all([clearing, copying]);
    expect(system.text).toBe('second');
    expect(clipboard.view).toMatchObject(other);
  });

  test('the time of one token, up while another is copied, does not clear the other', async () => {
    await clipboard.copyToken('first', about, 45);
    const held = system.holdWrites();
    const copying = clipboard.copyToken('second', other, 45);
    await turn();
    clock.advance(45_000);
    held.releaseLastFirst();
    await copying;
    await turn();
    expect(system.text).toBe('second');
    expect(clipboard.view).toMatchObject(other);
  });

  test('a copy that is under way when the app quits is cleared', async () => {
    const held = system.holdWrites();
    const copying = clipboard.copyToken('canary', about, 45);
    await turn();
    const stopping = clipboard.stop();
    held.releaseLastFirst();
    await Promise.all([copying, stopping]);
    expect(system.text).toBe('');
    expect(clock.pending).toBe(0);
  });

  test('a copy that comes when the app has quit is refused', async () => {
    await clipboard.stop();
    expect((await failureOf(clipboard.copyToken('canary', about, 45))).code).toBe('cancelled');
    expect((await failureOf(clipboard.copyText('canary'))).code).toBe('cancelled');
    expect(system.text).toBe('');
    expect(clock.pending).toBe(0);
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

test('a link that is good once is kept from clipboard managers, and ends the watch', async () => {
  await clipboard.copyToken('canary', about, 45);
  await clipboard.copyPassingSecret('http://127.0.0.1:8410/form/ticket');
  expect(system).toMatchObject({ text: 'http://127.0.0.1:8410/form/ticket', isSecret: true });
  expect(clipboard.view).toBeNull();
  expect(clock.pending).toBe(0);
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
