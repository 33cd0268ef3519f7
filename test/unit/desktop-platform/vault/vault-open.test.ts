import { createSecretKey, randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeToken,
  serializeToken,
  type Token,
} from '../../../../src/main/auth-foundation/index.ts';
import { sealRecord } from '../../../../src/main/desktop-platform/vault/sealed-record.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { addToken, expectSame, VaultFixture } from './vault-fixture.ts';

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
    await writeFile(marker, '{"formatVersion":2,"other":true}');
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

describe('a damaged record', () => {
  const damages: [string, string, (path: string, other: string) => Promise<void>][] = [
    [
      'cut off',
      'not_a_record',
      async (path) => {
        await writeFile(path, (await readFile(path)).subarray(0, 20));
      },
    ],
    ['empty', 'not_a_record', (path) => writeFile(path, '')],
    [
      'tampered with',
      'wrong_key_or_tampered',
      async (path) => {
        const bytes = await readFile(path);
        bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
        await writeFile(path, bytes);
      },
    ],
    ['swapped with another', 'wrong_key_or_tampered', (path, other) => copyFile(other, path)],
    [
      'of a newer version',
      'newer_format',
      async (path) => {
        const bytes = await readFile(path);
        bytes.writeUInt8(9, 4);
        await writeFile(path, bytes);
      },
    ],
  ];

  test.each(damages)(
    '%s is left alone as %s, and the others work',
    async (_what, reason, damage) => {
      const [bad, good] = await withAccounts('bad', 'good');
      if (bad === undefined || good === undefined) throw new Error('no accounts');
      await damage(fixture.pathOf(bad.id), fixture.pathOf(good.id));
      const before = await readFile(fixture.pathOf(bad.id));
      const vault = await fixture.open();
      expect(vault.quarantined()).toEqual([{ fileName: `credentials/${bad.id}.sealed`, reason }]);
      expect(await vault.allIDs()).toEqual([good.id]);
      expectSame(await vault.get(good.id), good);
      expect(await readFile(fixture.pathOf(bad.id))).toEqual(before);
    },
  );

  test('is not overwritten or removed by its identifier', async () => {
    const [bad] = await withAccounts('bad');
    if (bad === undefined) throw new Error('no account');
    await writeFile(fixture.pathOf(bad.id), 'damaged');
    const vault = await fixture.open();
    const metadata = { id: bad.id, tags: [], claims: null, signInNeeded: null } as const;
    await expect(vault.add(bad, { ...metadata, ...bad.context, scopes: [] })).rejects.toMatchObject(
      { code: 'internal' },
    );
    await vault.remove(bad.id);
    expect(await readFile(fixture.pathOf(bad.id), 'utf8')).toBe('damaged');
  });

  test.each([
    ['is about another credential', 'other'],
    ['is no JSON', 'not JSON'],
    ['misses a field', '{"addedAt":1}'],
  ])('that opens but %s is left alone', async (_what, content) => {
    const [token, other] = await withAccounts('one', 'two');
    if (token === undefined || other === undefined) throw new Error('no accounts');
    const key = createSecretKey(Buffer.from(fixture.keychain.secrets[0] ?? '', 'base64'));
    const ofOther = JSON.stringify({
      addedAt: 1,
      token: serializeToken(other),
      metadata: describeToken(other, []),
    });
    const text = content === 'other' ? ofOther : content;
    const sealed = sealRecord(key, { kind: 'credential', id: token.id }, text);
    await writeFile(fixture.pathOf(token.id), sealed);
    const vault = await fixture.open();
    expect(vault.quarantined()).toEqual([
      { fileName: `credentials/${token.id}.sealed`, reason: 'invalid_content' },
    ]);
    expect(await vault.allIDs()).toEqual([other.id]);
  });

  test('under a name that is no identifier is left alone', async () => {
    const [token] = await withAccounts('one');
    if (token === undefined) throw new Error('no account');
    const strange = join(fixture.directory, 'credentials', 'copy of one.sealed');
    await rename(fixture.pathOf(token.id), strange);
    expect((await fixture.open()).quarantined()).toEqual([
      { fileName: 'credentials/copy of one.sealed', reason: 'wrong_name' },
    ]);
  });

  test('that cannot be read is left alone', async () => {
    const [token] = await withAccounts('one');
    const disk = new FaultyDisk();
    disk.failNext('readFile', 'EIO', 1); // the first is the marker
    const vault = await fixture.open(disk);
    expect(vault.quarantined()).toEqual([
      { fileName: `credentials/${token?.id ?? ''}.sealed`, reason: 'unreadable' },
    ]);
  });

  test('of the default leaves no default, and the accounts work', async () => {
    const [token] = await withAccounts('one');
    const vault = await fixture.open();
    await vault.setDefaultID(token?.id ?? null);
    await fixture.closeAll();
    await writeFile(join(fixture.directory, 'default.sealed'), 'damaged');
    const reopened = await fixture.open();
    expect(await reopened.getDefaultID()).toBeNull();
    expect(await reopened.allIDs()).toEqual([token?.id]);
    expect(reopened.quarantined()).toEqual([
      { fileName: 'default.sealed', reason: 'not_a_record' },
    ]);
  });
});

test('leftovers of interrupted writes are cleaned when the vault opens', async () => {
  await withAccounts('one');
  const half = join(fixture.directory, 'credentials', 'x.sealed.00112233aabbccdd.tmp');
  await writeFile(half, 'half');
  await fixture.open();
  expect([...(await fixture.files()).keys()].some((name) => name.endsWith('.tmp'))).toBe(false);
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
