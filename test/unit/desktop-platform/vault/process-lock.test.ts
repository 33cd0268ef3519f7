import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rename, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FaultyDisk } from '../../../support/fakes/faulty-disk.ts';
import { nodeDisk } from '../../../../src/main/desktop-platform/vault/disk.ts';
import {
  lockFolder,
  type LockTools,
} from '../../../../src/main/desktop-platform/vault/process-lock.ts';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oam-lock-'));
});
afterEach(async () => {
  await endChildren();
  await rm(folder, { recursive: true });
});

test('a locked folder cannot be locked again, not even by this process', async () => {
  const release = await lockFolder(nodeDisk, folder);
  await expect(lockFolder(nodeDisk, folder)).rejects.toMatchObject({
    code: 'vault_in_use',
    detail: `Process ${process.pid}`,
  });
  await release();
  await (
    await lockFolder(nodeDisk, folder)
  )();
  expect(await readdir(folder)).toEqual([]);
});

// Another process takes its time to start on a busy machine.
describe('another process', { timeout: 30_000 }, () => {
  test('a live process keeps its folder, and its pid is told', async () => {
    const holder = await holdInChild();
    await expect(lockFolder(nodeDisk, folder)).rejects.toMatchObject({
      code: 'vault_in_use',
      detail: `Process ${holder.pid ?? ''}`,
    });
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('the lock of a killed process is taken over', async () => {
    const holder = await holdInChild();
    const exited = once(holder, 'exit');
    holder.kill('SIGKILL');
    await exited;
    const release = await lockFolder(nodeDisk, folder);
    expect((await readdir(folder)).every((name) => name.includes(`-${process.pid}-`))).toBe(true);
    await release();
  });

  test('a settled process is not waited for', async () => {
    const holder = await holdInChild();
    const [name = ''] = await readdir(folder);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(join(folder, name), longAgo, longAgo);
    await expect(lockFolder(nodeDisk, folder, noPauses)).rejects.toMatchObject({
      code: 'vault_in_use',
      detail: `Process ${holder.pid ?? ''}`,
    });
    expect(await readdir(folder)).toEqual([name]);
  });

  test('a lock that this process could not take down does not keep itself out', async () => {
    const disk = new FaultyDisk();
    const release = await lockFolder(disk, folder, noPauses);
    disk.failNext('unlink', 'EIO');
    await expect(release()).rejects.toMatchObject({ code: 'disk_write_failed' });
    expect(await readdir(folder)).toHaveLength(1);
    await (
      await lockFolder(disk, folder, noPauses)
    )();
    expect(await readdir(folder)).toEqual([]);
  });

  test('of two that start in the same instant exactly one gets the folder', async () => {
    for (let round = 0; round < 5; round += 1) {
      const moment = Date.now() + 1000;
      const answers = await Promise.all([contendInChild(moment), contendInChild(moment)]);
      expect(answers.sort()).toEqual(['locked', 'vault_in_use']);
      expect(await readdir(folder)).toHaveLength(1);
      await endChildren();
    }
  });

  test('of five that start in the same instant exactly one gets the folder', async () => {
    const moment = Date.now() + 2000;
    const answers = await Promise.all(Array.from({ length: 5 }, () => contendInChild(moment)));
    expect(answers.filter((answer) => answer === 'locked')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'vault_in_use')).toHaveLength(4);
  });

  // Registered on Linux alone: elsewhere a lock names only the system's start, so that a live pid counts as the owner
  // until the next one. The first test here covers that.
  if (process.platform === 'linux') {
    test('a pid that was given away again is no owner', async () => {
      const holder = await holdInChild();
      const [name = ''] = await readdir(folder);
      await rename(join(folder, name), join(folder, `vault-${holder.pid ?? ''}-0000t1.lock`));
      await (
        await lockFolder(nodeDisk, folder)
      )();
    });
  }
});

describe('a process on another computer', () => {
  const elsewhere: LockTools = { pause: () => Promise.resolve(), random: () => 0, host: 'other' };
  const foreign = `vault-${markOf('other')}-123-0000t1.lock`;

  test('keeps its folder, although no process of its pid runs here', async () => {
    await writeFile(join(folder, foreign), '');
    await expect(lockFolder(nodeDisk, folder, quick)).rejects.toMatchObject({
      code: 'vault_in_use',
      detail: expect.stringMatching(
        new RegExp(`^Process 123 on another computer\\. .* delete the file ${foreign} `),
      ) as string,
    });
    expect(await readdir(folder)).toEqual([foreign]);
  });

  test('is kept out of a folder that is locked here', async () => {
    const release = await lockFolder(nodeDisk, folder, quick);
    await expect(lockFolder(nodeDisk, folder, elsewhere)).rejects.toMatchObject({
      code: 'vault_in_use',
    });
    expect(await readdir(folder)).toHaveLength(1);
    await release();
  });

  test('is not what this computer becomes in another network', async () => {
    await writeFile(join(folder, `vault-${markOf('desk')}-99999999-0000t1.lock`), '');
    for (const host of ['desk.local', 'Desk.example.com']) {
      const release = await lockFolder(nodeDisk, folder, { ...quick, host });
      expect(await readdir(folder)).toEqual([
        expect.stringMatching(`^vault-${markOf('desk')}-${process.pid}-`),
      ]);
      await release();
    }
  });
});

describe('a lock of an earlier version, which names no computer', () => {
  test('counts as long as its process runs', async () => {
    await writeFile(join(folder, `vault-${process.pid}-unknown.lock`), '');
    await expect(lockFolder(nodeDisk, folder, quick)).rejects.toMatchObject({
      code: 'vault_in_use',
      detail: `Process ${process.pid}`,
    });
  });

  test('is removed when it does not', async () => {
    await writeFile(join(folder, 'vault-99999999-0000t1.lock'), '');
    await (
      await lockFolder(nodeDisk, folder, quick)
    )();
    expect(await readdir(folder)).toEqual([]);
  });
});

test('a lock that cannot be taken down does not hide why the folder was refused', async () => {
  await writeFile(join(folder, `vault-${markOf('other')}-123-0000t1.lock`), '');
  const disk = new FaultyDisk();
  disk.failNext('unlink', 'EIO');
  const first = { ...quick, host: hostThatSortsBefore('other') };
  await expect(lockFolder(disk, folder, first)).rejects.toMatchObject({ code: 'vault_in_use' });
});

describe('a process that started in the same instant', () => {
  // Both name a process that is certain to run, this one, under a name that is not its own: with an unknown start. The
  // zero makes one of them sort before this process's lock.
  const firstRival = `vault-${markOf('here')}-0${process.pid}-unknown.lock`;
  const lastRival = `vault-${markOf('here')}-${process.pid}-unknown.lock`;

  test('is waited for with a short pause, and the folder is taken when it gives way', async () => {
    await writeFile(join(folder, firstRival), '');
    const pauses: number[] = [];
    const release = await lockFolder(nodeDisk, folder, {
      host: 'here',
      random: () => 0.5,
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
        await unlink(join(folder, firstRival));
      },
    });
    expect(pauses).toEqual([70]);
    expect(await readdir(folder)).toEqual([expect.stringContaining(`-${process.pid}-`)]);
    await release();
  });

  test('gets the folder when its lock sorts first: this one takes its own down', async () => {
    await writeFile(join(folder, firstRival), '');
    const seen: string[][] = [];
    const attempt = lockFolder(nodeDisk, folder, {
      host: 'here',
      random: () => 0,
      pause: async () => {
        seen.push(await readdir(folder));
      },
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'vault_in_use',
      detail: `Process 0${process.pid}`,
    });
    expect(seen).toEqual([[firstRival], [firstRival], [firstRival]]);
  });

  test('gives way when its lock sorts last: this one leaves its own up', async () => {
    await writeFile(join(folder, lastRival), '');
    const release = await lockFolder(nodeDisk, folder, {
      host: 'here',
      random: () => 0,
      pause: async () => {
        expect(await readdir(folder)).toHaveLength(2);
        await unlink(join(folder, lastRival));
      },
    });
    expect(await readdir(folder)).toHaveLength(1);
    await release();
  });
});

test('other files in the folder are none of its business', async () => {
  await writeFile(join(folder, 'vault.json'), '{}');
  await (
    await lockFolder(nodeDisk, folder)
  )();
  expect(await readdir(folder)).toEqual(['vault.json']);
});

/** Starts a process that locks the folder and stays. */
async function holdInChild(): Promise<ChildProcess> {
  const child = start('hold-lock.ts', folder);
  await once(child.stdout, 'data');
  return child;
}

/** Starts a process that tries to lock the folder at a moment, and stays; resolves with its answer. */
async function contendInChild(moment: number): Promise<string> {
  const child = start('contend-lock.ts', folder, String(moment));
  const answer: unknown[] = await once(child.stdout, 'data');
  return String(answer[0]).trim();
}

function start(
  script: string,
  ...parameters: string[]
): ChildProcessByStdio<Writable, Readable, null> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...parameters], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function endChildren(): Promise<void> {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

/** What a computer of this name puts into the names of its locks. */
function markOf(host: string): string {
  return createHash('sha256').update(host).digest('hex').slice(0, 8);
}

function hostThatSortsBefore(other: string): string {
  let host = 'host';
  while (markOf(host) >= markOf(other)) host += 't';
  return host;
}

const quick: LockTools = { pause: () => Promise.resolve(), random: () => 0, host: hostname() };
const noPauses: LockTools = {
  ...quick,
  pause: () => Promise.reject(new Error('It paused.')),
};
