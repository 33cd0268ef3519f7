import { advice, type OrgAdvice } from './org-advice-entry.ts';

/** Scopes that were not granted, and the consent to them. */
export const scopeAdvice: readonly OrgAdvice[] = [
  advice(
    ['scope_denied'],
    ["Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope."],
    'The scopes of the org profile need the scope openid beside them.',
    'Add openid to the scopes of the org profile.',
  ),
  advice(
    ['scope_denied'],
    ['Policy evaluation succeeded, but all the requested scopes were rejected.'],
    'The access policy lets you in, but with none of the scopes that were asked for.',
    'Allow the scopes in the rule under Security → API → Authorization Servers → Access Policies, or ask for fewer in the org profile.',
  ),
  advice(
    ['scope_denied'],
    ['Some of the requested scopes were denied by the policy. Denied scopes: [{scopes}].'],
    'The access policy denies these scopes: {scopes}.',
    'Allow them in the rule under Security → API → Authorization Servers → Access Policies, or remove them from the org profile.',
  ),
  advice(
    ['scope_denied'],
    [
      'Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: {scopes}.',
    ],
    'This session was signed in without these scopes: {scopes}.',
    'Sign in again to get them; the session is kept until then.',
  ),
  advice(
    ['scope_denied'],
    [
      'The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.',
    ],
    'One of the requested scopes is not known here, or was not granted at the sign-in.',
    'Compare the scopes of the org profile with Security → API → Authorization Servers → the server → Scopes.',
  ),
  advice(
    ['scope_denied'],
    ['One or more scopes are not configured for the authorization server resource.'],
    'The authorization server does not have one of the requested scopes.',
    'Add it under Security → API → Authorization Servers → the server → Scopes, or remove it from the org profile.',
  ),
  advice(
    ['scope_denied'],
    ['The following scopes are not allowed for this request: [{scopes}].'],
    'These scopes cannot be asked for here: {scopes}.',
    'Remove them from the org profile, or grant them under Applications → your app → Okta API Scopes.',
  ),
  advice(
    ['scope_denied'],
    ['Scopes are not allowed for this request.'],
    'The org takes no scopes in this request.',
    'Remove the parameter scope from the further parameters of the org profile.',
  ),
  advice(
    ['scope_denied'],
    ['Custom scopes are not allowed for this request.'],
    'The org’s own authorization server has no custom scopes.',
    'Remove them from the org profile, or use the issuer of a custom authorization server.',
  ),
  advice(
    ['scope_denied'],
    ['The following scopes cannot be requested together: [{scopes}].'],
    'These scopes cannot be asked for together: {scopes}.',
    'Keep one of them in this org profile, and add a second profile for the other.',
  ),
  advice(
    ['scope_denied'],
    [
      'The following scopes: [{scopes}] must be requested together with [{}].',
      'The following scopes: [{scopes}] must be requested together with at least one of [{}].',
    ],
    'These scopes need others beside them, which the org names: {scopes}.',
    'Add to the org profile the scopes that the org names.',
  ),
  advice(
    ['scope_denied'],
    ['The scope parameter must exactly match the required scopes: [{scopes}].'],
    'The org wants exactly these scopes: {scopes}.',
    'Set the scopes of the org profile to them.',
  ),
  advice(
    ['scope_denied'],
    [
      'No scopes were requested.',
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    ],
    'The request names no scope, and the org has none by default.',
    'Add at least openid and offline_access to the scopes of the org profile.',
  ),
  advice(
    ['scope_denied'],
    ['Insufficient scope', 'The access token provided does not contain the required scopes.'],
    'The access token lacks a scope that the org wants for this.',
    'Add openid and profile to the scopes of the org profile, then sign in again.',
  ),
  advice(
    ['scope_denied'],
    ['You are not allowed any of the requested scopes.'],
    'The org lets you have none of the requested scopes.',
    'Ask an administrator to grant them under Applications → the app → Okta API Scopes, and to give you a role for them.',
  ),
  advice(
    ['scope_denied'],
    ['The following scopes require user consent: [{scopes}]. To access protected scopes{}'],
    'These scopes need your consent, for which this way of signing in has no page: {scopes}.',
    'Sign in with the browser, or turn off Require consent under Applications → your app → General → User consent.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'The response type {} is not supported when requesting scope {scope}. Allowed response types: [{}].',
      'The response type {} is required when requesting scope {scope}.',
    ],
    'The org does not grant this scope to a sign-in with a code: {scope}.',
    'Remove the scope from the org profile.',
  ),
];
