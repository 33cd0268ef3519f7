import type { KoaContext } from 'oidc-provider';

import { escapeHtml, renderPage } from './html.ts';

/**
 * Shows an error in the browser, as Okta does when it may not redirect back to the app: HTTP 400 and a page.
 *
 * @param description What is wrong, as plain text.
 */
export function renderErrorPage(ctx: KoaContext, orgName: string, description: string): void {
  const requestId = ctx.res.getHeader('x-okta-request-id');
  ctx.status = 400;
  ctx.type = 'html';
  ctx.body = renderPage(
    'Bad request',
    orgName,
    `<h1>400</h1>
<p class="alert" role="alert">Your request resulted in an error. ${escapeHtml(description)}</p>
<p>Request ID: ${escapeHtml(String(requestId ?? ''))}</p>`,
  );
}
