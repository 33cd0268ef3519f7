import { createHash, randomBytes } from 'node:crypto';

import type { ResolvedPerson } from './options.ts';

type Claims = Readonly<Record<string, unknown>>;

const oktaIdentityProvider = '00oa1demoorgidp5d7';

/** The claims that Okta puts into an ID token, beside those of the protocol. */
export function idTokenClaims(person: ResolvedPerson): Claims {
  return {
    sub: person.uid,
    name: person.name,
    email: person.email,
    email_verified: true,
    preferred_username: person.username,
    groups: person.groups,
    ver: 1,
    jti: `ID.${randomBytes(32).toString('base64url')}`,
    idp: oktaIdentityProvider,
  };
}

/**
 * The claims of Okta's access tokens on a custom authorization server, with a few of the claims that organizations
 * usually add, so that the token has a realistic size.
 *
 * @param scope The granted scopes, separated by spaces.
 * @param authTime When the password was given; seconds since 1970.
 * @param issued What the provider decided: `jti`, `iss`, `aud`, `iat`, `exp`, `client_id`.
 */
export function accessTokenClaims(
  person: ResolvedPerson,
  scope: string,
  authTime: number | undefined,
  issued: Claims,
): Claims {
  return {
    ver: 1,
    jti: `AT.${String(issued.jti)}`,
    iss: issued.iss,
    aud: issued.aud,
    iat: issued.iat,
    exp: issued.exp,
    cid: issued.client_id,
    uid: person.uid,
    scp: scope.split(' '),
    auth_time: authTime,
    sub: person.username,
    groups: person.groups,
    department: 'Research and Development',
    costCenter: 'CC-4711-EMEA',
    entitlements: ['reports.read', 'reports.write', 'dashboards.view', 'exports.create'],
    device: createHash('sha256').update(person.uid).digest('hex'),
  };
}

/**
 * The claims of the userinfo endpoint for the scopes of an access token.
 *
 * @see OpenID Connect Core, section 5.4
 */
export function userinfoClaims(person: ResolvedPerson, scopes: readonly string[]): Claims {
  return {
    sub: person.uid,
    ...(scopes.includes('profile') && {
      name: person.name,
      given_name: person.givenName,
      family_name: person.familyName,
      preferred_username: person.username,
      locale: 'en-US',
      zoneinfo: 'America/Los_Angeles',
    }),
    ...(scopes.includes('email') && { email: person.email, email_verified: true }),
    ...(scopes.includes('groups') && { groups: person.groups }),
  };
}
