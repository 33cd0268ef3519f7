/** Makes text safe to stand between tags or inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const css = `
:root { color-scheme: light dark; --page: #f3f4f7; --card: #fff; --ink: #1c1f26; --soft: #5b6270; --line: #c6cad3;
  --accent: #2446c4; --on-accent: #fff; --bad: #a11a1a; --bad-page: #fdeeee; }
@media (prefers-color-scheme: dark) { :root { --page: #14161b; --card: #1e2128; --ink: #eceef2; --soft: #a4abb8;
  --line: #474d59; --accent: #9db2ff; --on-accent: #10131c; --bad: #ffb4ab; --bad-page: #3a1f1f; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--page);
  color: var(--ink); font: 16px/1.5 -apple-system, 'Segoe UI', Cantarell, Ubuntu, Roboto, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', sans-serif; }
main { width: 100%; max-width: 400px; padding: 32px; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; overflow-wrap: anywhere; }
h1 { margin: 0 0 4px; font-size: 22px; }
p { margin: 0 0 20px; color: var(--soft); }
.org { margin: 0 0 24px; font-weight: 600; letter-spacing: .02em; color: var(--accent); }
.alert { padding: 10px 12px; border-radius: 8px; background: var(--bad-page); color: var(--bad); }
label { display: block; margin-bottom: 4px; font-weight: 600; font-size: 14px; }
input { width: 100%; margin-bottom: 16px; padding: 10px 12px; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 8px; }
button { width: 100%; padding: 11px; font: inherit; font-weight: 600; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); }
button.quiet { margin-top: 8px; border-color: transparent; background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/**
 * A whole page in the org's look: its own style, no script, nothing from elsewhere.
 *
 * @param content Markup; whatever comes from outside must be escaped already.
 */
export function renderPage(title: string, orgName: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)} - ${escapeHtml(orgName)}</title>
<link rel="icon" href="data:,">
<style>${css}</style>
</head>
<body>
<main>
<div class="org">${escapeHtml(orgName)}</div>
${content}
</main>
</body>
</html>
`;
}
