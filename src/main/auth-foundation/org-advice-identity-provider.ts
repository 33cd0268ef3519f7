import { advice, type OrgAdvice } from './org-advice-entry.ts';

const linking = 'Security → Identity Providers → the provider → Account matching with IdP Username';

/** Sign-ins through another identity provider, and the users that Okta makes or finds for them. */
export const identityProviderAdvice: readonly OrgAdvice[] = [
  advice(
    ['access_denied'],
    ['The UserInfo response is invalid.'],
    'The identity provider gave the org a profile that it cannot read.',
    'Ask an administrator to check the endpoints under Security → Identity Providers.',
  ),
  advice(
    ['sign_in_expired'],
    ['Social transaction expired.'],
    'The page of the identity provider was open for too long.',
    'Start again, and finish it there without a long pause.',
  ),
  advice(
    ['access_denied'],
    [
      'Failed to generate username.',
      "The username transform '{}' is invalid.",
      "The following required property is missing: '{}'.",
      "Unable to create a user. Username contains invalid whitespace characters: '{}'.",
      "Transformed username '{}' is invalid.",
    ],
    'The org could not make a username of what the identity provider told of you.',
    'Ask an administrator to correct IdP Username under Security → Identity Providers → the provider.',
  ),
  advice(
    ['access_denied'],
    [
      'Could not match social profile to an Okta user.',
      'Error in linking or finding a linked user.',
    ],
    'The org found no user of its own for you at the identity provider.',
    `Ask an administrator how users are matched, under ${linking}.`,
  ),
  advice(
    ['access_denied'],
    ['Login failed.'],
    'The org did not accept the sign-in.',
    'Try it on the org’s own page in the browser, where it says more, then start again.',
  ),
  advice(
    ['access_denied'],
    ['User creation was disabled.'],
    'You have no user in this org, and the identity provider may not create one.',
    'Ask an administrator for a user, or for Create new user (JIT) under Security → Identity Providers → the provider.',
  ),
  advice(
    ['access_denied'],
    [
      'User creation was denied by the callout service.',
      'User linking was denied by the callout service.',
    ],
    'A service that the org asks about new users denied you.',
    'Ask an administrator about the registration hook under Workflow → Inline Hooks.',
  ),
  advice(
    ['access_denied'],
    ['User linking was disabled.', 'User linking failed.'],
    'The org does not link your user to the identity provider.',
    `Ask an administrator to allow it, under ${linking}.`,
  ),
  advice(
    ['access_denied'],
    [
      'User linking was denied because the user is not in any of the specified groups.',
      'User linking was denied because the user is not allowed by the account linking filters.',
    ],
    'The org links only certain users to the identity provider, and you are not one of them.',
    'Ask an administrator to add you to a group of Account linking, under Security → Identity Providers → the provider.',
  ),
  advice(
    ['authorization_rejected'],
    ['Could not acquire access token from authorization code.'],
    'The org got no token from the identity provider.',
    'Ask an administrator to check client ID, secret and endpoints under Security → Identity Providers.',
  ),
  advice(
    ['authorization_rejected'],
    [
      'Unable to create the user.',
      'Unable to create the user. The locale property is invalid.',
      'Unable to create the user. Username is not an email address or contains invalid characters.',
      "Unable to create the user. The following required properties are missing: '{}'.",
      "Unable to create the user. Properties don't match required pattern. Invalid fields: {}",
      'Unable to create the user. Exceeded max length for properties. Invalid fields: {}',
    ],
    'The org could not create a user for you from what the identity provider sent.',
    'Ask an administrator to compare the attributes under Directory → Profile Editor with what the provider sends.',
  ),
  advice(
    ['server_unavailable'],
    [
      'The social identity provider returned an invalid state back to Okta.',
      'Could not fetch social profile.',
    ],
    'The identity provider did not answer the org as it should.',
    'Start again in a few minutes; if it keeps happening, ask the administrator about Security → Identity Providers.',
  ),
];
