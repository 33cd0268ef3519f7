import { advice, type OrgAdvice } from './org-advice-entry.ts';

/** Who may sign in, from where, and how strongly. */
export const policyAdvice: readonly OrgAdvice[] = [
  advice(
    ['sign_in_denied'],
    ['The resource owner or authorization server denied the request.'],
    'The sign-in was declined in the browser, by you or by the org.',
    'Start again and accept it; if you did not decline, ask the administrator to look into Reports → System Log.',
  ),
  advice(
    ['sign_in_denied'],
    ['User canceled the social login request.'],
    'The sign-in was cancelled on the page of the identity provider.',
    'Start again, and finish it on that page.',
  ),
  advice(
    ['access_denied'],
    ['The resource owner or authorization server denied the request.'],
    'The org does not let this account do that.',
    'Ask the administrator to look into Reports → System Log for the rule that denied it.',
  ),
  advice(
    ['access_denied'],
    ['User is not assigned to the client application.'],
    'You are not assigned to the app.',
    'Ask an administrator to assign you, or a group you are in, under Applications → the app → Assignments.',
  ),
  advice(
    ['access_denied'],
    ['Policy evaluation failed for this request, please check the policy configurations.'],
    'No access policy of the authorization server fits this request.',
    'Ask an administrator for a policy and a rule with this app, you, and the grant, under Security → API → Authorization Servers → Access Policies.',
  ),
  advice(
    ['access_denied'],
    ["The request is made from outside the client's permitted network zones."],
    'The app may be used only from certain networks, and this is not one of them.',
    'Connect to the company network or its VPN; the zones are under Security → Networks.',
  ),
  advice(
    ['access_denied'],
    ["User with lite classification status is not allowed to use the provided 'grant_type'"],
    'Your user in this org is a lite one, which may not use this grant.',
    'Ask an administrator for a full user, under Directory → People.',
  ),
  advice(
    ['access_denied', 'authorization_rejected'],
    ['The requested feature is not enabled in this environment.'],
    'This org does not have the feature that the request needs.',
    'Ask an administrator to look under Settings → Features, or sign in another way.',
  ),
  advice(
    ['access_denied'],
    ["'acr_values' not supported."],
    'The org does not take the ACR values of this sign-in.',
    'Correct or remove the ACR values of the org profile.',
  ),
  advice(
    ['access_denied'],
    ["Unable to meet the authentication requirements imposed by 'acr_values' parameter."],
    'You have no authenticator that is strong enough for the ACR values of this sign-in.',
    'Enroll another authenticator on the org’s settings page in the browser, or lower the ACR values of the org profile.',
  ),
  advice(
    ['access_denied'],
    ['The authorize request required an MFA prompt but the org has no factors configured.'],
    'The sign-in asks for a second factor, and the org has none set up.',
    'Ask an administrator to set one up under Security → Authenticators, or remove the ACR values of the org profile.',
  ),
  advice(
    ['access_denied'],
    ["Authenticator enrollment has reached it's limit. Please contact support for assistance."],
    'You have as many authenticators as the org allows.',
    'Remove one on the org’s settings page in the browser, then try again.',
  ),
  advice(
    ['access_denied'],
    [
      'Authenticator enrollment is not allowed at this time. Please contact support for assistance.',
    ],
    'The org does not let you enroll an authenticator now.',
    'Ask an administrator about the enrollment policy under Security → Authenticators.',
  ),
  advice(
    ['access_denied'],
    ["Security method can't be set up at this time."],
    'The org does not let you set up a security method now.',
    'Try again later, or ask an administrator about Security → Authenticators.',
  ),
  advice(
    ['access_denied'],
    ['Reset password is not allowed at this time. Please contact support for assistance.'],
    'The org does not let you reset your password now.',
    'Ask an administrator to reset it under Directory → People.',
  ),
  advice(
    ['access_denied'],
    ['Sign-up denied. Please contact support for assistance.'],
    'The org does not let you create a user by yourself.',
    'Ask an administrator for one under Directory → People.',
  ),
  advice(
    ['access_denied'],
    ['User status is invalid.'],
    'Your user in this org is not active.',
    'Ask an administrator to activate or unlock it under Directory → People.',
  ),
  advice(
    ['access_denied'],
    ['The user does not have sufficient permission to provide Administrator Consent.'],
    'The app needs the consent of an administrator, and you are not one.',
    'Ask an administrator to consent for the org, under Applications → the app → Okta API Scopes.',
  ),
  advice(
    ['authorization_rejected'],
    ['You do not have permission to perform the requested action'],
    'Your user in this org may not do that.',
    'Ask an administrator for the role or the scope that it needs.',
  ),
  advice(
    ['authorization_rejected'],
    ['You do not have permission to access the feature you are requesting'],
    'The org has no licence for this, or it is switched off; custom authorization servers need API Access Management.',
    'Use the org’s own authorization server: the issuer without /oauth2/ and what follows.',
  ),
];
