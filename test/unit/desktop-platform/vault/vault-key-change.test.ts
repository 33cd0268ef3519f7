import { createSecretKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeToken,
  historyEntry,
  timestamp,
  type Token,
} from '../../../../src/main/auth-foundation/index.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { firstFormatContent, sealFirstFormat } from './first-format-writer.ts';
import { addToken, expectSame, makeToken, VaultFixture } from './vault-fixture.ts';

let fixture: VaultFixture;

beforeEach(async () => {
  fixture = await VaultFixture.create();
});
afterEach(async () => {
  await fixture.dispose();
});

const ignoreProgress = (): void => undefined;

test('a change of the key keeps every credential and the default, under the new key alone', async () => {
  const vault = await fixture.open();
  const [first, second] = [await addToken(vault, 'first'), await addToken(vault, 'second')];
  await vault.setDefaultID(second.id);
  const [oldKey] = fixture.keychain.secrets;
  await vault.changeKey(ignoreProgress);
  expect(fixture.keychain.secrets).toHaveLength(1);
  expect(fixture.keychain.secrets).not.toContain(oldKey);
  expectSame(await vault.get(first.id), first);

  const reopened = await fixture.reopen();
  expect(reopened.quarantined()).toEqual([]);
  expect(await reopened.allIDs()).toEqual([first.id, second.id]);
  expectSame(await reopened.get(first.id), first);
  expectSame(await reopened.get(second.id), second);
  expect(await reopened.getDefaultID()).toBe(second.id);
});

test('writes during a change are kept, the newest of each credential', async () => {
  const vault = await fixture.open();
  const tokens: Token[] = [];
  for (let index = 0; index < 12; index += 1) tokens.push(await addToken(vault, String(index)));
  const renewed = tokens.map(({ id }, index) => makeToken(`renewed-${index}`, id));
  const writes: Promise<void>[] = [];
  await vault.changeKey(({ done }) => {
    if (done !== 4) return;
    for (const token of renewed) writes.push(vault.replace(token, describeToken(token, [])));
    const [last] = tokens.slice(-1);
    if (last !== undefined) writes.push(vault.remove(last.id));
  });
  await Promise.all(writes);
  const reopened = await fixture.reopen();
  expect(reopened.quarantined()).toEqual([]);
  expect(await reopened.allIDs()).toHaveLength(11);
  for (const token of renewed.slice(0, -1)) expectSame(await reopened.get(token.id), token);
});

// Each crash is one more vault, on a disk that may be slow.
const patience = { timeout: 60_000 };
test(
  'after a crash at any moment every credential is there, and the change goes on',
  patience,
  async () => {
    let finished = false;
    for (let calls = 0; !finished; calls += 1) {
      expect(calls).toBeLessThan(300);
      const crashed = await VaultFixture.create();
      const disk = new FaultyDisk();
      const vault = await crashed.open(disk);
      const tokens = [await addToken(vault, 'one'), await addToken(vault, 'two')];
      disk.crashAfter(calls);
      const [result] = await Promise.allSettled([vault.changeKey(ignoreProgress)]);
      finished = result.status === 'fulfilled';
      disk.crashAfter(Number.POSITIVE_INFINITY);
      const reopened = await crashed.reopen();
      expect(reopened.quarantined()).toEqual([]);
      for (const token of tokens) expectSame(await reopened.get(token.id), token);
      await reopened.resumeKeyChange();
      expect(crashed.keychain.secrets).toHaveLength(1);
      const again = await crashed.reopen();
      for (const token of tokens) expectSame(await again.get(token.id), token);
      await crashed.dispose();
    }
  },
);

test('records of the first format get the new key too', async () => {
  const token = await addToken(await fixture.open());
  await fixture.closeAll();
  const firstKey = createSecretKey(Buffer.from(fixture.keychain.secrets[0] ?? '', 'base64'));
  const content = firstFormatContent(token, 1);
  const sealed = sealFirstFormat(firstKey, 'credential', token.id, content);
  await writeFile(fixture.pathOf(token.id), sealed);
  await (await fixture.open()).changeKey(ignoreProgress);
  expect(fixture.keychain.secrets).toHaveLength(1);
  expectSame(await (await fixture.reopen()).get(token.id), token);
});

test('closing the vault in the middle of a change waits for it to stop', async () => {
  const vault = await fixture.open();
  const tokens: Token[] = [];
  for (let index = 0; index < 12; index += 1) tokens.push(await addToken(vault, String(index)));
  let closing: Promise<void> | undefined;
  const changing = vault.changeKey(({ done }) => {
    if (done === 4) closing = vault.close();
  });
  await expect(changing).rejects.toMatchObject({ code: 'internal' });
  await closing;
  const reopened = await fixture.reopen();
  for (const token of tokens) expectSame(await reopened.get(token.id), token);
  await reopened.resumeKeyChange();
  expect(fixture.keychain.secrets).toHaveLength(1);
});

test('a damaged record keeps the old key, and works again when it is repaired', async () => {
  const token = await addToken(await fixture.open());
  await fixture.closeAll();
  const path = fixture.pathOf(token.id);
  const whole = await readFile(path);
  await writeFile(path, whole.subarray(0, 30));
  const vault = await fixture.open();
  expect(await vault.changeKey(ignoreProgress)).toEqual({ oldKeyIsKept: true });
  expect(fixture.keychain.secrets).toHaveLength(2);
  await writeFile(path, whole);
  expect(await vault.retryQuarantined()).toEqual([token.id]);
  expect(await vault.changeKey(ignoreProgress)).toEqual({ oldKeyIsKept: false });
  expect(fixture.keychain.secrets).toHaveLength(1);
  expectSame(await (await fixture.reopen()).get(token.id), token);
});

describe('a default that was refused only in its last step', () => {
  test('leaves no file that the old key sealed', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.failNext('syncFolder', 'EIO');
    await expect(vault.setDefaultID(token.id)).rejects.toMatchObject({ code: 'disk_write_failed' });
    expect([...(await fixture.files()).keys()]).not.toContain('default.sealed');
    expect(await vault.changeKey(ignoreProgress)).toEqual({ oldKeyIsKept: false });
    const reopened = await fixture.reopen();
    expect(reopened.quarantined()).toEqual([]);
    expect(await reopened.getDefaultID()).toBeNull();
  });

  test('is settled by a change of the key, when the disk has got better by then', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.failNext('syncFolder', 'EIO');
    disk.failNext('unlink', 'EIO');
    await expect(vault.setDefaultID(token.id)).rejects.toMatchObject({ code: 'disk_write_failed' });
    expect([...(await fixture.files()).keys()]).toContain('default.sealed');
    expect(await vault.changeKey(ignoreProgress)).toEqual({ oldKeyIsKept: false });
    expect((await fixture.reopen()).quarantined()).toEqual([]);
  });

  test('is settled by itself, some seconds later', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = await addToken(vault);
    disk.failNext('syncFolder', 'EIO');
    disk.failNext('unlink', 'EIO');
    await expect(vault.setDefaultID(token.id)).rejects.toMatchObject({ code: 'disk_write_failed' });
    fixture.clock.advance(5_000);
    await vault.close();
    expect([...(await fixture.files()).keys()]).not.toContain('default.sealed');
  });

  test('does not take a damaged file along', async () => {
    const token = await addToken(await fixture.open());
    await fixture.closeAll();
    const path = join(fixture.directory, 'default.sealed');
    await writeFile(path, 'damaged');
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    disk.failNext('create', 'ENOSPC');
    await expect(vault.setDefaultID(token.id)).rejects.toMatchObject({ code: 'disk_full' });
    await vault.close();
    expect(await readFile(path, 'utf8')).toBe('damaged');
  });

  test('keeps what the default was', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const [one, two] = [await addToken(vault, 'one'), await addToken(vault, 'two')];
    await vault.setDefaultID(one.id);
    disk.failNext('syncFolder', 'EIO');
    await expect(vault.setDefaultID(two.id)).rejects.toMatchObject({ code: 'disk_write_failed' });
    expect(await (await fixture.reopen()).getDefaultID()).toBe(one.id);
  });
});

test('a journal that was refused only in its last step gets the new key', async () => {
  const disk = new FaultyDisk();
  const vault = await fixture.open(disk);
  const token = await addToken(vault);
  await vault.remove(token.id, historyEntry('removed', timestamp(1)));
  disk.failNext('syncFolder', 'EIO');
  const before = disk.calls.length;
  fixture.clock.advance(5_000);
  while (!disk.calls.slice(before).includes('syncFolder')) await turn();
  expect(await vault.changeKey(ignoreProgress)).toEqual({ oldKeyIsKept: false });
  const reopened = await fixture.reopen();
  expect(reopened.quarantined()).toEqual([]);
  expect(reopened.ended()).toHaveLength(1);
});

test('a key that is deleted from the keychain is noticed, and put back', async () => {
  const vault = await fixture.open();
  const token = await addToken(vault);
  expect(await vault.keyIsPresent()).toBe(true);
  for (const account of fixture.keychain.accounts) await fixture.keychain.delete(account);
  expect(await vault.keyIsPresent()).toBe(false);
  await vault.restoreKey();
  expect(await vault.keyIsPresent()).toBe(true);
  expectSame(await (await fixture.reopen()).get(token.id), token);
});
