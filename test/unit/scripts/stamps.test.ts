import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOf, readStamp, writeStamp } from '../../../scripts/setup/stamps.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oam-stamps-'));
  await writeFile(join(folder, 'one'), 'first');
});
afterEach(() => rm(folder, { recursive: true }));

test('a hash stays while nothing changes', () => {
  expect(hashOf(folder, ['.'])).toBe(hashOf(folder, ['.']));
});

test.for([
  ['a content', (at: string) => writeFile(join(at, 'one'), 'second')],
  ['a name', (at: string) => rename(join(at, 'one'), join(at, 'two'))],
  ['a new file', (at: string) => writeFile(join(at, 'two'), '')],
] as const)('a hash changes with %s', async ([, change]) => {
  const before = hashOf(folder, ['.']);
  await change(folder);
  expect(hashOf(folder, ['.'])).not.toBe(before);
});

test('a file that does not exist has a hash too', () => {
  expect(hashOf(folder, ['nothing'])).not.toBe(hashOf(folder, ['one']));
});

test('a stamp is read as it was written, and is null before', () => {
  const file = join(folder, 'deeper', 'stamp');
  expect(readStamp(file)).toBeNull();
  writeStamp(file, 'done');
  expect(readStamp(file)).toBe('done');
});
