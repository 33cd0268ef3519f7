import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  Failure,
  idTokenClaimsSchema,
  newCredentialId,
  Secret,
  serializeToken,
  tokenResponseSchema,
  Token,
} from '../../../../src/main/auth-foundation/index.ts';
import {
  readBackup,
  writeBackup,
  type BackupContent,
} from '../../../../src/main/desktop-platform/vault/backup-file.ts';
import type { StoredCredential } from '../../../../src/main/desktop-platform/vault/credential-record.ts';
import { turn } from '../../../support/builders/turn.ts';
import { failureOf } from '../../../support/builders/coordinator.ts';
import { exampleContext, builtAt } from '../../../support/builders/tokens.ts';
import { printed } from '../../../support/builders/printed.ts';
import { FaultyDisk, type DiskCall } from '../../../support/fakes/faulty-disk.ts';
import {
  aContent,
  aCredential,
  aRequest,
  backupOfFormat1,
  comparable,
  passphrase,
} from './backup-fixture.ts';
import { makeToken } from './vault-fixture.ts';

let folder: string;
let path: string;
let disk: FaultyDisk;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oam-backup-'));
  path = join(folder, 'accounts.oamb');
  disk = new FaultyDisk();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Reads bytes as a backup, without a disk. */
function readBytes(bytes: Buffer, entered = passphrase): Promise<BackupContent> {
  const source = {
    stat: () => Promise.resolve({ size: bytes.length, modifiedAt: 0 }),
    readFile: () => Promise.resolve(bytes),
  };
  return readBackup(source, path, entered);
}

/** Reads a file of this size, whose content must not be asked for. */
function readOfSize(size: number): Promise<BackupContent> {
  const source = {
    stat: () => Promise.resolve({ size, modifiedAt: 0 }),
    readFile: () => Promise.reject(new Error('It was read.')),
  };
  return readBackup(source, path, passphrase);
}

/** The backup of a request, as bytes. */
async function backupOf(request = aRequest()): Promise<Buffer> {
  await writeBackup(disk, path, request);
  return readFile(path);
}

/** The bytes cut into header and records, each record with its length. */
function partsOf(bytes: Buffer): Buffer[] {
  const headerEnd = 9 + bytes.readUInt32BE(5) + 32;
  const parts = [bytes.subarray(0, headerEnd)];
  for (let at = headerEnd; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    parts.push(bytes.subarray(at, end));
    at = end;
  }
  return parts;
}

/** A header as somebody else may write it, with a hash that fits. */
function headerOf(json: unknown, version = 1): Buffer {
  const text = Buffer.from(JSON.stringify(json), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const hashed = Buffer.concat([Buffer.from('OAMB'), Buffer.of(version), length, text]);
  return Buffer.concat([hashed, createHash('sha256').update(hashed).digest()]);
}

function jsonOf(bytes: Buffer): Record<string, unknown> {
  const json = bytes.subarray(9, 9 + bytes.readUInt32BE(5)).toString('utf8');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(json));
}

describe('a backup', () => {
  test('gives back every credential and the default', async () => {
    const content = aContent([aCredential('one'), aCredential('two'), aCredential('three')]);
    const read = await readBytes(await backupOf(aRequest(content)));
    expect(comparable(read)).toEqual(comparable(content));
  });

  test('tells how many credentials are in it', async () => {
    expect(
      await writeBackup(disk, path, aRequest(aContent([aCredential('one'), aCredential('two')]))),
    ).toBe(2);
  });

  test('asks for its credentials one at a time, while it is written', async () => {
    const asked: number[] = [];
    async function* credentials(): AsyncGenerator<StoredCredential> {
      for (let index = 0; index < 300; index += 1) {
        await turn();
        asked.push(disk.calls.filter((call) => call === 'writeFile').length);
        yield aCredential(`${index}`);
      }
    }
    await writeBackup(disk, path, { ...aRequest(aContent([])), credentials: credentials() });
    // The first one after the header was written, the last one after several batches.
    expect([asked.at(0), Number(asked.at(-1)) > 3]).toEqual([1, true]);
  });

  test('is not made when a credential cannot be had', async () => {
    await writeFile(path, 'an older backup');
    async function* credentials(): AsyncGenerator<StoredCredential> {
      await turn();
      yield aCredential();
      throw new Failure('record_damaged');
    }
    const request = { ...aRequest(aContent([])), credentials: credentials() };
    expect((await failureOf(writeBackup(disk, path, request))).code).toBe('record_damaged');
    expect(await readFile(path, 'utf8')).toBe('an older backup');
  });

  test('gives back any tag, claim and unknown field', async () => {
    const text = fc.string({ unit: 'binary' });
    const fields = fc
      .dictionary(text, fc.jsonValue())
      .map((extra) => Object.entries(extra))
      .map((entries) =>
        Object.fromEntries(
          entries
            .filter(([name]) => name !== '__proto__')
            .map(([name, value]) => [`x ${name}`, value]),
        ),
      );
    const parts = fc.record({ tags: fc.array(text), claims: fields, extra: fields });
    const credentials = parts.map(({ tags, claims, extra }) => {
      const fixed = { access_token: 'a', token_type: 'Bearer' };
      const response = tokenResponseSchema.parse({ ...extra, ...fixed });
      const token = Token.fromResponse(response, exampleContext, builtAt, newCredentialId());
      const credential = aCredential('any', { token });
      const named = { tags, claims: idTokenClaimsSchema.parse(claims) };
      return { ...credential, metadata: { ...credential.metadata, ...named } };
    });
    // Many in each backup: a backup takes its time, on purpose.
    await fc.assert(
      fc.asyncProperty(fc.array(credentials, { minLength: 15, maxLength: 25 }), async (many) => {
        const content = aContent(many);
        const read = await readBytes(await backupOf(aRequest(content)));
        // As JSON, which has no minus zero.
        expect(JSON.stringify(comparable(read))).toBe(JSON.stringify(comparable(content)));
      }),
      { numRuns: 3 },
    );
  });

  test('may be empty', async () => {
    const content = await readBytes(await backupOf(aRequest(aContent([]))));
    expect(content).toEqual({ credentials: [], defaultID: null });
  });

  test('of many credentials is written and read in small batches', async () => {
    const credentials = Array.from({ length: 300 }, (_, index) => aCredential(`${index}`));
    const bytes = await backupOf(aRequest(aContent(credentials)));
    const writes = disk.calls.filter((call) => call === 'writeFile').length;
    expect(writes).toBeGreaterThan(3);
    let turns = 0;
    const counting = setInterval(() => (turns += 1));
    const content = await readBytes(bytes);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(0);
    expect(content.credentials.map(({ token }) => token.id)).toEqual(
      credentials.map(({ token }) => token.id),
    );
  });

  test('of the same content is another file each time', async () => {
    const content = aContent();
    const [first, second] = [await backupOf(aRequest(content)), await backupOf(aRequest(content))];
    const [firstHeader, firstRecord] = partsOf(first);
    const [secondHeader, secondRecord] = partsOf(second);
    expect(firstHeader).not.toEqual(secondHeader);
    expect(firstRecord).not.toEqual(secondRecord);
  });

  test('shows no token, name, tag or passphrase', async () => {
    const credential = aCredential();
    const bytes = await backupOf(aRequest(aContent([credential])));
    for (const encoding of ['latin1', 'utf16le'] as const) {
      const text = bytes.toString(encoding);
      expect(text).not.toContain('canary');
      expect(text).not.toContain(credential.token.id);
    }
    const inBase64 = Buffer.from('canary-passphrase of a person').toString('base64').slice(0, -4);
    expect(bytes.toString('latin1')).not.toContain(inBase64);
  });

  test('tells in the clear only how it is sealed, and when it was made', async () => {
    const json = jsonOf(await backupOf());
    expect(Object.keys(json).sort()).toEqual([
      'N',
      'app',
      'createdAt',
      'kdf',
      'keyCheck',
      'p',
      'r',
      'salt',
    ]);
    expect(json).toMatchObject({ kdf: 'scrypt', N: 16_384, r: 1, p: 1 });
  });

  test('costs 128 MiB a guess when nothing else was asked for', async () => {
    const { passphrase: entered, credentials, defaultID, createdAt } = aRequest();
    await writeBackup(disk, path, { passphrase: entered, credentials, defaultID, createdAt });
    expect(jsonOf(await readFile(path))).toMatchObject({ N: 131_072, r: 8, p: 1 });
    expect((await readBytes(await readFile(path))).credentials).toHaveLength(1);
  });

  test.skipIf(process.platform === 'win32')('is its owner’s alone', async () => {
    await backupOf();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

describe('the passphrase', () => {
  test('must be the same', async () => {
    const bytes = await backupOf();
    const failure = await failureOf(readBytes(bytes, new Secret('canary-passphrase of another')));
    expect(failure.code).toBe('backup_wrong_passphrase');
    expect(printed(failure)).not.toContain('canary');
  });

  test('is the same however a system composes its characters', async () => {
    const composed = 'caf\u00e9 und \u00c5ngstr\u00f6m';
    const request = { ...aRequest(), passphrase: new Secret(composed) };
    const bytes = await backupOf(request);
    const content = await readBytes(bytes, new Secret(composed.normalize('NFD')));
    expect(content.credentials).toHaveLength(1);
  });

  test('is not trimmed', async () => {
    const bytes = await backupOf({ ...aRequest(), passphrase: new Secret(' twelve and more ') });
    const failure = await failureOf(readBytes(bytes, new Secret('twelve and more')));
    expect(failure.code).toBe('backup_wrong_passphrase');
  });

  test.each([0, 11, 1025])('of %i characters makes no backup', async (length) => {
    const request = { ...aRequest(), passphrase: new Secret('x'.repeat(length)) };
    const failure = await failureOf(writeBackup(disk, path, request));
    expect(failure.code).toBe('invalid_input');
    expect(disk.calls).toEqual([]);
  });

  test.each([12, 1024])('of %i characters makes one', async (length) => {
    const bytes = await backupOf({ ...aRequest(), passphrase: new Secret('x'.repeat(length)) });
    expect((await readBytes(bytes, new Secret('x'.repeat(length)))).credentials).toHaveLength(1);
  });
});

describe('a damaged file', () => {
  test.each([
    // Every byte of all that there is but a credential; inside a credential's seal all bytes are alike.
    ['every byte', 1, []],
    ['every eleventh byte', 11, [aCredential()]],
  ])('is refused when a bit is another: %s', async (_, step, credentials) => {
    const bytes = await backupOf(aRequest(aContent(credentials)));
    const codes: string[] = [];
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
      codes.push((await failureOf(readBytes(flipped))).code);
    }
    // Only the version may say that it is newer, and nothing else looks like a wrong passphrase.
    const unexpected = codes.filter(
      (code, index) => code !== 'backup_damaged' && index * step !== 4,
    );
    expect(unexpected).toEqual([]);
  });

  test('is refused wherever it ends', async () => {
    const bytes = await backupOf();
    const codes = await Promise.all(
      Array.from(bytes, async (_, length) => {
        return (await failureOf(readBytes(bytes.subarray(0, length)))).code;
      }),
    );
    expect(new Set(codes)).toEqual(new Set(['backup_damaged']));
  });

  test('is refused when records are missing, moved, repeated or from another backup', async () => {
    const content = aContent([aCredential('one'), aCredential('two')]);
    const [, , otherSecond = Buffer.alloc(0)] = partsOf(await backupOf(aRequest(content)));
    const whole = partsOf(await backupOf(aRequest(content)));
    const [header, first, second, end] = whole;
    if (header === undefined || first === undefined || second === undefined || end === undefined) {
      throw new Error('A backup of two has four parts.');
    }
    expect(whole).toHaveLength(4);
    const changed = [
      [header, first, second],
      [header, first, end],
      [header, second, end],
      [header, end],
      [header, second, first, end],
      [header, first, first, end],
      [header, first, otherSecond, end],
      [header, first, second, second, end],
      [header, first, second, end, end],
      [header, first, second, end, Buffer.of(0)],
    ];
    for (const parts of changed) {
      const failure = await failureOf(readBytes(Buffer.concat(parts)));
      expect(failure.code).toBe('backup_damaged');
    }
    expect((await readBytes(Buffer.concat(whole))).credentials).toHaveLength(2);
  });

  test('is refused when it was never a backup', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('', 'OAMB', 'OAMB\u0001', 'OAMB\u0001\u0000\u0000\u0000\u0010'),
        async (rest, start) => {
          const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
          const { code } = await failureOf(readBytes(bytes));
          expect(['backup_damaged', 'backup_newer_format']).toContain(code);
        },
      ),
    );
  });

  test('is refused when a length is absurd', async () => {
    const [header = Buffer.alloc(0)] = partsOf(await backupOf());
    const absurd = Buffer.from('ffffffff', 'hex');
    const hugeHeader = Buffer.from(header);
    absurd.copy(hugeHeader, 5);
    const empty = Buffer.alloc(4000);
    for (const bytes of [
      hugeHeader,
      Buffer.concat([header, absurd]),
      Buffer.concat([header, empty]),
    ]) {
      expect((await failureOf(readBytes(bytes))).code).toBe('backup_damaged');
    }
  });

  test('is refused when it is too large, without being read', async () => {
    const failure = await failureOf(readOfSize(512 * 1024 * 1024 + 1));
    expect(failure.code).toBe('backup_damaged');
  });

  test('is refused when it has no size, as a pipe, without being read', async () => {
    expect((await failureOf(readOfSize(0))).code).toBe('backup_damaged');
  });

  test('says nothing of what is in it', async () => {
    const token = aCredential();
    const mixedUp = { ...token, metadata: aCredential('two').metadata };
    const failure = await failureOf(writeBackup(disk, path, aRequest(aContent([mixedUp]))));
    expect(failure.code).toBe('disk_write_failed');
    expect(printed(failure)).not.toContain('canary');
  });
});

test.each([
  ['N', 2 ** 13],
  ['N', 2 ** 21],
  ['N', 3 * 2 ** 14],
  ['N', -(2 ** 14)],
  ['N', 1e300],
  ['r', 0],
  ['r', 17],
  ['r', 1.5],
  ['p', 0],
  ['p', 5],
  ['salt', Buffer.alloc(15).toString('base64')],
  ['salt', Buffer.alloc(65).toString('base64')],
  ['salt', 'not base64!'],
  ['kdf', 'none'],
  ['keyCheck', ''],
  ['createdAt', 'today'],
  ['extra', 1],
])('a header that asks for %s %s is refused before anything is computed', async (name, value) => {
  const json = jsonOf(await backupOf());
  const bytes = headerOf({ ...json, [name]: value });
  expect(await failureOf(readBytes(bytes))).toMatchObject({
    code: 'backup_damaged',
    detail: 'Its header is damaged.',
  });
});

test('a header that asks for more than 1 GiB in all is refused', async () => {
  const json = jsonOf(await backupOf());
  const bytes = headerOf({ ...json, N: 2 ** 20, r: 9 });
  expect((await failureOf(readBytes(bytes))).detail).toBe('Its header is damaged.');
});

test('a header that somebody changed is refused, though its hash fits', async () => {
  const bytes = await backupOf();
  const [, ...records] = partsOf(bytes);
  const header = headerOf({ ...jsonOf(bytes), createdAt: 0 });
  const failure = await failureOf(readBytes(Buffer.concat([header, ...records])));
  expect(failure).toMatchObject({ code: 'backup_damaged', detail: 'A record was changed.' });
});

test('a backup from before opens', async () => {
  const { credentials, defaultID } = await readBytes(backupOfFormat1);
  const id = '0123456789abcdef'.repeat(2);
  expect(defaultID).toBe(id);
  expect(credentials.map(({ token }) => serializeToken(token))).toEqual([
    { ...serializeToken(makeToken('golden')), id },
  ]);
  expect(credentials.map(({ metadata }) => metadata.tags)).toEqual([['canary-tag-golden']]);
  expect(credentials.map(({ history }) => history.map(({ event }) => event))).toEqual([
    ['signed_in'],
  ]);
});

test('a backup of a newer format asks for a newer app, whatever else is in it', async () => {
  for (const bytes of [headerOf({ kdf: 'argon2id' }, 2), Buffer.from('OAMB\u0002zzzzzzz')]) {
    expect((await failureOf(readBytes(bytes))).code).toBe('backup_newer_format');
  }
});

describe('a file that cannot be read', () => {
  test('is no damaged one', async () => {
    await backupOf();
    disk.failNext('readFile', 'EIO');
    expect(await failureOf(readBackup(disk, path, passphrase))).toMatchObject({
      code: 'disk_read_failed',
      detail: 'EIO',
    });
  });

  test('may be gone', async () => {
    expect(await failureOf(readBackup(disk, path, passphrase))).toMatchObject({
      code: 'disk_read_failed',
      detail: 'ENOENT',
    });
  });

  test('may be a folder', async () => {
    const { code } = await failureOf(readBackup(disk, folder, passphrase));
    // Some file systems give a folder no size.
    expect(['backup_damaged', 'disk_read_failed']).toContain(code);
  });
});

describe('writing', () => {
  const calls: DiskCall[] = [
    'create',
    'writeFile',
    'writeFile',
    'sync',
    'close',
    'stat',
    'readFile',
    'rename',
    'syncFolder',
  ];

  test('survives a power cut, and reads the file back before it takes its name', async () => {
    await backupOf();
    expect(disk.calls).toEqual(calls);
  });

  test('replaces an older backup', async () => {
    await backupOf(aRequest(aContent([aCredential('old')])));
    const bytes = await backupOf(aRequest(aContent([aCredential('one'), aCredential('two')])));
    expect((await readBytes(bytes)).credentials).toHaveLength(2);
    expect(await readdir(folder)).toEqual(['accounts.oamb']);
  });

  describe.each(calls.slice(0, -1).map((call, at) => [at, call] as const))(
    'when step %i, %s, fails',
    (at, call) => {
      const skip = calls.slice(0, at).filter((each) => each === call).length;

      test.each(['ENOSPC', 'EIO', 'EACCES', 'EROFS'])('with %s, nothing changes', async (errno) => {
        await writeFile(path, 'an older backup');
        disk.failNext(call, errno, skip);
        const failure = await failureOf(writeBackup(disk, path, aRequest()));
        const written = errno === 'ENOSPC' ? 'disk_full' : 'disk_write_failed';
        const isReading = call === 'readFile' || call === 'stat';
        const code = isReading ? 'disk_read_failed' : written;
        expect(failure).toMatchObject({ code, detail: errno });
        expect(await readFile(path, 'utf8')).toBe('an older backup');
        expect(await readdir(folder)).toEqual(['accounts.oamb']);
      });
    },
  );

  test('is told as failed when only the folder cannot be flushed, and the backup is whole', async () => {
    disk.failNext('syncFolder', 'EIO');
    const failure = await failureOf(writeBackup(disk, path, aRequest()));
    expect(failure.code).toBe('disk_write_failed');
    expect((await readBytes(await readFile(path))).credentials).toHaveLength(1);
  });

  test('is stopped by a crash at any moment with the old file or the new one, whole', async () => {
    for (let before = 0; before <= calls.length; before += 1) {
      await writeFile(path, 'an older backup');
      const crashing = new FaultyDisk();
      crashing.crashAfter(before);
      await writeBackup(crashing, path, aRequest()).catch(() => undefined);
      const bytes = await readFile(path);
      if (bytes.toString() === 'an older backup') continue;
      expect((await readBytes(bytes)).credentials).toHaveLength(1);
    }
  });
});
