/** The form of a page: where it leads, and its hidden fields. */
export interface PageForm {
  readonly action: URL;
  readonly fields: Readonly<Record<string, string>>;
}

/** Reads the one form of a page. @throws {Error} when it has none */
export function readForm(html: string): PageForm {
  const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1];
  if (action === undefined) throw new Error('The page has no form.');
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  const fields = [...inputs].map(
    ([, name = '', value = '']) => [plain(name), plain(value)] as const,
  );
  return { action: new URL(plain(action)), fields: Object.fromEntries(fields) };
}

function plain(html: string): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
