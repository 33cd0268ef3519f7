import { decodeJwt } from 'jose';
import type { KoaContext, Middleware } from 'oidc-provider';

import { renderErrorPage } from './error-page.ts';
import { renderPage } from './html.ts';
import { issuersOf } from './issuers.ts';
import { oktaErrors } from './okta-errors.ts';
import { findClient, type AuthorizationServer } from './org-state.ts';
import { factsOf } from './request-facts.ts';

/**
 * Logout by the app, without a confirmation page. It ends the browser's session when that belongs to the ID token's
 * subject; it revokes no token, unless a device secret comes along,
 * whose session it ends. An expired ID token is accepted, an invalid one is shown as an error page.
 *
 * @see OpenID Connect RP-Initiated Logout; Okta "Sign users out"
 */
export function logoutEndpoint(server: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const { endpoint, parameters } = factsOf(ctx);
    if (endpoint !== 'logout') return next();
    const { id_token_hint: hint, post_logout_redirect_uri: returnTo, state } = parameters;
    const { device_secret: deviceSecret } = parameters;
    const problem = (description: string): void => {
      renderErrorPage(ctx, server.org.name, description);
    };
    if (hint === undefined) {
      problem(oktaErrors.missingIdTokenHint.description);
      return;
    }
    const idToken = await readIdToken(server, hint);
    if (!idToken) {
      problem(oktaErrors.invalidIdTokenHint.description);
      return;
    }
    const client = findClient(server.org, idToken.clientId);
    if (returnTo !== undefined && !client?.postLogoutRedirectUris.includes(returnTo)) {
      problem(oktaErrors.illegalPostLogoutRedirectUri.description);
      return;
    }
    const { ledger, nativeSessions, sessions } = server.org;
    if (sessions.find(ctx)?.uid === idToken.uid) sessions.end(ctx);
    const isOwnSecret = ledger.find(deviceSecret ?? '')?.uid === idToken.uid;
    if (deviceSecret !== undefined && isOwnSecret) nativeSessions.end(ledger, deviceSecret);
    leave(ctx, server.org.name, returnTo, state);
  };
}

interface IdTokenHint {
  readonly uid: string;
  readonly clientId: string;
}

async function readIdToken(
  server: AuthorizationServer,
  hint: string,
): Promise<IdTokenHint | undefined> {
  if (!(await server.keys.haveSigned(hint))) return undefined;
  const { iss = '', sub, aud } = decodeJwt(hint);
  return issuersOf(server).includes(iss) && typeof sub === 'string' && typeof aud === 'string'
    ? { uid: sub, clientId: aud }
    : undefined;
}

function leave(
  ctx: KoaContext,
  orgName: string,
  returnTo: string | undefined,
  state: string | undefined,
): void {
  if (returnTo === undefined) {
    ctx.type = 'html';
    ctx.body = renderPage('Signed out', orgName, '<h1>Signed out</h1><p>You have signed out.</p>');
    return;
  }
  const url = new URL(returnTo);
  if (state !== undefined) url.searchParams.set('state', state);
  ctx.status = 303;
  ctx.redirect(url.href);
}
