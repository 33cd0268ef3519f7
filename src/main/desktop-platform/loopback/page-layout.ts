import { createHash } from 'node:crypto';

/** What one page of the listener says; every text is plain. */
export interface PageContent {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly heading: string;
  readonly mood: 'good' | 'bad' | 'neutral';
  readonly paragraphs: readonly string[];
  readonly form?: FormContent;
}

/** A form with nothing but a button. */
export interface FormContent {
  readonly action: URL;
  readonly fields: ReadonlyMap<string, string>;
  readonly button: string;
}

/** A whole page and the policy that it has to be served with. */
export interface Page {
  readonly html: string;
  readonly policy: string;
}

const style = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #ffffff; --text: #1d2129; --good: #16704a; --bad: #a3281e; --neutral: #5a6272; --button: #1d5fbf; --label: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14161a; --card: #1f2329; --text: #e8eaee; --good: #5ecb98; --bad: #ff8d82; --neutral: #a4adbd; --button: #8ab8ff; --label: #10233f; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--page); color: var(--text); font: 1.0625rem/1.55 -apple-system, 'Segoe UI', Cantarell, Ubuntu, Roboto, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', sans-serif; }
main { width: 100%; max-width: 30rem; padding: 2rem; background: var(--card); border-radius: 0.75rem; border-top: 0.375rem solid var(--mood); box-shadow: 0 0.25rem 1.5rem rgb(0 0 0 / 12%); }
h1 { margin: 0 0 0.75rem; font-size: 1.375rem; line-height: 1.3; color: var(--mood); overflow-wrap: anywhere; }
p { margin: 0.5rem 0 0; overflow-wrap: anywhere; white-space: pre-line; }
button { margin: 1.25rem 0 0; padding: 0.625rem 1.25rem; border: 0; border-radius: 0.5rem; background: var(--button); color: var(--label); font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible { outline: 0.1875rem solid var(--text); outline-offset: 0.125rem; }
.good { --mood: var(--good); }
.bad { --mood: var(--bad); }
.neutral { --mood: var(--neutral); }
`;

/** Allows a page its one style sheet and nothing else: no script, picture, frame, form or connection. */
export const strictPolicy = policyFor("'none'");

/** Makes a page without script. */
export function layOut(content: PageContent): Page {
  const { language, direction, heading, mood, paragraphs, form } = content;
  const lines = [
    `<h1>${escapeHtml(heading)}</h1>`,
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    ...(form === undefined ? [] : [formHtml(form)]),
  ];
  const html = `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(heading)}</title>
<style>${style}</style>
</head>
<body>
<main class="${mood}">
${lines.join('\n')}
</main>
</body>
</html>
`;
  return { html, policy: form === undefined ? strictPolicy : policyFor(whereFormLeads(form)) };
}

/**
 * Chromium holds every redirect that follows the form against the policy too. An org may send the browser on to
 * another host, where its people come from, and at last sends it back to this listener.
 */
function whereFormLeads({ action }: FormContent): string {
  return `'self' ${action.protocol}`;
}

function policyFor(formAction: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Without `autocomplete`, Firefox would put the fields of an earlier page back into a reloaded one. */
function formHtml({ action, fields, button }: FormContent): string {
  const inputs = [...fields].map(
    ([name, value]) =>
      `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}" autocomplete="off">`,
  );
  return [
    `<form method="post" action="${escapeHtml(action.href)}" autocomplete="off">`,
    ...inputs,
    `<button>${escapeHtml(button)}</button>`,
    '</form>',
  ].join('\n');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
