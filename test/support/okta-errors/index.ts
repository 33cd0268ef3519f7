import apiErrors from './okta-api-errors.json' with { type: 'json' };
import oauthErrors from './okta-oauth-errors.json' with { type: 'json' };

/** An error of Okta's OAuth 2.0 and OpenID Connect endpoints, as its documentation publishes it. */
export interface OktaOAuthError {
  readonly statusCode: number;
  /** What Okta calls it in its own log; it is never sent. */
  readonly internalErrorCode: string;
  /** Sent as `error`. */
  readonly errorCode: string;
  /** Sent as `error_description`; `en` and `{1}` stand for what Okta fills in. */
  readonly errorDescription: string;
}

/** An error of Okta's API and gateway, as its documentation publishes it. */
export interface OktaApiError {
  readonly statusCode: number;
  readonly errorCode: string;
  readonly errorSummary: string;
}

/** Every OAuth error that Okta publishes (documentation release 2026.08.1). */
export const oktaOAuthErrors: readonly OktaOAuthError[] = oauthErrors.errors;

/** Every API error that Okta publishes (documentation release 2026.08.1). */
export const oktaApiErrors: readonly OktaApiError[] = apiErrors.errors;

/** The answer of an OAuth endpoint (RFC 6749, section 5.2). */
export function oauthAnswer({ statusCode, errorCode, errorDescription }: OktaOAuthError): Response {
  const body = { error: errorCode, error_description: errorDescription };
  return Response.json(body, { status: statusCode });
}

/** The answer of the gateway or the API, which has no `error`. */
export function apiAnswer({ statusCode, errorCode, errorSummary }: OktaApiError): Response {
  const body = {
    errorCode,
    errorSummary,
    errorLink: errorCode,
    errorId: 'oaeExample',
    errorCauses: [],
  };
  return Response.json(body, { status: statusCode });
}
