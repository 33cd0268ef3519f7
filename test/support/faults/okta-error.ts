import {
  oktaApiErrors,
  oktaOAuthErrors,
  type OktaApiError,
  type OktaOAuthError,
} from '../okta-errors/index.ts';

/** Finds an OAuth error by its name in Okta's log. Throws when Okta publishes none. */
export function oktaOAuthError(name: string): OktaOAuthError {
  const found = oktaOAuthErrors.find(({ internalErrorCode }) => internalErrorCode === name);
  if (found === undefined) throw new Error(`Okta publishes no ${name}.`);
  return found;
}

/** Finds an API error by its code. Throws when Okta publishes none. */
export function oktaApiError(code: string): OktaApiError {
  const found = oktaApiErrors.find(({ errorCode }) => errorCode === code);
  if (found === undefined) throw new Error(`Okta publishes no ${code}.`);
  return found;
}
