import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Trouble } from '../../../../src/main/desktop-platform/index.ts';
import type { KeyRing } from '../../../../src/main/desktop-platform/vault/key-ring.ts';
import {
  createVaultKey,
  keyCheckOf,
} from '../../../../src/main/desktop-platform/vault/vault-key.ts';
import {
  keysArePresent,
  openKeys,
  restoreKeys,
} from '../../../../src/main/desktop-platform/vault/vault-keys.ts';
import {
  readMarker,
  writeMarker,
  type VaultMarker,
} from '../../../../src/main/desktop-platform/vault/vault-marker.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { FakeKeychain } from '../../../support/fakes/fake-keychain.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { toFirstFormat } from './sealed-texts.ts';

const vaultId = 'a'.repeat(32);
const firstAccount = `vault-key-${vaultId}`;
const secondAccount = `vault-key-${vaultId}-2`;
const clock = new FakeClock();
const troubles: readonly Trouble['kind'][] = ['locked', 'denied', 'unavailable', 'timed_out'];

let directory: string;
let keychain: FakeKeychain;
let disk: FaultyDisk;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'oam-keys-'));
  keychain = new FakeKeychain();
  disk = new FaultyDisk();
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function open(): Promise<KeyRing> {
  return (await openKeys(disk, directory, keychain, clock)).keys;
}

function markerText(): Promise<string> {
  return readFile(join(directory, 'vault.json'), 'utf8');
}

/** A vault with these keys in the marker and the keychain; the last one is current. */
async function withKeys(...numbers: readonly number[]): Promise<void> {
  const keys = [];
  for (const number of numbers) {
    const { key } = await createVaultKey(keychain, vaultId, number);
    keys.push({ number, createdAt: number, keyCheck: keyCheckOf(key, vaultId) });
  }
  const current = keys.pop();
  if (current === undefined) throw new Error('no key');
  await write({ vaultId, createdAt: 1, current, old: keys, pendingKey: null });
}

function write(marker: VaultMarker): Promise<void> {
  return writeMarker(disk, directory, marker);
}

async function withPendingKey(): Promise<void> {
  await withKeys(1);
  await createVaultKey(keychain, vaultId, 2);
  const marker = await readMarker(disk, directory);
  if (marker !== null) await write({ ...marker, pendingKey: 2 });
}

describe('a folder without a vault', () => {
  test('gets one, with key 1 in the keychain', async () => {
    const keys = await open();
    expect(keys.current.number).toBe(1);
    const marker = await readMarker(disk, directory);
    expect(keychain.accounts).toEqual([`vault-key-${marker?.vaultId ?? ''}`]);
    expect((await open()).current.key.equals(keys.current.key)).toBe(true);
  });

  test('gets none beside sealed records, and no key', async () => {
    await mkdir(join(directory, 'credentials'));
    await writeFile(join(directory, 'credentials', 'one.sealed'), '');
    await expect(open()).rejects.toMatchObject({ code: 'vault_damaged' });
    expect(keychain.accounts).toEqual([]);
  });
});

test('a marker of the first format is opened and left as it is', async () => {
  const { current } = await open();
  await toFirstFormat(directory);
  const before = await markerText();
  const keys = await open();
  expect(keys.current.number).toBe(1);
  expect(keys.current.key.equals(current.key)).toBe(true);
  expect(await markerText()).toBe(before);
});

describe('with several keys', () => {
  test('all are fetched, and the last one is current', async () => {
    await withKeys(1, 2, 4);
    const keys = await open();
    expect(keys.current.number).toBe(4);
    for (const number of [1, 2, 4]) expect(keys.find(number)).not.toBeNull();
    expect(keys.find(3)).toBeNull();
  });

  test('a change of the key is known to be under way', async () => {
    await withKeys(1);
    expect(await openKeys(disk, directory, keychain, clock)).toMatchObject({ isChanging: false });
    await withKeys(1, 2);
    expect(await openKeys(disk, directory, keychain, clock)).toMatchObject({ isChanging: true });
  });

  test('a marker that may not be durable yet is made so before a record relies on it', async () => {
    await withKeys(1, 2);
    const before = disk.calls.length;
    await open();
    expect(disk.calls.slice(before)).toContain('syncFolder');
    disk.failNext('syncFolder', 'EIO');
    await expect(open()).rejects.toMatchObject({ code: 'disk_write_failed' });
  });

  test('an old one that is gone does not keep the vault from opening', async () => {
    await withKeys(1, 2);
    await keychain.delete(firstAccount);
    const before = await markerText();
    const keys = await open();
    expect(keys.find(1)).toBeNull();
    expect(keys.current.number).toBe(2);
    expect(await markerText()).toBe(before);
  });

  test('an old one that is another key is not used', async () => {
    await withKeys(1, 2);
    keychain.put(firstAccount, randomBytes(32).toString('base64'));
    expect((await open()).find(1)).toBeNull();
  });

  test('a current one that is gone is vault_key_missing, and changes nothing', async () => {
    await withKeys(1, 2);
    await keychain.delete(secondAccount);
    const before = await markerText();
    await expect(open()).rejects.toMatchObject({ code: 'vault_key_missing' });
    expect(await markerText()).toBe(before);
    expect(keychain.accounts).toEqual([firstAccount]);
  });
});

describe.each(troubles)('a keychain that is %s', (kind) => {
  test.each([[[1]], [[1, 2]]])(
    'keeps a vault with the keys %j closed, changes nothing, and opens it later',
    async (numbers) => {
      await withKeys(...numbers);
      const [text, secrets] = [await markerText(), keychain.secrets];
      keychain.fail(kind);
      await expect(open()).rejects.toMatchObject({ code: `keychain_${kind}` });
      expect(await markerText()).toBe(text);
      expect(keychain.secrets).toEqual(secrets);
      keychain.recover();
      expect((await open()).current.number).toBe(numbers.at(-1));
    },
  );

  test('cannot tell whether the key is there, and takes none back', async () => {
    await withKeys(1);
    const keys = await open();
    keychain.fail(kind);
    const refused = { code: `keychain_${kind}` };
    await expect(keysArePresent(disk, directory, keychain, keys)).rejects.toMatchObject(refused);
    await expect(restoreKeys(disk, directory, keychain, keys)).rejects.toMatchObject(refused);
    keychain.recover();
    expect(await keysArePresent(disk, directory, keychain, keys)).toBe(true);
  });
});

describe('a pending key that a crash left', () => {
  test('is deleted, and the marker forgets it', async () => {
    await withPendingKey();
    const keys = await open();
    expect(keys.current.number).toBe(1);
    expect(keys.find(2)).toBeNull();
    expect(keychain.accounts).toEqual([firstAccount]);
    expect((await readMarker(disk, directory))?.pendingKey).toBeNull();
  });

  test('that cannot be deleted does not keep the vault from opening, and is tried again', async () => {
    await withPendingKey();
    const deleteItem = keychain.delete.bind(keychain);
    keychain.delete = () => Promise.resolve({ kind: 'denied', detail: 'The test said so.' });
    expect((await open()).current.number).toBe(1);
    expect((await readMarker(disk, directory))?.pendingKey).toBe(2);
    keychain.delete = deleteItem;
    await open();
    expect(keychain.accounts).toEqual([firstAccount]);
  });

  test('stays named as long as the marker cannot be written', async () => {
    await withPendingKey();
    disk.failNext('create', 'ENOSPC');
    await open();
    expect((await readMarker(disk, directory))?.pendingKey).toBe(2);
    await open();
    expect((await readMarker(disk, directory))?.pendingKey).toBeNull();
  });
});

describe('a key that the keychain has lost while the vault is open', () => {
  test.each([
    ['deleted', null],
    ['replaced by another key', randomBytes(32).toString('base64')],
    ['replaced by something else', 'something else'],
  ])('because it was %s is noticed, and can be put back', async (_what, other) => {
    await withKeys(1, 2);
    const keys = await open();
    const before = [...keychain.secrets].sort();
    for (const account of [secondAccount, firstAccount]) {
      expect(await keysArePresent(disk, directory, keychain, keys)).toBe(true);
      await keychain.delete(account);
      if (other !== null) keychain.put(account, other);
      expect(await keysArePresent(disk, directory, keychain, keys)).toBe(false);
      await restoreKeys(disk, directory, keychain, keys);
    }
    expect([...keychain.secrets].sort()).toEqual(before);
    expect((await open()).current.key.equals(keys.current.key)).toBe(true);
  });

  test('and was not there at the open either is not asked for', async () => {
    await withKeys(1, 2);
    await keychain.delete(firstAccount);
    expect(await keysArePresent(disk, directory, keychain, await open())).toBe(true);
  });

  test('is not looked for under the marker of another vault', async () => {
    await withKeys(1);
    const keys = await open();
    await keychain.delete(firstAccount);
    await withKeys(1);
    const before = keychain.secrets;
    await expect(restoreKeys(disk, directory, keychain, keys)).rejects.toMatchObject({
      code: 'vault_damaged',
    });
    expect(keychain.secrets).toEqual(before);
  });
});
