import type { KoaContext } from 'oidc-provider';

import { oauthErrorBody, type OAuthError } from './okta-errors.ts';

/** Answers with an OAuth error in JSON. */
export function answerOAuthError(ctx: KoaContext, error: OAuthError): void {
  ctx.set('cache-control', 'no-cache, no-store');
  ctx.remove('www-authenticate');
  ctx.body = oauthErrorBody(error);
  ctx.status = error.status;
}
