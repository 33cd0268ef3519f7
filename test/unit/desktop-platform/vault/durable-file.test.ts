import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  moveDurably,
  proveWritable,
  removeDurably,
  removeLeftovers,
  writeDurably,
} from '../../../../src/main/desktop-platform/vault/durable-file.ts';
import { FaultyDisk, type DiskCall } from '../../../support/fakes/faulty-disk.ts';

let folder: string;
let path: string;
let disk: FaultyDisk;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oam-durable-'));
  path = join(folder, 'record.sealed');
  disk = new FaultyDisk();
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const oldContent = Buffer.from('old content');
const newContent = Buffer.from('new content, which is longer');

test('writes in the order that survives a power cut', async () => {
  await writeDurably(disk, path, newContent);
  expect(disk.calls).toEqual(['create', 'writeFile', 'sync', 'close', 'rename', 'syncFolder']);
  expect(await readFile(path)).toEqual(newContent);
});

// Registered where files have modes: on Windows the profile folder's own access list keeps other people out.
if (process.platform !== 'win32') {
  test('the file is its owner’s alone', async () => {
    await writeDurably(disk, path, newContent);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
}

describe.each<DiskCall>(['create', 'writeFile', 'sync', 'close', 'rename'])(
  'when %s fails',
  (call) => {
    test('the old file stays and nothing is left over', async () => {
      await writeFile(path, oldContent);
      disk.failNext(call, 'EIO');
      await expect(writeDurably(disk, path, newContent)).rejects.toMatchObject({
        code: 'disk_write_failed',
        detail: 'EIO',
      });
      expect(await readFile(path)).toEqual(oldContent);
      expect(await readdir(folder)).toEqual(['record.sealed']);
    });

    test('a new file does not come to be', async () => {
      disk.failNext(call, 'ENOSPC');
      await expect(writeDurably(disk, path, newContent)).rejects.toMatchObject({
        code: 'disk_full',
      });
      expect(await readdir(folder)).toEqual([]);
    });
  },
);

test('a failed flush of the folder is a failed write, though the new file is whole', async () => {
  await writeFile(path, oldContent);
  disk.failNext('syncFolder', 'EIO');
  await expect(writeDurably(disk, path, newContent)).rejects.toMatchObject({
    code: 'disk_write_failed',
  });
  expect(await readFile(path)).toEqual(newContent);
});

test.each([
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['EROFS', 'disk_write_failed'],
  ['EACCES', 'disk_write_failed'],
])('%s is %s', async (errno, code) => {
  disk.failNext('writeFile', errno);
  await expect(writeDurably(disk, path, newContent)).rejects.toMatchObject({
    code,
    detail: errno,
  });
});

test('a crash at any moment leaves the old or the new content, whole', async () => {
  const contents = new Set<string>();
  for (let calls = 0; calls <= 6; calls += 1) {
    await writeFile(path, oldContent);
    const crashing = new FaultyDisk();
    crashing.crashAfter(calls);
    await writeDurably(crashing, path, newContent).catch(() => undefined);
    contents.add((await readFile(path)).toString());
    await removeLeftovers(disk, folder);
    expect(await readdir(folder)).toEqual(['record.sealed']);
  }
  expect([...contents]).toEqual([oldContent.toString(), newContent.toString()]);
});

test('leftovers of interrupted writes are removed, other files are not', async () => {
  await writeFile(join(folder, 'record.sealed.0123456789abcdef.tmp'), 'half');
  await writeFile(join(folder, 'note.tmp'), 'somebody else’s');
  await writeFile(path, oldContent);
  await removeLeftovers(disk, folder);
  expect((await readdir(folder)).sort()).toEqual(['note.tmp', 'record.sealed']);
});

describe('removing', () => {
  test('is flushed to the folder', async () => {
    await writeFile(path, oldContent);
    await removeDurably(disk, path);
    expect(disk.calls).toEqual(['unlink', 'syncFolder']);
    expect(await readdir(folder)).toEqual([]);
  });

  test('what is not there is removed, and flushed again', async () => {
    await removeDurably(disk, path);
    expect(disk.calls).toEqual(['unlink', 'syncFolder']);
  });

  test('a failure is told and the file stays', async () => {
    await writeFile(path, oldContent);
    disk.failNext('unlink', 'EACCES');
    await expect(removeDurably(disk, path)).rejects.toMatchObject({
      code: 'disk_write_failed',
      detail: 'EACCES',
    });
    expect(await readFile(path)).toEqual(oldContent);
  });
});

describe('moving', () => {
  test('is flushed to both folders, the new one first', async () => {
    const target = join(folder, 'aside');
    await mkdir(target);
    await writeFile(path, oldContent);
    await moveDurably(disk, path, join(target, 'record.sealed'));
    expect(disk.calls).toEqual(['rename', 'syncFolder', 'syncFolder']);
    expect(await readdir(folder)).toEqual(['aside']);
    expect(await readFile(join(target, 'record.sealed'))).toEqual(oldContent);
  });

  test('a failure is told and the file stays', async () => {
    await writeFile(path, oldContent);
    disk.failNext('rename', 'ENOSPC');
    await expect(moveDurably(disk, path, join(folder, 'other'))).rejects.toMatchObject({
      code: 'disk_full',
    });
    expect(await readFile(path)).toEqual(oldContent);
  });
});

describe('proving that a folder can be written', () => {
  test('leaves nothing and waits for no medium', async () => {
    await proveWritable(disk, folder);
    expect(disk.calls).toEqual(['create', 'writeFile', 'close', 'unlink']);
    expect(await readdir(folder)).toEqual([]);
  });

  test.each<[DiskCall, string, string]>([
    ['create', 'EROFS', 'disk_write_failed'],
    ['writeFile', 'ENOSPC', 'disk_full'],
    ['close', 'EDQUOT', 'disk_full'],
    ['unlink', 'EACCES', 'disk_write_failed'],
  ])('fails when %s fails with %s, and leaves nothing', async (call, errno, code) => {
    disk.failNext(call, errno);
    await expect(proveWritable(disk, folder)).rejects.toMatchObject({ code, detail: errno });
    expect(await readdir(folder)).toEqual([]);
  });

  test('a probe that a crash left is a leftover', async () => {
    disk.crashAfter(2);
    await proveWritable(disk, folder).catch(() => undefined);
    expect(await readdir(folder)).toHaveLength(1);
    await removeLeftovers(new FaultyDisk(), folder);
    expect(await readdir(folder)).toEqual([]);
  });
});
