import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSecret, Secret } from '../../src/main/auth-foundation/index.ts';
import type { Keychain, Trouble } from '../../src/main/desktop-platform/keychain/keychain.ts';

/** A keychain in one condition, and the way to end it. */
export interface KeychainUnderTest {
  readonly keychain: Keychain;
  close(): Promise<void>;
}

export interface LockableKeychain extends KeychainUnderTest {
  lock(): Promise<void>;
  unlock(): Promise<void>;
}

/** One implementation of the Keychain port in the conditions that it can be put in. */
export interface KeychainConditions {
  readonly open: () => Promise<KeychainUnderTest>;
  /** Missing where the system's own keychain cannot be locked by a test. */
  readonly lockable?: () => Promise<LockableKeychain>;
  /** Conditions in which nothing answers, by name. */
  readonly unreachable: Readonly<Record<string, () => Promise<KeychainUnderTest>>>;
}

/** The contract of the Keychain port, as tests: every implementation passes all of them. */
export function describeKeychain(name: string, conditions: KeychainConditions): void {
  describe(`${name}, open`, () => {
    let subject: KeychainUnderTest;
    beforeAll(async () => {
      subject = await conditions.open();
    });
    afterAll(async () => {
      await subject.close();
    });

    test('an item that was never set is absent', async () => {
      await expect(subject.keychain.get('never-set')).resolves.toEqual({ kind: 'absent' });
    });

    test('an item that was set is found with its secret', async () => {
      await expect(subject.keychain.set('one', new Secret('first'))).resolves.toEqual({
        kind: 'stored',
      });
      expect(await valueOf(subject.keychain, 'one')).toBe('first');
      await subject.keychain.delete('one');
    });

    test('setting again replaces the secret', async () => {
      await subject.keychain.set('two', new Secret('old'));
      await subject.keychain.set('two', new Secret('new'));
      expect(await valueOf(subject.keychain, 'two')).toBe('new');
      await subject.keychain.delete('two');
    });

    test('items of different accounts do not touch each other', async () => {
      await subject.keychain.set('left', new Secret('L'));
      await subject.keychain.set('right', new Secret('R'));
      await subject.keychain.delete('left');
      expect(await valueOf(subject.keychain, 'right')).toBe('R');
      await subject.keychain.delete('right');
    });

    test('a secret comes back byte for byte, whatever its letters', async () => {
      const secret = 'пароль 密码 🔑 "quotes" \\ \n line';
      await subject.keychain.set('letters', new Secret(secret));
      expect(await valueOf(subject.keychain, 'letters')).toBe(secret);
      await subject.keychain.delete('letters');
    });

    test('a deleted item is absent, and deleting it again says so', async () => {
      await subject.keychain.set('gone', new Secret('x'));
      await expect(subject.keychain.delete('gone')).resolves.toEqual({ kind: 'deleted' });
      await expect(subject.keychain.get('gone')).resolves.toEqual({ kind: 'absent' });
      await expect(subject.keychain.delete('gone')).resolves.toEqual({ kind: 'absent' });
    });

    test('calls made at the same time are all answered', async () => {
      await subject.keychain.set('busy', new Secret('b'));
      const values = await Promise.all(
        Array.from({ length: 8 }, () => valueOf(subject.keychain, 'busy')),
      );
      expect(values).toEqual(Array.from({ length: 8 }, () => 'b'));
      await subject.keychain.delete('busy');
    });

    test('an empty secret and a NUL character are refused, and nothing is stored', async () => {
      for (const secret of ['', 'cut\0here']) {
        await expect(subject.keychain.set('refused', new Secret(secret))).rejects.toMatchObject({
          code: 'internal',
        });
      }
      await expect(subject.keychain.set('cut\0here', new Secret('x'))).rejects.toMatchObject({
        code: 'internal',
      });
      await expect(subject.keychain.get('')).rejects.toMatchObject({ code: 'internal' });
      await expect(subject.keychain.get('refused')).resolves.toEqual({ kind: 'absent' });
    });
  });

  const { lockable } = conditions;
  if (lockable !== undefined) describeLocked(name, lockable);

  for (const [condition, start] of Object.entries(conditions.unreachable)) {
    describe(`${name}, ${condition}`, () => {
      let subject: KeychainUnderTest;
      beforeAll(async () => {
        subject = await start();
      });
      afterAll(async () => {
        await subject.close();
      });

      test('every call answers unavailable and says why', async () => {
        await expectTrouble(subject.keychain.get('item'), 'unavailable');
        await expectTrouble(subject.keychain.set('item', new Secret('x')), 'unavailable');
        await expectTrouble(subject.keychain.delete('item'), 'unavailable');
      });
    });
  }
}

function describeLocked(name: string, start: () => Promise<LockableKeychain>): void {
  describe(`${name}, locked`, () => {
    let subject: LockableKeychain;
    beforeAll(async () => {
      subject = await start();
      await subject.keychain.set('kept', new Secret('safe'));
      // Asked while it is open: whatever an implementation learns from that must not count when it is locked.
      await expect(subject.keychain.get('never-set')).resolves.toEqual({ kind: 'absent' });
      await subject.lock();
    });
    afterAll(async () => {
      await subject.close();
    });

    test('an item that is there is locked, not absent', async () => {
      await expectTrouble(subject.keychain.get('kept'), 'locked');
    });

    test('an item that is not there is locked, not absent', async () => {
      await expectTrouble(subject.keychain.get('never-set'), 'locked');
    });

    test('setting is refused', async () => {
      await expectTrouble(subject.keychain.set('new', new Secret('x')), 'locked');
    });

    test('deleting is refused, and after unlocking everything is as it was', async () => {
      await expectTrouble(subject.keychain.delete('kept'), 'locked');
      await subject.unlock();
      expect(await valueOf(subject.keychain, 'kept')).toBe('safe');
      await expect(subject.keychain.get('new')).resolves.toEqual({ kind: 'absent' });
    });
  });
}

async function valueOf(keychain: Keychain, account: string): Promise<string> {
  const answer = await keychain.get(account);
  return answer.kind === 'found' ? openSecret(answer.secret) : answer.kind;
}

async function expectTrouble(
  call: Promise<{ readonly kind: string }>,
  kind: Trouble['kind'],
): Promise<void> {
  const answer = await call;
  expect(answer).toEqual({ kind, detail: expect.stringMatching(/^\P{Cc}+$/u) as string });
}
