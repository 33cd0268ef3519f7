import { beforeEach, describe, expect, test } from 'vitest';
import { openSecret, Secret } from '../../../../src/main/auth-foundation/index.ts';
import {
  KeytarKeychain,
  type KeytarOptions,
} from '../../../../src/main/desktop-platform/keychain/keytar-keychain.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { FakeKeytar } from '../../../support/fakes/fake-keytar.ts';

let clock: FakeClock;
let native: FakeKeytar;
let keychain: KeytarKeychain;

beforeEach(() => {
  clock = new FakeClock();
  native = new FakeKeytar();
  keychain = open();
});

function open(options: Partial<KeytarOptions> = {}): KeytarKeychain {
  return new KeytarKeychain({
    service: 'test',
    clock,
    load: () => Promise.resolve(native),
    ...options,
  });
}

describe('a null of keytar', () => {
  test('is absent when the canary can be written and read', async () => {
    expect(await keychain.get('item')).toEqual({ kind: 'absent' });
    expect(native.calls).toEqual(['get item', 'set canary', 'get canary', 'get item']);
  });

  test('is locked when the canary is refused by a locked keyring', async () => {
    native.items.set('item', 'there').set('canary', 'open');
    native.locked = true;
    expect(await keychain.get('item')).toEqual({
      kind: 'locked',
      detail: 'Cannot create an item in a locked collection',
    });
    // Two calls, so at most two prompts for a person who cancels.
    expect(native.calls).toEqual(['get item', 'set canary']);
  });

  test('is unavailable when the canary is accepted but not given back', async () => {
    native.forgetful = true;
    expect(await keychain.get('item')).toMatchObject({ kind: 'unavailable' });
  });

  test('is not believed when the person answered only the second prompt', async () => {
    native.items.set('item', 'there').set('canary', 'open');
    native.locked = true;
    native.beforeCall = (call) => {
      if (call === 'set canary') native.locked = false;
    };
    const answer = await keychain.get('item');
    expect(answer.kind === 'found' && openSecret(answer.secret)).toBe('there');
  });
});

describe('writing and deleting', () => {
  test('stored means that the secret was read back', async () => {
    expect(await keychain.set('item', new Secret('value'))).toEqual({ kind: 'stored' });
    expect(native.calls).toEqual(['set item', 'get item']);
  });

  test('a secret that comes back changed is not stored', async () => {
    native.beforeCall = (call) => {
      if (call === 'get item') native.items.set('item', 'cut');
    };
    expect(await keychain.set('item', new Secret('cut off'))).toMatchObject({
      kind: 'unavailable',
    });
  });

  test('a secret that does not come back is not stored', async () => {
    native.items.set('canary', 'open');
    native.beforeCall = (call) => {
      if (call === 'get item') native.items.delete('item');
    };
    expect(await keychain.set('item', new Secret('value'))).toMatchObject({ kind: 'unavailable' });
  });

  test('deleted means that the item is gone', async () => {
    native.items.set('item', 'value');
    expect(await keychain.delete('item')).toEqual({ kind: 'deleted' });
    expect(await keychain.delete('item')).toEqual({ kind: 'absent' });
  });

  test('a false of a locked keyring is not absent', async () => {
    native.items.set('item', 'value');
    native.locked = true;
    expect(await keychain.delete('item')).toMatchObject({ kind: 'locked' });
    expect(native.items.get('item')).toBe('value');
  });

  test('a false of a keychain that cannot be proven open is not absent', async () => {
    native.forgetful = true;
    expect(await keychain.delete('item')).toMatchObject({ kind: 'unavailable' });
  });

  test('an item that is still there after a true was not deleted', async () => {
    native.items.set('item', 'value');
    native.beforeCall = (call) => {
      if (call === 'get item') native.items.set('item', 'value');
    };
    expect(await keychain.delete('item')).toMatchObject({ kind: 'denied' });
  });

  test('the canary is nobody’s account', async () => {
    await expect(keychain.set('canary', new Secret('x'))).rejects.toMatchObject({
      code: 'internal',
    });
  });
});

describe('the limit of Windows', () => {
  test('2,560 bytes fit and 2,561 do not', async () => {
    const windows = open({ platform: 'win32' });
    expect(await windows.set('item', new Secret('x'.repeat(2560)))).toEqual({ kind: 'stored' });
    expect(await windows.set('item', new Secret('x'.repeat(2561)))).toMatchObject({
      kind: 'too_large',
    });
    expect(native.items.get('item')).toHaveLength(2560);
  });

  test('counts UTF-8 bytes, not characters', async () => {
    const windows = open({ platform: 'win32' });
    expect(await windows.set('item', new Secret('é'.repeat(1281)))).toMatchObject({
      kind: 'too_large',
    });
  });

  test('is not the limit of the others', async () => {
    const linux = open({ platform: 'linux' });
    expect(await linux.set('item', new Secret('x'.repeat(10_000)))).toEqual({ kind: 'stored' });
  });
});

describe('time', () => {
  test('a call without an answer is timed out after sixty seconds', async () => {
    native.hold();
    const answer = keychain.get('item');
    await native.reached;
    clock.advance(59_999);
    expect(clock.pending).toBe(1);
    clock.advance(1);
    expect(await answer).toEqual({
      kind: 'timed_out',
      detail: 'The keychain did not answer within 60 seconds.',
    });
  });

  test('one native call runs at a time, in the order of asking', async () => {
    native.items.set('a', '1').set('b', '2').set('c', '3');
    await Promise.all([keychain.get('a'), keychain.get('b'), keychain.get('c')]);
    expect(native.calls).toEqual(['get a', 'get b', 'get c']);
    expect(native.mostAtOnce).toBe(1);
  });

  test('an abandoned call keeps the next one waiting until it comes back', async () => {
    native.items.set('a', '1').set('b', '2');
    native.hold();
    const first = keychain.get('a');
    await native.reached;
    clock.advance(60_000);
    expect(await first).toMatchObject({ kind: 'timed_out' });

    const second = keychain.get('b');
    expect(native.calls).toEqual(['get a']);
    native.release();
    expect((await second).kind).toBe('found');
    expect(native.mostAtOnce).toBe(1);
  });

  test('a call that waits has its own deadline, and is then never made', async () => {
    native.items.set('a', '1').set('canary', 'open');
    native.hold();
    const first = keychain.get('a');
    await native.reached;
    clock.advance(30_000);
    const second = keychain.set('b', new Secret('late'));
    clock.advance(60_000);
    expect(await second).toMatchObject({ kind: 'timed_out' });
    expect(await first).toMatchObject({ kind: 'timed_out' });
    native.release();
    expect(await keychain.get('b')).toEqual({ kind: 'absent' });
    expect(native.calls).not.toContain('set b');
  });

  test('the steps after a missed deadline are not made', async () => {
    native.hold();
    const answer = keychain.get('item');
    await native.reached;
    clock.advance(60_000);
    expect(await answer).toMatchObject({ kind: 'timed_out' });
    native.release();
    native.items.set('next', 'x');
    await keychain.get('next');
    expect(native.calls).toEqual(['get item', 'get next']);
  });

  test('an answered call leaves no timer behind', async () => {
    await keychain.get('item');
    expect(clock.pending).toBe(0);
  });
});

test('a native module that cannot be loaded is unavailable, not a crash', async () => {
  const broken = open({
    load: () => Promise.reject(new Error('libsecret-1.so.0: cannot open shared object file')),
  });
  expect(await broken.get('item')).toEqual({
    kind: 'unavailable',
    detail: 'libsecret-1.so.0: cannot open shared object file',
  });
});
