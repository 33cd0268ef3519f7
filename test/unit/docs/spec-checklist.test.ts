import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** What section 7 of the reference asks for, by its numbers; the further ones are this project's own. */
const numbers = [
  ...['1', '2', '3', '4', '5', '6.1', '6.2', '7', '8.1', '8.2', '9.1', '9.2', '10'],
  ...['11.1', '11.2', '11.3', '11.4', '11.5', '12.1', '12.2', '12.3', '12.4', '13', '14'],
  ...['15', '16.1', '16.2', '17', '18', '19'],
  ...Array.from({ length: 13 }, (_, index) => `S${String(index + 1)}`),
];

const page = await readFile(join(root, 'docs/spec-checklist.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| S?\d/.test(line))
  .map((line) => line.slice(2, -2).split(' | '));

/** The tests that a row's last cell names. */
function testsOf(cell: string): readonly { readonly file: string; readonly title: string }[] {
  return cell.split('<br>').flatMap((each) => {
    const { file, title } = /^`(?<file>[^`]+)` › (?<title>.+)$/.exec(each)?.groups ?? {};
    return file === undefined || title === undefined ? [] : [{ file, title }];
  });
}

describe('the checklist of the specifications', () => {
  test('has every row, with requirement, answer and proof', () => {
    expect(rows.map(([number]) => number)).toEqual(numbers);
    expect(rows.filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([]);
  });

  test('says of each row which tests hold it, or that it was decided otherwise', () => {
    const proofs = rows.map(([, , , proof = '']) => proof);
    const others = proofs.filter((proof) => testsOf(proof).length !== proof.split('<br>').length);
    expect(others.filter((proof) => !proof.startsWith('by decision: '))).toEqual([]);
    expect(others).toHaveLength(2);
  });

  test('names tests that exist', async () => {
    for (const { file, title } of rows.flatMap(([, , , proof = '']) => testsOf(proof))) {
      const text = await readFile(join(root, 'test', file), 'utf8');
      expect(text.includes(`'${title}'`), `${file} › ${title}`).toBe(true);
    }
  });
});
