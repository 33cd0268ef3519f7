import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeToken,
  historyEntry,
  newCredentialId,
  serializeToken,
  timestamp,
  type Token,
} from '../../../../src/main/auth-foundation/index.ts';
import type { StoredCredential } from '../../../../src/main/desktop-platform/vault/credential-record.ts';
import { KeyRing, type SealingKey } from '../../../../src/main/desktop-platform/vault/key-ring.ts';
import { RecordFolder } from '../../../../src/main/desktop-platform/vault/record-folder.ts';
import { VaultRecords } from '../../../../src/main/desktop-platform/vault/vault-records.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { firstFormatContent, sealFirstFormat } from './first-format-writer.ts';
import { damagePart, expectSame, makeToken } from './vault-fixture.ts';

const first = newKey(1);
const second = newKey(2);
const both = new KeyRing(second, [first]);
const clock = new FakeClock();
let directory: string;
let disk: FaultyDisk;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'oam-records-'));
  disk = new FaultyDisk();
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

function newKey(number: number): SealingKey {
  return { number, key: createSecretKey(randomBytes(32)) };
}

function load(keys: KeyRing): Promise<VaultRecords> {
  return VaultRecords.load(new RecordFolder(disk, directory, keys), clock);
}

async function add(records: VaultRecords, name: string): Promise<Token> {
  const token = makeToken(name);
  await records.credentials.add(token, describeToken(token, [name]), undefined);
  return token;
}

const pathOf = ({ id }: Token): string => join(directory, 'credentials', `${id}.sealed`);
const nameOf = ({ id }: Token): string => `credentials/${id}.sealed`;

async function allOf(records: VaultRecords): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const credential of records.credentials.all()) all.push(plain(credential));
  return all;
}

const plain = (credential: StoredCredential): unknown => ({
  ...credential,
  token: serializeToken(credential.token),
});

/** Records of every kind, and a credential of format 1, all under the first key. */
async function fill(): Promise<{ records: VaultRecords; names: string[]; token: Token }> {
  const old = makeToken('old');
  await (await load(new KeyRing(first))).finish();
  const content = firstFormatContent(old, 5);
  await writeFile(pathOf(old), sealFirstFormat(first.key, 'credential', old.id, content));
  const records = await load(new KeyRing(first));
  const token = await add(records, 'one');
  const gone = await add(records, 'gone');
  await records.setDefault(token.id);
  await records.remove(gone.id, historyEntry('removed', timestamp(1)));
  await records.finish();
  const id = newCredentialId();
  await records.revocations.put({
    id,
    credentialId: gone.id,
    cause: 'removal',
    token: gone,
    remaining: ['refresh_token'],
    person: null,
    queuedAt: timestamp(1),
    attempts: 0,
    lastFailure: null,
  });
  const others = ['default.sealed', 'ended.sealed', `revocations/${id}.sealed`];
  return { records, names: [nameOf(old), nameOf(token), ...others].sort(), token };
}

async function keyNumberOf(name: string): Promise<number> {
  return (await readFile(join(directory, name))).readUInt32BE(5);
}

describe('a change of the key', () => {
  test('finds every record that the old key sealed', async () => {
    const { records, names } = await fill();
    expect([...records.sealedWith(new Set([1]))].sort()).toEqual(names);
    expect(records.sealedWith(new Set([2]))).toEqual([]);
    const reopened = await load(both);
    expect([...reopened.sealedWith(new Set([1]))].sort()).toEqual(names);
  });

  test('seals every record again, and then needs the old key no more', async () => {
    const { records, names, token } = await fill();
    const before = await allOf(records);
    await records.useKeys(both);
    for (const name of names) await records.reseal(name);
    expect(records.sealedWith(new Set([1]))).toEqual([]);
    for (const name of names) expect(await keyNumberOf(name)).toBe(2);
    await records.useKeys(new KeyRing(second));
    expect(await allOf(records)).toEqual(before);
    const reopened = await load(new KeyRing(second));
    expect(await allOf(reopened)).toEqual(before);
    expect(reopened.quarantine.list()).toEqual([]);
    expect(reopened.default.id).toBe(token.id);
    expect(reopened.ended.entries).toHaveLength(1);
    expect(reopened.revocations.list()).toHaveLength(1);
  });

  test('keeps what was noted meanwhile', async () => {
    const { records, token } = await fill();
    const note = historyEntry('copied', timestamp(2));
    await records.credentials.note(token.id, note);
    await records.useKeys(both);
    await records.reseal(nameOf(token));
    expect((await load(both)).credentials.history(token.id)).toEqual([note]);
  });

  test('leaves alone what is gone, or has the new key already', async () => {
    const { records, token } = await fill();
    await records.useKeys(both);
    await records.reseal(nameOf(token));
    disk.calls.length = 0;
    await records.reseal(nameOf(token));
    await records.reseal(nameOf(makeToken()));
    expect(disk.calls).toEqual([]);
  });

  test('goes on where it stopped when a record cannot be written', async () => {
    const { records, token } = await fill();
    await records.useKeys(both);
    disk.failNext('sync', 'ENOSPC');
    await expect(records.reseal(nameOf(token))).rejects.toMatchObject({ code: 'disk_full' });
    expect(records.sealedWith(new Set([1]))).toContain(nameOf(token));
    expectSame(await records.credentials.token(token.id), token);
    await records.reseal(nameOf(token));
    expect(records.sealedWith(new Set([1]))).not.toContain(nameOf(token));
  });

  test('waits for the writes that began with the old key', async () => {
    const { records, token } = await fill();
    const slow = disk.holdNext('rename');
    const writing = records.credentials.change(token.id, {});
    await slow.reached;
    let inUse = false;
    const using = records.useKeys(both).then(() => {
      inUse = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(inUse).toBe(false);
    slow.release();
    await Promise.all([writing, using]);
    expect(records.sealedWith(new Set([1]))).toContain(nameOf(token));
  });

  test('knows of files in quarantine', async () => {
    const { records, token } = await fill();
    expect(records.mayNeedOldKeys()).toBe(false);
    await damagePart(pathOf(token), 0);
    expect((await load(both)).mayNeedOldKeys()).toBe(true);
  });

  test('can prove that everything is on the medium', async () => {
    const { records } = await fill();
    disk.calls.length = 0;
    await records.makeDurable();
    expect(disk.calls).toEqual(['syncFolder', 'syncFolder', 'syncFolder']);
    disk.failNext('syncFolder', 'EIO', 2);
    await expect(records.makeDurable()).rejects.toMatchObject({ code: 'disk_write_failed' });
  });
});

describe('restoring', () => {
  const noted = historyEntry('restored', timestamp(9));

  function backedUp(name: string, addedAt: number): StoredCredential {
    const token = makeToken(name);
    return { addedAt, token, metadata: describeToken(token, [name]), history: [noted] };
  }

  test('gives back everything, at its old place in the order', async () => {
    const records = await load(new KeyRing(first));
    const here = await add(records, 'here');
    const [late, early] = [backedUp('late', 20), backedUp('early', 10)];
    expect(await records.credentials.restore(late)).toBe(true);
    expect(await records.credentials.restore(early)).toBe(true);
    const order = [early.token.id, late.token.id, here.id];
    expect(records.credentials.ids()).toEqual(order);
    const reopened = await load(new KeyRing(first));
    expect(reopened.credentials.ids()).toEqual(order);
    expect((await allOf(reopened)).slice(0, 2)).toEqual([plain(early), plain(late)]);
  });

  test('leaves a credential that is here', async () => {
    const records = await load(new KeyRing(first));
    const here = await add(records, 'here');
    const older = makeToken('older', here.id);
    const metadata = describeToken(older, []);
    const restoring = records.credentials.restore({
      addedAt: 1,
      token: older,
      metadata,
      history: [],
    });
    expect(await restoring).toBe(false);
    expectSame(await records.credentials.token(here.id), here);
  });

  test('repairs one that is in quarantine, and keeps the damaged file aside', async () => {
    const token = await add(await load(new KeyRing(first)), 'damaged');
    await damagePart(pathOf(token), 0);
    const records = await load(new KeyRing(first));
    expect(records.credentials.ids()).toEqual([]);
    const metadata = describeToken(token, []);
    await records.credentials.restore({ addedAt: 1, token, metadata, history: [] });
    expect(records.quarantine.list()).toEqual([]);
    expectSame(await records.credentials.token(token.id), token);
    expect(await readdir(join(directory, 'set-aside'))).toEqual([`${token.id}.sealed`]);
  });

  test('what is added afterwards comes last', async () => {
    const records = await load(new KeyRing(first));
    const future = backedUp('future', clock.now() + 60_000);
    await records.credentials.restore(future);
    const next = await add(records, 'next');
    expect(records.credentials.ids()).toEqual([future.token.id, next.id]);
  });
});

test('everything that is kept comes out for a backup, without what cannot be read', async () => {
  const records = await load(new KeyRing(first));
  const [one, two] = [await add(records, 'one'), await add(records, 'two')];
  const bad = await add(records, 'bad');
  await damagePart(pathOf(bad), 0);
  const reopened = await load(new KeyRing(first));
  expect(await allOf(reopened)).toMatchObject([
    { token: serializeToken(one), metadata: { tags: ['one'] }, history: [] },
    { token: serializeToken(two), metadata: { tags: ['two'] }, history: [] },
  ]);
});

test('after opening, nothing is read from the disk any more', async () => {
  const token = await add(await load(new KeyRing(first)), 'one');
  const records = await load(new KeyRing(first));
  disk.calls.length = 0;
  expectSame(await records.credentials.token(token.id), token);
  expect(records.credentials.history(token.id)).toEqual([]);
  expect(records.credentials.metadata(token.id)?.tags).toEqual(['one']);
  expect(records.credentials.ids()).toBe(records.credentials.ids());
  expect(disk.calls).toEqual([]);
});

test('a write makes no more calls than the durable write of a file', async () => {
  const records = await load(new KeyRing(first));
  const token = await add(records, 'one');
  disk.calls.length = 0;
  await records.credentials.change(token.id, { note: historyEntry('copied', timestamp(1)) });
  expect(disk.calls).toEqual(['create', 'writeFile', 'sync', 'close', 'rename', 'syncFolder']);
});
