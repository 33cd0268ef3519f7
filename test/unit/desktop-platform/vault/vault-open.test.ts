import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Token } from '../../../../src/main/auth-foundation/index.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { addToken, VaultFixture } from './vault-fixture.ts';

let fixture: VaultFixture;
let marker: string;

beforeEach(async () => {
  fixture = await VaultFixture.create();
  marker = join(fixture.directory, 'vault.json');
});
afterEach(async () => {
  await fixture.dispose();
});

async function withAccounts(...names: string[]): Promise<Token[]> {
  const vault = await fixture.open();
  const tokens: Token[] = [];
  for (const name of names) tokens.push(await addToken(vault, name));
  await fixture.closeAll();
  return tokens;
}

describe('a new vault', () => {
  test('has its key in the keychain as one item, named after the vault', async () => {
    await fixture.open();
    const { vaultId } = JSON.parse(await readFile(marker, 'utf8')) as { vaultId: string };
    expect(fixture.keychain.accounts).toEqual([`vault-key-${vaultId}`]);
    const [key = ''] = fixture.keychain.secrets;
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
  });

  test('does not come to be while the keychain is locked', async () => {
    fixture.keychain.fail('locked');
    await expect(fixture.open()).rejects.toMatchObject({ code: 'keychain_locked' });
    expect((await fixture.files()).size).toBe(0);
    fixture.keychain.recover();
    await fixture.open();
  });

  test('has its key before its marker, so a crash in between loses nothing', async () => {
    const disk = new FaultyDisk();
    disk.failNext('rename', 'EIO');
    await expect(fixture.open(disk)).rejects.toMatchObject({ code: 'disk_write_failed' });
    expect(fixture.keychain.accounts).toHaveLength(1);
    expect((await fixture.files()).size).toBe(0);
    await addToken(await fixture.open());
  });
});

describe('a vault whose key cannot be had', () => {
  test.each([
    ['locked', 'keychain_locked'],
    ['unavailable', 'keychain_unavailable'],
    ['denied', 'keychain_denied'],
    ['timed_out', 'keychain_timed_out'],
  ] as const)(
    'because the keychain is %s, says so, changes nothing, and opens later',
    async (kind, code) => {
      const [token] = await withAccounts('one');
      const before = await fixture.files();
      fixture.keychain.fail(kind);
      await expect(fixture.open()).rejects.toMatchObject({ code });
      expect(await fixture.files()).toEqual(before);
      fixture.keychain.recover();
      expect(await (await fixture.open()).allIDs()).toEqual([token?.id]);
    },
  );

  test('because its item is gone, is vault_key_missing and changes nothing', async () => {
    await withAccounts('one');
    const before = await fixture.files();
    for (const account of fixture.keychain.accounts) await fixture.keychain.delete(account);
    await expect(fixture.open()).rejects.toMatchObject({ code: 'vault_key_missing' });
    expect(await fixture.files()).toEqual(before);
    expect(fixture.keychain.accounts).toEqual([]);
  });

  test.each([
    [
      'the key of another vault',
      randomBytes(32).toString('base64'),
      'The key in the keychain is not the key of this vault.',
    ],
    ['no key at all', 'something else', 'The keychain item is not a vault key.'],
  ])(
    'because the item is %s, does not take its records for damaged',
    async (_what, secret, detail) => {
      await withAccounts('one');
      const [account = ''] = fixture.keychain.accounts;
      const before = await fixture.files();
      const right = fixture.keychain.secrets[0] ?? '';
      fixture.keychain.put(account, secret);
      await expect(fixture.open()).rejects.toMatchObject({ code: 'vault_key_missing', detail });
      expect(await fixture.files()).toEqual(before);
      fixture.keychain.put(account, right);
      expect((await fixture.open()).quarantined()).toEqual([]);
    },
  );
});

describe('the marker', () => {
  test('when it is missing beside sealed records, nothing is made anew', async () => {
    await withAccounts('one');
    await rm(marker);
    const before = await fixture.files();
    await expect(fixture.open()).rejects.toMatchObject({ code: 'vault_damaged' });
    expect(await fixture.files()).toEqual(before);
    expect(fixture.keychain.accounts).toHaveLength(1);
  });

  test.each(['', '{', '{"formatVersion":1}', '[]'])('that reads %j is damage', async (text) => {
    await withAccounts('one');
    await writeFile(marker, text);
    await expect(fixture.open()).rejects.toMatchObject({ code: 'vault_damaged' });
    expect(await readFile(marker, 'utf8')).toBe(text);
  });

  test('of a newer version is left to a newer app', async () => {
    await withAccounts('one');
    await writeFile(marker, '{"formatVersion":3,"other":true}');
    await expect(fixture.open()).rejects.toMatchObject({ code: 'vault_newer_format' });
  });

  test('that cannot be read is told as such', async () => {
    await withAccounts('one');
    const disk = new FaultyDisk();
    disk.failNext('readFile', 'EACCES');
    await expect(fixture.open(disk)).rejects.toMatchObject({
      code: 'disk_read_failed',
      detail: 'EACCES',
    });
  });
});

test('leftovers of interrupted writes are cleaned when the vault opens', async () => {
  await withAccounts('one');
  const half = join(fixture.directory, 'credentials', 'x.sealed.00112233aabbccdd.tmp');
  await writeFile(half, 'half');
  await fixture.open();
  expect([...(await fixture.files()).keys()].some((name) => name.endsWith('.tmp'))).toBe(false);
});

test('sealed records of any kind without a marker are no new vault', async () => {
  await withAccounts();
  await rm(marker);
  await writeFile(join(fixture.directory, 'revocations', 'x.sealed'), 'sealed');
  await expect(fixture.open()).rejects.toMatchObject({ code: 'vault_damaged' });
});

test('a folder that is there without a vault becomes one', async () => {
  await mkdir(fixture.directory, { mode: 0o755 });
  await addToken(await fixture.open());
});

test('a vault that is open cannot be opened again, and a failed opening frees the folder', async () => {
  await fixture.open();
  await expect(fixture.open()).rejects.toMatchObject({
    code: 'vault_in_use',
    detail: `Process ${process.pid}`,
  });
  await fixture.closeAll();
  fixture.keychain.fail('locked');
  await expect(fixture.open()).rejects.toMatchObject({ code: 'keychain_locked' });
  expect((await readdir(fixture.directory)).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

test('a lock that cannot be taken down does not hide why the vault does not open', async () => {
  const disk = new FaultyDisk();
  fixture.keychain.fail('locked');
  disk.failNext('unlink', 'EIO');
  await expect(fixture.open(disk)).rejects.toMatchObject({ code: 'keychain_locked' });
});

test('opening many records lets other work run in between', async () => {
  await withAccounts(...Array.from({ length: 200 }, (_, index) => String(index)));
  let turns = 0;
  let opened = false;
  const count = (): void => {
    turns += 1;
    if (!opened) setImmediate(count);
  };
  setImmediate(count);
  const vault = await fixture.open();
  opened = true;
  expect(await vault.allIDs()).toHaveLength(200);
  expect(turns).toBeGreaterThan(20);
});
