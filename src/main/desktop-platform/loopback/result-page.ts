import { createHash } from 'node:crypto';

/** How the sign-in ended. It names no person: any program on this computer can ask for the page. */
export type SignInResult =
  | { readonly kind: 'signed_in' }
  /** `message` is shown as plain text. */
  | { readonly kind: 'failed'; readonly message: string };

interface PageText {
  readonly title: string;
  readonly mood: 'good' | 'bad' | 'neutral';
  readonly paragraphs: readonly string[];
}

const goBack = 'You can close this tab and return to Okta Account Manager.';

/** The page that tells the person how the sign-in really ended: it is made after the exchange, not before. */
export function resultPage(result: SignInResult): string {
  switch (result.kind) {
    case 'signed_in':
      return page({ title: 'You are signed in', mood: 'good', paragraphs: [goBack] });
    case 'failed':
      return page({
        title: 'The sign-in did not complete',
        mood: 'bad',
        paragraphs: [result.message, goBack],
      });
  }
}

/** The page for a request to which the result was not, or no longer, to be given. */
export function neutralPage(): string {
  return page({
    title: 'Return to Okta Account Manager',
    mood: 'neutral',
    paragraphs: ['The app shows how this sign-in ended.', 'You can close this tab.'],
  });
}

const style = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #ffffff; --text: #1d2129; --good: #16704a; --bad: #a3281e; --neutral: #5a6272; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14161a; --card: #1f2329; --text: #e8eaee; --good: #5ecb98; --bad: #ff8d82; --neutral: #a4adbd; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--page); color: var(--text); font: 1.0625rem/1.55 -apple-system, 'Segoe UI', Cantarell, Ubuntu, Roboto, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', sans-serif; }
main { width: 100%; max-width: 30rem; padding: 2rem; background: var(--card); border-radius: 0.75rem; border-top: 0.375rem solid var(--mood); box-shadow: 0 0.25rem 1.5rem rgb(0 0 0 / 12%); }
h1 { margin: 0 0 0.75rem; font-size: 1.375rem; line-height: 1.3; color: var(--mood); }
p { margin: 0.5rem 0 0; overflow-wrap: anywhere; white-space: pre-line; }
.good { --mood: var(--good); }
.bad { --mood: var(--bad); }
.neutral { --mood: var(--neutral); }
`;

/** Allows the page its one style sheet and nothing else: no script, picture, frame, form or connection. */
export const pageSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function page({ title, mood, paragraphs }: PageText): string {
  const text = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main class="${mood}">
<h1>${escapeHtml(title)}</h1>
${text}
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
