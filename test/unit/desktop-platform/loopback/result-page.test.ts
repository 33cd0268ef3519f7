import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  neutralPage,
  pageSecurityPolicy,
  resultPage,
} from '../../../../src/main/desktop-platform/loopback/result-page.ts';

const pages = [
  resultPage({ kind: 'signed_in' }),
  resultPage({ kind: 'failed', message: 'No.' }),
  neutralPage(),
];

test.each(pages)('a page is complete, self-contained and accessible', (html) => {
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html).toContain('<meta charset="utf-8">');
  expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  expect(html).toMatch(/<title>[^<]+<\/title>/);
  expect(html.match(/<h1>/g)).toHaveLength(1);
  expect(html).toContain('prefers-color-scheme: dark');
  expect(html).not.toMatch(/<script|<img|<link|src=|href=|url\(/);
});

test.each(pages)('the policy allows exactly the style of the page', (html) => {
  const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(pageSecurityPolicy).toContain(`style-src 'sha256-${hash}'`);
});

test('an unfortunate message stays text', () => {
  const html = resultPage({ kind: 'failed', message: `</p><script>"'&` });
  expect(html).toContain('&lt;/p&gt;&lt;script&gt;&quot;&#39;&amp;');
});
