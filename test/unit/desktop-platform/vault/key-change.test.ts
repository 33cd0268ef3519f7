import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Secret } from '../../../../src/main/auth-foundation/index.ts';
import type { Keychain, Trouble } from '../../../../src/main/desktop-platform/index.ts';
import type { KeyChangeProgress } from '../../../../src/main/desktop-platform/vault/vault-care.ts';
import { readMarker } from '../../../../src/main/desktop-platform/vault/vault-marker.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { FakeKeychain } from '../../../support/fakes/fake-keychain.ts';
import { FaultyDisk, type DiskCall } from '../../../support/fakes/faulty-disk.ts';
import { SealedTexts, toFirstFormat } from './sealed-texts.ts';

/** More calls than a change of these few records takes: a loop that gets here never ended. */
const tooMany = 300;
const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const texts = Object.fromEntries(names.map((name) => [name, `text ${name}`]));
const ignoreProgress = (): void => undefined;

let root: string;
let directory: string;
let keychain: FakeKeychain;
const clock = new FakeClock();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oam-key-change-'));
  await startAnew('vault');
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

/** A folder and a keychain with six texts under the first key, as the first version of the app left them. */
async function startAnew(name: string): Promise<void> {
  directory = join(root, name);
  keychain = new FakeKeychain();
  const vault = await open();
  for (const [each, text] of Object.entries(texts)) await vault.write(each, text);
  await toFirstFormat(directory);
}

function open(disk = new FaultyDisk(), through: Keychain = keychain): Promise<SealedTexts> {
  return SealedTexts.open({ disk, directory, keychain: through, clock });
}

async function keyNumbers(): Promise<number[]> {
  const marker = await readMarker(new FaultyDisk(), directory);
  return marker === null ? [] : [...marker.old, marker.current].map(({ number }) => number);
}

/** Everything opens, under one key, and nothing but that key is in the keychain. */
async function expectSettled(expected: Record<string, string> = texts): Promise<number> {
  const vault = await open();
  expect(vault.all()).toEqual(expected);
  expect([...vault.quarantined]).toEqual([]);
  const [number = 0, ...others] = await keyNumbers();
  expect(others).toEqual([]);
  expect(vault.sealedWith(new Set([number]))).toHaveLength(Object.keys(expected).length);
  const suffix = number === 1 ? '' : `-${number}`;
  expect(keychain.accounts).toEqual([
    expect.stringMatching(new RegExp(`^vault-key-[0-9a-f]{32}${suffix}$`)),
  ]);
  return number;
}

describe('a change of the key', () => {
  test('leaves everything sealed with the new key, and only that one', async () => {
    const [before] = keychain.secrets;
    const result = await (await open()).keyChange.change(ignoreProgress);
    expect(result).toEqual({ oldKeyIsKept: false });
    expect(await expectSettled()).toBe(2);
    expect(keychain.secrets).not.toContain(before);
  });

  test('can be made again', async () => {
    const vault = await open();
    await vault.keyChange.change(ignoreProgress);
    await vault.keyChange.change(ignoreProgress);
    expect(await expectSettled()).toBe(3);
  });

  test('tells how far it is', async () => {
    const told: KeyChangeProgress[] = [];
    await (await open()).keyChange.change((progress) => told.push(progress));
    expect(told).toEqual([
      { done: 0, total: 6 },
      { done: 4, total: 6 },
      { done: 6, total: 6 },
    ]);
  });

  test('asked for twice at once is one change, and both are told', async () => {
    const vault = await open();
    const told: string[] = [];
    await Promise.all([
      vault.keyChange.change(({ done }) => told.push(`first ${done}`)),
      vault.keyChange.change(({ done }) => told.push(`second ${done}`)),
    ]);
    expect(told).toContain('first 6');
    expect(told).toContain('second 6');
    expect(await expectSettled()).toBe(2);
  });

  test('does not hold up writes, and never overwrites a newer text', async () => {
    const disk = new FaultyDisk();
    const vault = await open(disk);
    const writes: Promise<void>[] = [];
    await vault.keyChange.change(({ done }) => {
      for (const name of ['a', 'f', 'new']) {
        writes.push(vault.write(name, `${name} after ${done}`));
      }
    });
    await Promise.all(writes);
    await expectSettled({ ...texts, a: 'a after 6', f: 'f after 6', new: 'new after 6' });
  });

  test('waits for a write that began with the old key, before the old key goes', async () => {
    const disk = new FaultyDisk();
    const vault = await open(disk);
    const slow = disk.holdNext('writeFile');
    const writing = vault.write('late', 'began with the old key');
    await slow.reached;
    const changing = vault.keyChange.change(ignoreProgress);
    while (!vault.log.includes('use key 2')) await turn();
    slow.release();
    await Promise.all([writing, changing]);
    await expectSettled({ ...texts, late: 'began with the old key' });
  });

  test('proves that every record is on the medium before the old key goes', async () => {
    const vault = await open();
    await vault.keyChange.change(ignoreProgress);
    expect(vault.log.slice(-2)).toEqual(['make durable', 'use key 2']);
    expect(vault.keys().find(1)).toBeNull();
  });

  test('keeps the old key while a file cannot be opened, because it may be repaired', async () => {
    const path = join(directory, 'texts', 'a');
    const whole = await readFile(path);
    await writeFile(path, '{"number":1,"check":"damaged","text":""}');
    const vault = await open();
    expect(await vault.keyChange.change(ignoreProgress)).toEqual({ oldKeyIsKept: true });
    expect(await keyNumbers()).toEqual([1, 2]);
    expect(keychain.accounts).toHaveLength(2);
    expect(vault.sealedWith(new Set([1]))).toEqual([]);

    await writeFile(path, whole);
    const repaired = await open();
    expect(repaired.all()).toEqual(texts);
    expect(await repaired.keyChange.resume(ignoreProgress)).toEqual({ oldKeyIsKept: false });
    expect(await expectSettled()).toBe(2);
  });

  test('can be made again while a file cannot be opened', async () => {
    const path = join(directory, 'texts', 'a');
    const whole = await readFile(path);
    await writeFile(path, '{"number":1,"check":"damaged","text":""}');
    const vault = await open();
    await vault.keyChange.change(ignoreProgress);
    await vault.keyChange.change(ignoreProgress);
    expect(await keyNumbers()).toEqual([1, 2, 3]);
    await writeFile(path, whole);
    await (await open()).keyChange.resume(ignoreProgress);
    expect(await expectSettled()).toBe(3);
  });

  test('stops when the vault is closed, and the next open goes on', async () => {
    const vault = await open();
    let stopping: Promise<void> | undefined;
    const changing = vault.keyChange.change(({ done }) => {
      if (done === 4) stopping = vault.keyChange.stop();
    });
    await expect(changing).rejects.toMatchObject({ code: 'internal' });
    await stopping;
    expect(vault.sealedWith(new Set([1]))).toHaveLength(2);
    await expect(vault.keyChange.change(ignoreProgress)).rejects.toMatchObject({
      code: 'internal',
    });
    await (await open()).keyChange.resume(ignoreProgress);
    expect(await expectSettled()).toBe(2);
  });

  test('is stopped only when the step under way is done', async () => {
    const disk = new FaultyDisk();
    const vault = await open(disk);
    const slow = disk.holdNext('rename');
    const changing = succeeds(vault.keyChange.change(ignoreProgress));
    await slow.reached;
    let stopped = false;
    const stopping = vault.keyChange.stop().then(() => (stopped = true));
    await turn();
    expect(stopped).toBe(false);
    slow.release();
    await stopping;
    const calls = disk.calls.length;
    expect(await changing).toBe(false);
    expect(disk.calls).toHaveLength(calls);
    expect(keychain.accounts).toHaveLength(1);
  });

  test('has nothing under way any more when it fails', async () => {
    const disk = new FaultyDisk();
    const vault = await open(disk);
    let settled = false;
    let slow = disk.holdNext('readdir');
    const changing = succeeds(
      vault.keyChange.change(({ done }) => {
        if (done > 0) return;
        slow = disk.holdNext('rename');
        disk.failNext('create', 'ENOSPC');
      }),
    ).then((result) => {
      settled = true;
      return result;
    });
    while (disk.calls.filter((call) => call === 'rename').length < 3) await turn();
    await slow.reached;
    await turn();
    expect(settled).toBe(false);
    slow.release();
    expect(await changing).toBe(false);
  });

  test('refuses a marker that is not the one the vault was opened with', async () => {
    const vault = await open();
    await rm(join(directory, 'vault.json'));
    await expect(vault.keyChange.change(ignoreProgress)).rejects.toMatchObject({
      code: 'vault_damaged',
    });
    expect(keychain.accounts).toHaveLength(1);
  });
});

describe('going on', () => {
  test('has nothing to do without a change that was begun', async () => {
    const disk = new FaultyDisk();
    const vault = await open(disk);
    const before = disk.calls.length;
    expect(await vault.keyChange.resume(ignoreProgress)).toBeNull();
    expect(disk.calls.slice(before)).toEqual(['readFile']);
    expect(await expectSettled()).toBe(1);
  });

  test('a change that is asked for meanwhile joins it', async () => {
    await interrupted();
    const vault = await open();
    const told: KeyChangeProgress[] = [];
    await Promise.all([
      vault.keyChange.resume(ignoreProgress),
      vault.keyChange.change((progress) => told.push(progress)),
    ]);
    // Three of the first four were sealed before.
    expect(told.at(-1)).toEqual({ done: 3, total: 3 });
    expect(await expectSettled()).toBe(2);
  });

  test('tells how far it is to whoever joins it late', async () => {
    await interrupted();
    const disk = new FaultyDisk();
    const vault = await open(disk);
    const slow = disk.holdNext('create');
    const running = vault.keyChange.resume(ignoreProgress);
    await slow.reached;
    const told: KeyChangeProgress[] = [];
    const joined = vault.keyChange.resume((progress) => told.push(progress));
    expect(told).toEqual([{ done: 0, total: 3 }]);
    slow.release();
    expect(await joined).toEqual(await running);
    expect(told.at(-1)).toEqual({ done: 3, total: 3 });
  });

  test('with nothing to do does not take the place of a change that is asked for meanwhile', async () => {
    const vault = await open();
    await Promise.all([
      vault.keyChange.resume(ignoreProgress),
      vault.keyChange.change(ignoreProgress),
    ]);
    expect(await expectSettled()).toBe(2);
  });

  test('a change asked for after a failure goes on, without one more key', async () => {
    const vault = await interrupted();
    await vault.keyChange.change(ignoreProgress);
    expect(await expectSettled()).toBe(2);
  });

  /** A vault whose change failed at the first record. */
  async function interrupted(): Promise<SealedTexts> {
    const disk = new FaultyDisk();
    const vault = await open(disk);
    const changing = vault.keyChange.change(({ done }) => {
      if (done === 0) disk.failNext('create', 'ENOSPC');
    });
    await expect(changing).rejects.toMatchObject({ code: 'disk_full' });
    expect(await keyNumbers()).toEqual([1, 2]);
    return vault;
  }
});

// Each crash is one more vault, on a disk that may be slow.
describe('a crash at any moment', { timeout: 60_000 }, () => {
  test('on the disk leaves a vault that opens, can be written, and goes on', async () => {
    let finished = false;
    for (let calls = 0; !finished; calls += 1) {
      expect(calls).toBeLessThan(tooMany);
      await startAnew(`disk-${calls}`);
      const disk = new FaultyDisk();
      const vault = await open(disk);
      disk.crashAfter(calls);
      finished = await succeeds(vault.keyChange.change(ignoreProgress));
      await expectGoesOn();
    }
  });

  test('in the keychain leaves a vault that opens, can be written, and goes on', async () => {
    let finished = false;
    for (let calls = 0; !finished; calls += 1) {
      expect(calls).toBeLessThan(tooMany);
      await startAnew(`keychain-${calls}`);
      const crashing = new CrashingKeychain(keychain);
      const vault = await open(new FaultyDisk(), crashing);
      crashing.callsUntilCrash = calls;
      finished = await succeeds(vault.keyChange.change(ignoreProgress));
      await expectGoesOn();
    }
  });

  test('while the next start goes on leaves a vault that opens and goes on', async () => {
    let finished = false;
    for (let calls = 0; !finished; calls += 1) {
      expect(calls).toBeLessThan(tooMany);
      await startAnew(`again-${calls}`);
      const first = new FaultyDisk();
      const vault = await open(first);
      first.crashAfter(25);
      await expect(vault.keyChange.change(ignoreProgress)).rejects.toMatchObject({
        code: 'disk_write_failed',
      });
      const disk = new FaultyDisk();
      disk.crashAfter(calls);
      finished = await succeeds(open(disk).then((again) => again.keyChange.resume(ignoreProgress)));
      await expectGoesOn();
    }
  });

  async function expectGoesOn(): Promise<void> {
    const vault = await open();
    expect(vault.all()).toEqual(texts);
    expect([...vault.quarantined]).toEqual([]);
    await vault.write('a', 'written before going on');
    const again = await open();
    await again.keyChange.resume(ignoreProgress);
    await expectSettled({ ...texts, a: 'written before going on' });
  }
});

describe.each<DiskCall>(['create', 'writeFile', 'sync', 'close', 'rename', 'syncFolder'])(
  'when %s fails once, at whatever moment',
  (call) => {
    test('every text can be used, and asking again finishes', async () => {
      for (let skip = 0; ; skip += 1) {
        expect(skip).toBeLessThan(tooMany);
        await startAnew(`${call}-${skip}`);
        const disk = new FaultyDisk();
        const vault = await open(disk);
        disk.failNext(call, 'EIO', skip);
        const finished = await succeeds(vault.keyChange.change(ignoreProgress));
        expect(vault.all()).toEqual(texts);
        expect((await open()).all()).toEqual(texts);
        if (finished) break;
        await vault.write('a', 'written in between');
        await vault.keyChange.change(ignoreProgress);
        await expectSettled({ ...texts, a: 'written in between' });
      }
    });
  },
);

test('a failure before the new key is the current one leaves the old one in use', async () => {
  const disk = new FaultyDisk();
  const vault = await open(disk);
  disk.failNext('syncFolder', 'EIO', 1);
  await expect(vault.keyChange.change(ignoreProgress)).rejects.toMatchObject({
    code: 'disk_write_failed',
  });
  expect(vault.keys().current.number).toBe(1);
  expect(await keyNumbers()).toEqual([1, 2]);
  await vault.keyChange.resume(ignoreProgress);
  expect(vault.keys().current.number).toBe(1);
});

describe.each<Trouble['kind']>(['locked', 'denied', 'unavailable', 'timed_out'])(
  'a keychain that is %s',
  (kind) => {
    test('at whatever moment of the change loses nothing, and it goes on later', async () => {
      let finished = false;
      for (let calls = 0; !finished; calls += 1) {
        expect(calls).toBeLessThan(tooMany);
        await startAnew(`trouble-${calls}`);
        const failing = new CrashingKeychain(keychain, { kind, detail: 'The test said so.' });
        const vault = await open(new FaultyDisk(), failing);
        failing.callsUntilCrash = calls;
        const changing = vault.keyChange.change(ignoreProgress);
        finished = await succeeds(changing);
        if (!finished) await expect(changing).rejects.toMatchObject({ code: `keychain_${kind}` });
        await vault.write('a', 'written meanwhile');
        failing.callsUntilCrash = Number.POSITIVE_INFINITY;
        expect((await open()).all()).toEqual({ ...texts, a: 'written meanwhile' });
        if (!finished) await vault.keyChange.change(ignoreProgress);
        await expectSettled({ ...texts, a: 'written meanwhile' });
      }
    });
  },
);

test('a new key that somebody deletes during the change is put back before the old one goes', async () => {
  const vault = await open();
  await vault.keyChange.change(({ done }) => {
    const [, account = ''] = keychain.accounts;
    if (done === 4) void keychain.delete(account);
  });
  expect(await expectSettled()).toBe(2);
});

test('an old key that somebody deletes during the change is not needed', async () => {
  const vault = await open();
  await vault.keyChange.change(({ done }) => {
    const [account = ''] = keychain.accounts;
    if (done === 0) void keychain.delete(account);
  });
  expect(await expectSettled()).toBe(2);
});

/** A keychain that after some calls does nothing any more: it is in trouble, or the process is gone. */
class CrashingKeychain implements Keychain {
  callsUntilCrash = Number.POSITIVE_INFINITY;
  readonly #keychain: Keychain;
  readonly #trouble: Trouble | null;

  constructor(kept: Keychain, trouble: Trouble | null = null) {
    this.#keychain = kept;
    this.#trouble = trouble;
  }

  get(account: string): ReturnType<Keychain['get']> {
    return this.#count(() => this.#keychain.get(account));
  }

  set(account: string, secret: Secret): ReturnType<Keychain['set']> {
    return this.#count(() => this.#keychain.set(account, secret));
  }

  delete(account: string): ReturnType<Keychain['delete']> {
    return this.#count(() => this.#keychain.delete(account));
  }

  async #count<Answer>(ask: () => Promise<Answer>): Promise<Answer | Trouble> {
    this.callsUntilCrash -= 1;
    if (this.callsUntilCrash >= 0) return ask();
    if (this.#trouble !== null) return this.#trouble;
    throw new Error('The process is gone.');
  }
}

async function succeeds(attempt: Promise<unknown>): Promise<boolean> {
  const [result] = await Promise.allSettled([attempt]);
  return result.status === 'fulfilled';
}
