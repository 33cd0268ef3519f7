import type { Middleware } from 'oidc-provider';

import { scopesOf } from './authorization-server.ts';
import { issuerFor } from './issuers.ts';
import { answerOAuthError } from './oauth-answer.ts';
import { oktaErrors, unauthorizedGrantType, type OAuthError } from './okta-errors.ts';
import { deviceGrant, type ResolvedClient } from './options.ts';
import { findClient, type AuthorizationServer } from './org-state.ts';
import { factsOf } from './request-facts.ts';

/**
 * The device authorization endpoint: gives a device a code to poll with and one to show.
 *
 * @see RFC 8628, sections 3.1 and 3.2; Okta "Device Authorization Grant"
 */
export function deviceEndpoint(server: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const { endpoint, clientId, origin, parameters } = factsOf(ctx);
    if (endpoint !== 'device') return next();
    const { org, settings } = server;
    const client = findClient(org, clientId);
    const scopes = (parameters.scope ?? '').split(' ').filter(Boolean);
    const problem = findProblem(server, client, clientId, scopes);
    if (problem || !client) {
      answerOAuthError(ctx, problem ?? oktaErrors.invalidClientId);
      return;
    }
    const { deviceCodeSeconds, deviceIntervalSeconds } = settings;
    const { deviceCode, userCode } = org.devices.start(
      { authorizationServer: settings.name, clientId: client.clientId, scopes },
      { expiresInSeconds: deviceCodeSeconds, intervalSeconds: deviceIntervalSeconds },
    );
    const verificationUri = `${issuerFor(server, client, origin).origin}/activate`;
    ctx.set('cache-control', 'no-cache, no-store');
    ctx.body = {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: verificationUri,
      verification_uri_complete: `${verificationUri}?user_code=${userCode}`,
      expires_in: deviceCodeSeconds,
      interval: deviceIntervalSeconds,
    };
  };
}

function findProblem(
  { settings }: AuthorizationServer,
  client: ResolvedClient | undefined,
  clientId: string | undefined,
  scopes: readonly string[],
): OAuthError | undefined {
  if (clientId === undefined) return oktaErrors.missingClientCredentials;
  if (!client) return oktaErrors.invalidClientId;
  if (!client.grantTypes.includes(deviceGrant)) return unauthorizedGrantType(client.grantTypes);
  if (settings.accessPolicy === 'missing') return oktaErrors.noMatchingPolicy;
  if (scopes.length === 0) return oktaErrors.noScopes;
  return scopes.every((scope) => scopesOf(settings).includes(scope))
    ? undefined
    : oktaErrors.unknownScope;
}
