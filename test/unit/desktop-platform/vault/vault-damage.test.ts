import { copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeToken,
  historyEntry,
  timestamp,
  type Token,
} from '../../../../src/main/auth-foundation/index.ts';
import type { Vault } from '../../../../src/main/desktop-platform/index.ts';
import {
  credentialType,
  textsOf,
  tokenText,
} from '../../../../src/main/desktop-platform/vault/credential-record.ts';
import { sealRecord } from '../../../../src/main/desktop-platform/vault/sealed-record.ts';
import { anIdToken } from '../../../support/builders/tokens.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { addToken, damagePart, expectSame, makeToken, VaultFixture } from './vault-fixture.ts';

let fixture: VaultFixture;

beforeEach(async () => {
  fixture = await VaultFixture.create();
});
afterEach(async () => {
  await fixture.dispose();
});

async function withAccount(name = 'one'): Promise<Token> {
  const [token] = await withAccounts(name);
  if (token === undefined) throw new Error('no account');
  return token;
}

async function withAccounts(...names: string[]): Promise<Token[]> {
  const vault = await fixture.open();
  const tokens: Token[] = [];
  for (const name of names) tokens.push(await addToken(vault, name));
  await fixture.closeAll();
  return tokens;
}

const nameOf = ({ id }: Token): string => `credentials/${id}.sealed`;
const reasonsIn = (vault: Vault): string[][] =>
  vault.quarantined().map(({ fileName, reason }) => [fileName, reason]);

/** Writes a record that opens, with any content. */
async function writeTexts(
  token: Token,
  changes: Partial<Record<'token' | 'metadata' | 'history', string>>,
): Promise<void> {
  const texts = textsOf({ addedAt: 1, token, metadata: describeToken(token, ['a']), history: [] });
  const sealed = sealRecord(fixture.keys.current, credentialType, token.id, {
    ...texts,
    ...changes,
  });
  await writeFile(fixture.pathOf(token.id), sealed);
}

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
    ['tampered with', 'wrong_key_or_tampered', (path) => damagePart(path, 0)],
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
    [
      'under a key that is not there',
      'wrong_key_or_tampered',
      async (path) => {
        const bytes = await readFile(path);
        bytes.writeUInt32BE(2, 5);
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
      expect(reasonsIn(vault)).toEqual([[nameOf(bad), reason]]);
      expect(await vault.allIDs()).toEqual([good.id]);
      expectSame(await vault.get(good.id), good);
      expect(await readFile(fixture.pathOf(bad.id))).toEqual(before);
    },
  );

  test('is not overwritten or removed by its identifier', async () => {
    const bad = await withAccount();
    await writeFile(fixture.pathOf(bad.id), 'damaged');
    const vault = await fixture.open();
    await expect(vault.add(bad, describeToken(bad, []))).rejects.toMatchObject({
      code: 'internal',
    });
    await vault.remove(bad.id);
    expect(await readFile(fixture.pathOf(bad.id), 'utf8')).toBe('damaged');
  });

  test('under a name that is no identifier is left alone', async () => {
    const token = await withAccount();
    const strange = join(fixture.directory, 'credentials', 'copy of one.sealed');
    await rename(fixture.pathOf(token.id), strange);
    expect(reasonsIn(await fixture.open())).toEqual([
      ['credentials/copy of one.sealed', 'wrong_name'],
    ]);
  });

  test('that cannot be read is left alone', async () => {
    const token = await withAccount();
    const disk = new FaultyDisk();
    disk.failNext('readFile', 'EIO', 1); // the first is the marker
    expect(reasonsIn(await fixture.open(disk))).toEqual([[nameOf(token), 'unreadable']]);
  });

  test('of the default leaves no default, and the accounts work', async () => {
    const token = await withAccount();
    const vault = await fixture.open();
    await vault.setDefaultID(token.id);
    await fixture.closeAll();
    await writeFile(join(fixture.directory, 'default.sealed'), 'damaged');
    const reopened = await fixture.open();
    expect(await reopened.getDefaultID()).toBeNull();
    expect(await reopened.allIDs()).toEqual([token.id]);
    expect(reasonsIn(reopened)).toEqual([['default.sealed', 'not_a_record']]);
    await reopened.setDefaultID(token.id);
    expect(reopened.quarantined()).toEqual([]);
    expect(await (await fixture.reopen()).getDefaultID()).toBe(token.id);
  });

  test('that was replaced in memory is whole again', async () => {
    const vault = await fixture.open();
    const token = await addToken(vault);
    await writeFile(fixture.pathOf(token.id), 'damaged');
    await vault.setMetadata(describeToken(token, ['new']));
    const reopened = await fixture.reopen();
    expectSame(await reopened.get(token.id), token);
    expect(reopened.quarantined()).toEqual([]);
  });
});

describe('damage in one part', () => {
  const person = { sub: '00uAda', name: 'Ada Lovelace', email: 'ada@example.com' };
  const noted = historyEntry('signed_in', timestamp(1));

  async function addPerson(claims: Readonly<Record<string, string>> = person): Promise<Token> {
    const vault = await fixture.open();
    const base = makeToken();
    const token = base.refreshedWith(
      { access_token: 'canary-access', token_type: 'Bearer', id_token: anIdToken(claims) },
      base.issuedAt,
    );
    await vault.add(token, describeToken(token, ['work']), noted);
    await fixture.closeAll();
    return token;
  }

  test('the token’s: the record is set aside, and tells whose it is', async () => {
    const token = await addPerson();
    await damagePart(fixture.pathOf(token.id), 0);
    const { size, mtimeMs } = await stat(fixture.pathOf(token.id));
    const vault = await fixture.open();
    expect(await vault.allIDs()).toEqual([]);
    expect(vault.quarantined()).toEqual([
      {
        fileName: nameOf(token),
        kind: 'credential',
        reason: 'wrong_key_or_tampered',
        size,
        modifiedAt: Math.round(mtimeMs),
        person: 'Ada Lovelace',
        issuer: token.context.issuer,
        tags: ['work'],
      },
    ]);
  });

  test.each([
    [{ sub: 's', email: 'e@x', preferred_username: 'u' }, 'e@x'],
    [{ sub: 's', preferred_username: 'u' }, 'u'],
    [{ sub: 's' }, 's'],
  ])('the token’s: of %j it tells %s', async (claims, told) => {
    const token = await addPerson(claims);
    await damagePart(fixture.pathOf(token.id), 0);
    expect((await fixture.open()).quarantined()).toMatchObject([{ person: told }]);
  });

  test('the metadata’s: the credential works, and is described anew', async () => {
    const token = await addPerson();
    const [other] = await withAccounts('other');
    await damagePart(fixture.pathOf(token.id), 1);
    const vault = await fixture.open();
    expect(vault.quarantined()).toEqual([]);
    expect(await vault.allIDs()).toEqual([token.id, other?.id]);
    expectSame(await vault.get(token.id), token);
    expect(await vault.getMetadata(token.id)).toEqual(describeToken(token, []));
    expect(await vault.history(token.id)).toEqual([noted]);
    await vault.setMetadata(describeToken(token, ['again']));
    expect((await (await fixture.reopen()).getMetadata(token.id))?.tags).toEqual(['again']);
  });

  test('the history’s: it is empty and the rest works', async () => {
    const token = await addPerson();
    await damagePart(fixture.pathOf(token.id), 2);
    const vault = await fixture.open();
    expect(vault.quarantined()).toEqual([]);
    expect(await vault.history(token.id)).toEqual([]);
    expectSame(await vault.get(token.id), token);
    expect((await vault.getMetadata(token.id))?.tags).toEqual(['work']);
    const next = historyEntry('copied', timestamp(2));
    await vault.setMetadata(describeToken(token, ['work']), next);
    expect(await (await fixture.reopen()).history(token.id)).toEqual([next]);
  });
});

describe('content that opens and is not what it should be', () => {
  test.each([
    ['no JSON', 'not JSON'],
    ['not whole', '{"addedAt":1}'],
    ['about another credential', tokenText(1, makeToken('other'))],
  ])('a token that is %s is noticed when it is asked for', async (_what, content) => {
    const [token, other] = await withAccounts('one', 'two');
    if (token === undefined || other === undefined) throw new Error('no accounts');
    await writeTexts(token, { token: content });
    const before = await readFile(fixture.pathOf(token.id));
    const vault = await fixture.open();
    expect(await vault.allIDs()).toEqual([token.id, other.id]);
    expect(await vault.get(token.id)).toBeNull();
    expect(await vault.allIDs()).toEqual([other.id]);
    expect(await vault.getMetadata(token.id)).toBeNull();
    expect(vault.quarantined()).toMatchObject([
      { fileName: nameOf(token), reason: 'invalid_content', tags: ['a'], size: before.length },
    ]);
    expectSame(await vault.get(other.id), other);
    const replacing = vault.replace(token, describeToken(token, []));
    await expect(replacing).rejects.toMatchObject({ code: 'account_not_found' });
    expect(await readFile(fixture.pathOf(token.id))).toEqual(before);
  });

  test('metadata is described anew, with the tags that can be read', async () => {
    const token = await withAccount();
    await writeTexts(token, { metadata: '{"metadata":{"tags":["saved"]}}' });
    const vault = await fixture.open();
    expect(await vault.getMetadata(token.id)).toEqual(describeToken(token, ['saved']));
  });

  test('metadata of another credential is not believed', async () => {
    const token = await withAccount();
    const metadata = describeToken(makeToken(), []);
    await writeTexts(token, { metadata: JSON.stringify({ addedAt: 1, metadata }) });
    expect((await (await fixture.open()).getMetadata(token.id))?.id).toBe(token.id);
  });

  test('neither token nor metadata: the record is set aside at once', async () => {
    const token = await withAccount();
    await writeTexts(token, { token: '{}', metadata: '{}' });
    const vault = await fixture.open();
    expect(await vault.allIDs()).toEqual([]);
    expect(reasonsIn(vault)).toEqual([[nameOf(token), 'invalid_content']]);
  });

  test('a history is empty', async () => {
    const token = await withAccount();
    await writeTexts(token, { history: '[{"event":"unheard of"}]' });
    expect(await (await fixture.open()).history(token.id)).toEqual([]);
  });
});

describe('looking again at what could not be opened', () => {
  test('brings back what was repaired', async () => {
    const [bad, good] = await withAccounts('bad', 'good');
    if (bad === undefined || good === undefined) throw new Error('no accounts');
    const path = fixture.pathOf(bad.id);
    const whole = await readFile(path);
    await writeFile(path, 'damaged');
    const vault = await fixture.open();
    expect(await vault.retryQuarantined()).toEqual([]);
    expect(reasonsIn(vault)).toEqual([[nameOf(bad), 'not_a_record']]);
    await writeFile(path, whole);
    expect(await vault.retryQuarantined()).toEqual([bad.id]);
    expect(vault.quarantined()).toEqual([]);
    expect(await vault.allIDs()).toEqual([bad.id, good.id]);
    expectSame(await vault.get(bad.id), bad);
    expect(await vault.history(bad.id)).toEqual([historyEntry('restored', fixture.clock.now())]);
    expect(await (await fixture.reopen()).history(bad.id)).toHaveLength(1);
  });

  test('finds a file that was set aside and is moved back', async () => {
    const [token, other] = await withAccounts('1', '2');
    if (token === undefined || other === undefined) throw new Error('no accounts');
    const path = fixture.pathOf(token.id);
    const whole = await readFile(path);
    await writeFile(path, 'damaged');
    const vault = await fixture.open();
    await vault.setQuarantinedAside(nameOf(token));
    await writeFile(path, whole);
    expect(await vault.retryQuarantined()).toEqual([token.id]);
    expect(await vault.allIDs()).toEqual([token.id, other.id]);
    expectSame(await vault.get(token.id), token);
    expect(await vault.retryQuarantined()).toEqual([]);
  });

  test('lists a file that came since the start and cannot be opened', async () => {
    const vault = await fixture.open();
    await writeFile(join(fixture.directory, 'credentials', 'strange.sealed'), 'x');
    expect(await vault.retryQuarantined()).toEqual([]);
    expect(reasonsIn(vault)).toEqual([['credentials/strange.sealed', 'wrong_name']]);
  });

  test('does not take what was refused for a file that came since', async () => {
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    const token = makeToken();
    disk.failNext('syncFolder', 'EIO');
    disk.failNext('unlink', 'EIO');
    const adding = vault.add(token, describeToken(token, []));
    await expect(adding).rejects.toMatchObject({ code: 'disk_write_failed' });
    expect(await readFile(fixture.pathOf(token.id))).not.toHaveLength(0);
    expect(await vault.retryQuarantined()).toEqual([]);
    expect(await vault.allIDs()).toEqual([]);
  });

  test('says so when the folders cannot be listed, and changes nothing', async () => {
    const token = await withAccount();
    await writeFile(fixture.pathOf(token.id), 'damaged');
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    disk.failNext('readdir', 'EACCES');
    await expect(vault.retryQuarantined()).rejects.toMatchObject({ code: 'disk_read_failed' });
    expect(reasonsIn(vault)).toEqual([[nameOf(token), 'not_a_record']]);
  });

  test('does not take a record whose token is still none for repaired', async () => {
    const token = await withAccount();
    await writeTexts(token, { token: '{}' });
    const vault = await fixture.open();
    await vault.get(token.id);
    expect(await vault.retryQuarantined()).toEqual([]);
    expect(reasonsIn(vault)).toEqual([[nameOf(token), 'invalid_content']]);
    expect(await vault.allIDs()).toEqual([]);
  });

  test('forgets a file that is gone, whatever it was', async () => {
    const token = await withAccount();
    const strange = join(fixture.directory, 'credentials', 'strange.sealed');
    const damaged = [fixture.pathOf(token.id), strange, join(fixture.directory, 'default.sealed')];
    for (const path of damaged) await writeFile(path, 'damaged');
    const vault = await fixture.open();
    expect(vault.quarantined()).toHaveLength(3);
    for (const path of damaged) await rm(path);
    expect(await vault.retryQuarantined()).toEqual([]);
    expect(vault.quarantined()).toEqual([]);
  });

  test('brings back a default that was repaired, but not over a newer one', async () => {
    const [first, second] = await withAccounts('1', '2');
    if (first === undefined || second === undefined) throw new Error('no accounts');
    await (await fixture.open()).setDefaultID(first.id);
    await fixture.closeAll();
    const path = join(fixture.directory, 'default.sealed');
    const whole = await readFile(path);
    await writeFile(path, 'damaged');
    const vault = await fixture.open();
    await writeFile(path, whole);
    await vault.retryQuarantined();
    expect(await vault.getDefaultID()).toBe(first.id);
    await vault.setDefaultID(second.id);
    await vault.retryQuarantined();
    expect(await vault.getDefaultID()).toBe(second.id);
  });
});

test('a record that cannot be opened is told with what it keeps', async () => {
  await fixture.open();
  await fixture.closeAll();
  const names = ['credentials/x.sealed', 'default.sealed', 'ended.sealed', 'revocations/x.sealed'];
  for (const name of names) await writeFile(join(fixture.directory, name), 'damaged');
  const listed = (await fixture.open()).quarantined().map(({ fileName, kind }) => [fileName, kind]);
  expect(listed).toEqual([
    ['credentials/x.sealed', 'credential'],
    ['default.sealed', 'default'],
    ['ended.sealed', 'journal'],
    ['revocations/x.sealed', 'revocation'],
  ]);
});

describe('setting aside', () => {
  test('moves the file, durably, and frees its place', async () => {
    const token = await withAccount();
    await writeFile(fixture.pathOf(token.id), 'damaged');
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    disk.calls.length = 0;
    await vault.setQuarantinedAside(nameOf(token));
    expect(disk.calls).toEqual([
      'makeFolder',
      'syncFolder',
      'readdir',
      'rename',
      'syncFolder',
      'syncFolder',
    ]);
    expect(vault.quarantined()).toEqual([]);
    expect((await fixture.files()).get(`set-aside/${token.id}.sealed`)?.toString()).toBe('damaged');
    await vault.add(token, describeToken(token, []));
    expect((await fixture.reopen()).quarantined()).toEqual([]);
  });

  test('numbers a name that is taken', async () => {
    const path = join(fixture.directory, 'default.sealed');
    for (const content of ['1', '2', '3']) {
      await fixture.open();
      await writeFile(path, content);
      await (await fixture.reopen()).setQuarantinedAside('default.sealed');
      await fixture.closeAll();
    }
    const aside = await readdir(join(fixture.directory, 'set-aside'));
    expect(aside.sort()).toEqual(['default.sealed', 'default.sealed.2', 'default.sealed.3']);
  });

  test('two files of the same name at once keep both', async () => {
    await withAccount();
    for (const folder of ['credentials', 'revocations']) {
      await writeFile(join(fixture.directory, folder, 'x.sealed'), folder);
    }
    const vault = await fixture.open();
    await Promise.all(
      vault.quarantined().map(({ fileName }) => vault.setQuarantinedAside(fileName)),
    );
    const files = await fixture.files();
    const aside = [files.get('set-aside/x.sealed'), files.get('set-aside/x.sealed.2')];
    expect(aside.map(String).sort()).toEqual(['credentials', 'revocations']);
  });

  test.each(['vault.json', '../outside', '', 'credentials/whole'])(
    'refuses %j, which is not in quarantine',
    async (name) => {
      const token = await withAccount();
      const before = await fixture.files();
      const vault = await fixture.open();
      const fileName = name === 'credentials/whole' ? nameOf(token) : name;
      await expect(vault.setQuarantinedAside(fileName)).rejects.toMatchObject({
        code: 'invalid_input',
      });
      expect(await fixture.files()).toEqual(before);
    },
  );

  test('that fails leaves the file and the list as they are', async () => {
    const token = await withAccount();
    await writeFile(fixture.pathOf(token.id), 'damaged');
    const disk = new FaultyDisk();
    const vault = await fixture.open(disk);
    disk.failNext('rename', 'EACCES');
    await expect(vault.setQuarantinedAside(nameOf(token))).rejects.toMatchObject({
      code: 'disk_write_failed',
    });
    expect(reasonsIn(vault)).toEqual([[nameOf(token), 'not_a_record']]);
    expect(await readFile(fixture.pathOf(token.id), 'utf8')).toBe('damaged');
  });

  test('what is gone meanwhile leaves the list', async () => {
    const token = await withAccount();
    await writeFile(fixture.pathOf(token.id), 'damaged');
    const vault = await fixture.open();
    await rm(fixture.pathOf(token.id));
    await vault.setQuarantinedAside(nameOf(token));
    expect(vault.quarantined()).toEqual([]);
  });
});
