import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeDisk } from '../../../../src/main/desktop-platform/vault/disk.ts';
import { lockFolder } from '../../../../src/main/desktop-platform/vault/process-lock.ts';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oam-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
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

test('other files in the folder are none of its business', async () => {
  await writeFile(join(folder, 'vault.json'), '{}');
  await (
    await lockFolder(nodeDisk, folder)
  )();
  expect(await readdir(folder)).toEqual(['vault.json']);
});

/** Starts a process that locks the folder and stays. */
async function holdInChild(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('hold-lock.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}
