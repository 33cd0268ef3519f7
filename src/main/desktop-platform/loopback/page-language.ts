import { isPageLanguage, type PageLanguage } from './page-texts.ts';

/** A browser sends a handful of languages; a longer header is read this far, in characters. */
const longestHeader = 1000;

/**
 * Chooses the language of a page.
 *
 * @param accepted - the browser's `Accept-Language` (RFC 9110, section 12.5.4); what is not well-formed in it is ignored
 * @returns English when nothing fits
 */
export function choosePageLanguage(accepted: string | undefined): PageLanguage {
  const wanted = (accepted ?? '')
    .slice(0, longestHeader)
    .split(',')
    .flatMap(readRange)
    .filter(({ weight }) => weight > 0)
    .toSorted((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag);
  return wanted.map(primaryLanguage).find(isPageLanguage) ?? 'en';
}

const rangePattern =
  /^\s*([a-z]{1,8}(?:-[a-z\d]{1,8})*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i;

/** @returns nothing for what is not well-formed, and for `*`, which any language fits */
function readRange(text: string): { readonly tag: string; readonly weight: number }[] {
  const found = rangePattern.exec(text);
  if (found === null) return [];
  const [, tag = '', weight = '1'] = found;
  return [{ tag, weight: Number(weight) }];
}

function primaryLanguage(tag: string): string {
  return (tag.split('-')[0] ?? '').toLowerCase();
}
