import { advice, type OrgAdvice } from './org-advice-entry.ts';

/** The redirect URIs, and the parameters of the request. */
export const requestAdvice: readonly OrgAdvice[] = [
  advice(
    ['redirect_mismatch'],
    [
      "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
      "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: {}",
    ],
    'The app integration does not list the redirect URI of this sign-in.',
    'Add every redirect URI that the org profile shows to Applications → your app → General → Sign-in redirect URIs, exactly as written.',
  ),
  advice(
    ['redirect_mismatch'],
    ["The 'redirect_uri' does not match the redirection URI used in the authorization request."],
    'The redirect URI at the end of the sign-in is another than at its beginning.',
    'Start again; if it keeps happening, look for a proxy that changes requests.',
  ),
  advice(
    ['redirect_mismatch'],
    ['redirect_uri is missing.'],
    'The request arrived without the redirect URI that this app sent.',
    'Look for a proxy that changes requests, then try again.',
  ),
  advice(
    ['redirect_mismatch'],
    [
      "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
      "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings: {}",
    ],
    'The app integration does not list the address to which the browser comes back after a sign-out.',
    'Add the sign-out redirect URIs that the org profile shows to Applications → your app → General → Sign-out redirect URIs.',
  ),
  advice(
    ['pushed_requests_unsupported'],
    ['The authorize request uri is not supported by this client.'],
    'The app integration does not allow pushed authorization requests, which the org profile asks for.',
    'Switch pushed authorization requests off in the org profile, or on for the app under Applications → your app → General.',
  ),
  advice(
    ['authorization_rejected'],
    ['The authorize request_uri is invalid.'],
    'The org does not take the pushed authorization request.',
    'Remove request_uri from the parameters of the org profile, or switch pushed authorization requests off there.',
  ),
  advice(
    ['authorization_rejected'],
    ['Invalid request'],
    'The org could not make sense of the request, and does not say what is wrong.',
    'Remove further parameters from the org profile, then look into Reports → System Log.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'The request contained multiple parameters with the same name.',
      'Duplicate parameter provided in request. Duplicated parameters: [{}].',
    ],
    'The request named a parameter twice.',
    'Remove the parameter from the further parameters of the org profile.',
  ),
  advice(
    ['authorization_rejected'],
    [
      "The required parameter '{}' is missing.",
      "The token request must specify a 'grant_type'. Valid values: [{}]",
      "The 'token' parameter is required.",
      'The access token is missing.',
      'The request is missing a required parameter.',
    ],
    'A part of the request was lost on its way to the org.',
    'Look for a proxy that changes requests, then try again.',
  ),
  advice(
    ['authorization_rejected'],
    ["The authentication request has an invalid 'state' parameter."],
    'The org does not take the value that ties the browser to this sign-in.',
    'Start again; if it keeps happening, look for a proxy that changes addresses.',
  ),
  advice(
    ['authorization_rejected'],
    ['Identity provider is not valid.'],
    'The identity provider that the org profile names is not there, or not active.',
    'Copy its ID from Security → Identity Providers into the parameter idp of the org profile, or remove the parameter.',
  ),
  advice(
    ['authorization_rejected'],
    ["Invalid value for 'max_age' parameter. {}"],
    'The org does not take the longest age that the sign-in may have.',
    'Set the max age of the org profile to a whole number of seconds, or leave it empty.',
  ),
  advice(
    ['authorization_rejected'],
    ["Invalid value for 'prompt' parameter. Supported values: [{values}]"],
    'The org does not know this kind of prompt, only: {values}.',
    'Choose another prompt when you sign in.',
  ),
  advice(
    ['authorization_rejected'],
    [
      "Authenticator enrollment requires 'none' response_type.",
      "'max_age' parameter must have the value '0' for request with 'enroll_authenticator' as prompt.",
      "'acr_values' parameter must have the value 'urn:okta:loa:2fa:any:ifpossible' for request with 'enroll_authenticator' as prompt.",
    ],
    'The org enrolls an authenticator only in a request that brings no tokens.',
    'Enroll it on the org’s own settings page in the browser, then sign in with another prompt.',
  ),
  advice(
    ['authorization_rejected'],
    [
      "The 'resource' parameter does not match the resource used in the authorization request.",
      'The token request contains an invalid target.',
      "The authorization server has rejected the 'resource' parameter: {}",
      'The api resource is not supported by the authorization server.',
      'Only support default api resource for authorization when passing resource parameter.',
    ],
    'The authorization server does not issue tokens for the resource that the org profile names.',
    'Correct or remove the parameter resource of the org profile; the server’s audience is under Security → API → Authorization Servers → Settings.',
  ),
  advice(
    ['authorization_rejected'],
    ["Too many 'resource' parameters in the request; maximum allowed is {most}."],
    'The org profile names more resources than the org takes at once, which is {most}.',
    'Remove some of them from the parameters of the org profile.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'Invalid authorization_details.',
      'Invalid authorization_details. Errors: [{}].',
      'The type value {} in authorization_details is not supported.',
      "Invalid rich authorization request. The response_type must be 'code'.",
      "Invalid rich authorization request. The request should not include 'scope' parameter.",
    ],
    'The org does not take the authorization details that the org profile sends.',
    'Correct or remove the parameter authorization_details of the org profile.',
  ),
];
