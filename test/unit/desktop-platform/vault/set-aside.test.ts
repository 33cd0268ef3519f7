import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeDisk } from '../../../../src/main/desktop-platform/vault/disk.ts';
import { lockFolder } from '../../../../src/main/desktop-platform/vault/process-lock.ts';
import { setVaultAside } from '../../../../src/main/desktop-platform/vault/set-aside.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { FaultyDisk, type DiskCall } from '../../../support/fakes/faulty-disk.ts';

const name = 'vault-set-aside-2026-01-01T00-00-00.000Z';
const clock = new FakeClock();

let root: string;
let directory: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oam-set-aside-'));
  directory = join(root, 'vault');
  await makeVault('sealed');
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function makeVault(content: string): Promise<void> {
  await mkdir(join(directory, 'credentials'), { recursive: true });
  await writeFile(join(directory, 'vault.json'), '{}');
  await writeFile(join(directory, 'credentials', 'one.sealed'), content);
}

test('moves the whole vault beside the old place, under a name with the time', async () => {
  expect(await setVaultAside(nodeDisk, directory, clock)).toBe(join(root, name));
  expect(await readdir(root)).toEqual([name]);
  expect((await readdir(join(root, name))).sort()).toEqual(['credentials', 'vault.json']);
  expect(await readFile(join(root, name, 'credentials', 'one.sealed'), 'utf8')).toBe('sealed');
});

test('never overwrites a vault that was set aside at the same time', async () => {
  await setVaultAside(nodeDisk, directory, clock);
  await makeVault('another');
  expect(await setVaultAside(nodeDisk, directory, clock)).toBe(join(root, `${name}-2`));
  expect(await readFile(join(root, name, 'credentials', 'one.sealed'), 'utf8')).toBe('sealed');
});

test('is durable', async () => {
  const disk = new FaultyDisk();
  await setVaultAside(disk, directory, clock);
  const moved = disk.calls.indexOf('rename');
  expect(disk.calls[moved + 1]).toBe('syncFolder');
});

test('leaves a vault alone that somebody has open', async () => {
  const release = await lockFolder(nodeDisk, directory);
  await expect(setVaultAside(nodeDisk, directory, clock)).rejects.toMatchObject({
    code: 'vault_in_use',
  });
  expect(await readdir(root)).toEqual(['vault']);
  await release();
});

test.each<[DiskCall, string]>([
  ['create', 'disk_write_failed'],
  ['rename', 'disk_write_failed'],
  ['syncFolder', 'disk_write_failed'],
])('when %s fails, the vault stays where it was and can be set aside later', async (call, code) => {
  const disk = new FaultyDisk();
  disk.failNext(call, 'EIO');
  await expect(setVaultAside(disk, directory, clock)).rejects.toMatchObject({ code });
  expect(await readdir(root)).toEqual(['vault']);
  expect((await readdir(directory)).sort()).toEqual(['credentials', 'vault.json']);
  await setVaultAside(disk, directory, clock);
});

test('a lock that cannot be taken away from the moved folder is no failure', async () => {
  const disk = new FaultyDisk();
  disk.failNext('unlink', 'EIO');
  expect(await setVaultAside(disk, directory, clock)).toBe(join(root, name));
});

test('the same process can make a new vault in its place', async () => {
  await setVaultAside(nodeDisk, directory, clock);
  await makeVault('another');
  const release = await lockFolder(nodeDisk, directory);
  await release();
});
