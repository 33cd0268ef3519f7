import { createSecretKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeToken, type Token } from '../../../../src/main/auth-foundation/index.ts';
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
  await vault.changeKey(ignoreProgress);
  expect(fixture.keychain.secrets).toHaveLength(2);
  await writeFile(path, whole);
  expect(await vault.retryQuarantined()).toEqual([token.id]);
  await vault.changeKey(ignoreProgress);
  expect(fixture.keychain.secrets).toHaveLength(1);
  expectSame(await (await fixture.reopen()).get(token.id), token);
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
