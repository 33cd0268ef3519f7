import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  readMarker,
  writeMarker,
  type VaultMarker,
} from '../../../../src/main/desktop-platform/vault/vault-marker.ts';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';

const vaultId = 'a'.repeat(32);
const first = { number: 1, createdAt: 1000, keyCheck: 'b'.repeat(32) };
const second = { number: 2, createdAt: 2000, keyCheck: 'c'.repeat(32) };

let directory: string;
let path: string;
const disk = new FaultyDisk();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'oam-marker-'));
  path = join(directory, 'vault.json');
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function read(stored: unknown): Promise<VaultMarker | null> {
  await writeFile(path, typeof stored === 'string' ? stored : JSON.stringify(stored));
  return readMarker(disk, directory);
}

const markers: readonly [string, VaultMarker][] = [
  ['with one key', { vaultId, createdAt: 1000, current: first, old: [], pendingKey: null }],
  ['with a pending key', { vaultId, createdAt: 1000, current: first, old: [], pendingKey: 2 }],
  [
    'in a change of the key',
    { vaultId, createdAt: 1000, current: second, old: [first], pendingKey: null },
  ],
];

test.each(markers)('a marker %s is read as it was written', async (_what, marker) => {
  await writeMarker(disk, directory, marker);
  expect(await readMarker(disk, directory)).toEqual(marker);
});

test('the file names its format, and its keys in their order', async () => {
  await writeMarker(disk, directory, {
    vaultId,
    createdAt: 1000,
    current: second,
    old: [first],
    pendingKey: null,
  });
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    formatVersion: 2,
    vaultId,
    createdAt: 1000,
    keys: [first, second],
    pendingKey: null,
  });
});

test('no marker is null', async () => {
  expect(await readMarker(disk, directory)).toBeNull();
});

test('the first format had one key, which has the number 1', async () => {
  const { keyCheck } = first;
  expect(await read({ formatVersion: 1, vaultId, createdAt: 1000, keyCheck })).toEqual({
    vaultId,
    createdAt: 1000,
    current: first,
    old: [],
    pendingKey: null,
  });
});

test.each(['3', '1000'])('format %s is left to a newer app', async (version) => {
  await expect(read(`{"formatVersion":${version},"other":true}`)).rejects.toMatchObject({
    code: 'vault_newer_format',
    detail: `vault.json: ${version}`,
  });
});

describe('damaged is a marker', () => {
  const whole = { formatVersion: 2, vaultId, createdAt: 1, keys: [first], pendingKey: null };

  test.each<[string, unknown]>([
    ['that is empty', ''],
    ['that is cut off', '{"formatVersion":2,'],
    ['that is something else', '[]'],
    ['without a version', { ...whole, formatVersion: undefined }],
    ['of a version that never was', { ...whole, formatVersion: 0 }],
    ['without keys', { ...whole, keys: [] }],
    ['with a key that is none', { ...whole, keys: [{ ...first, keyCheck: 'short' }] }],
    ['with a key number that never was', { ...whole, keys: [{ ...first, number: 0 }] }],
    ['with keys in the wrong order', { ...whole, keys: [second, first] }],
    ['with a key twice', { ...whole, keys: [first, first] }],
    ['with a pending key that is not newer', { ...whole, pendingKey: 1 }],
    ['whose identifier could name another file', { ...whole, vaultId: '../other' }],
    ['of the first format without its key', { formatVersion: 1, vaultId, createdAt: 1 }],
  ])('%s', async (_what, stored) => {
    await expect(read(stored)).rejects.toMatchObject({ code: 'vault_damaged' });
  });

  test('and not one that cannot be read', async () => {
    disk.failNext('readFile', 'EACCES');
    await expect(read(whole)).rejects.toMatchObject({ code: 'disk_read_failed' });
  });
});
