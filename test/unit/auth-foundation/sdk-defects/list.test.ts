import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../../..');
const folder = 'unit/auth-foundation/sdk-defects';

/** The last cell of each defect in the list: a file and a title, or why it does not apply. */
const list = await readFile(join(root, 'docs/sdk-defects.md'), 'utf8');
const cells = list
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.slice(0, -2).split(' | ').at(-1) ?? '');
const tests = cells.flatMap((cell) => {
  const { file, title } = /^`(?<file>[^`]+)`: (?<title>.+)$/.exec(cell)?.groups ?? {};
  if (file === undefined || title === undefined) return [];
  return [{ file: file.includes('/') ? file : `${folder}/${file}`, title }];
});

describe('the list of the SDKs’ defects', () => {
  test('says of each defect which test keeps it out, or why it does not apply', () => {
    expect(cells.length).toBeGreaterThan(100);
    const others = cells.filter((cell) => !/^`[^`]+`: .+$/.test(cell));
    expect(others.filter((cell) => !/^does not apply: .+$/.test(cell))).toEqual([]);
  });

  test('names tests that exist', async () => {
    for (const { file, title } of tests) {
      const text = await readFile(join(root, 'test', file), 'utf8');
      expect(text.includes(`'${title}'`), `${file}: ${title}`).toBe(true);
    }
  });

  test('names every test of a defect', async () => {
    const listed = tests.map(({ title }) => title);
    for (const name of await readdir(join(root, 'test', folder))) {
      if (!name.endsWith('.test.ts')) continue;
      const text = await readFile(join(root, 'test', folder, name), 'utf8');
      const written = [...text.matchAll(/'(\d+(?:\.\d+)?: [^'\n]+)'/g)].map(([, title]) => title);
      expect(listed).toEqual(expect.arrayContaining(written));
    }
  });
});
