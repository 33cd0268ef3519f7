import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorCatalogue, failureClasses } from '../../../src/shared/index.ts';

interface Row {
  readonly code: string;
  readonly class: string;
  readonly message: string;
  readonly next: string;
  readonly repair: string;
}

const page = readFileSync(new URL('../../../docs/token-system.md', import.meta.url), 'utf8');

/** The rows of all failure tables, each with the class that its heading names. */
function rowsOf(text: string): readonly Row[] {
  const sections = text.matchAll(/^### Class `(?<name>\w+)`\n(?<body>(?:(?!#).*\n)*)/gm);
  return [...sections].flatMap(({ groups }) => {
    const rows = (groups?.body ?? '').matchAll(
      /^\| `(?<code>\w+)` \| (?<message>[^|]+) \| (?<next>[^|]+) \| `(?<repair>\w+)` \| [^|]+ \|$/gm,
    );
    return [...rows].map(({ groups: cells }) => ({
      code: cells?.code ?? '',
      class: groups?.name ?? '',
      message: cells?.message ?? '',
      next: cells?.next ?? '',
      repair: cells?.repair ?? '',
    }));
  });
}

describe('the failure tables of docs/token-system.md', () => {
  const rows = rowsOf(page);

  test('say of every code what the catalogue says, and know no other', () => {
    const documented = Object.fromEntries(
      rows.map(({ code, class: failureClass, message, next, repair }) => [
        code,
        { class: failureClass, repair, message, next },
      ]),
    );
    expect(documented).toEqual(errorCatalogue);
    expect(rows).toHaveLength(Object.keys(errorCatalogue).length);
  });

  test('come class by class', () => {
    expect([...new Set(rows.map((row) => row.class))]).toEqual(failureClasses);
  });
});
