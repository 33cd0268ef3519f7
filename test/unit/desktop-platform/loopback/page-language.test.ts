import { describe, expect, test } from 'vitest';
import { choosePageLanguage } from '../../../../src/main/desktop-platform/loopback/page-language.ts';

describe('the language of a page', () => {
  const headers: [string | undefined, string][] = [
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['de', 'de'],
    ['DE-at', 'de'],
    ['ja-JP-x-private,en;q=0.5', 'ja'],
    ['sv, fr;q=0.3, es;q=0.7', 'es'],
    ['en;q=0.5,de;q=0.500,fr;q=0.4', 'en'],
    ['de;q=0, fr;q=0.1', 'fr'],
    ['de ; q=0.9 , fr', 'fr'],
    ['de;q=2, fr;q=0.1', 'fr'],
    ['de;q=1.5, es', 'es'],
    ['de;q=, fr;q=-1', 'en'],
    ['constructor, __proto__, toString', 'en'],
    ['d€, \u0000de, ,;,=', 'en'],
    [`${'x,'.repeat(50_000)}de`, 'en'],
    [`${'a-'.repeat(50_000)}b`, 'en'],
  ];
  test.each(headers)('that a browser asks for with %j is %s', (header, language) => {
    expect(choosePageLanguage(header)).toBe(language);
  });
});
