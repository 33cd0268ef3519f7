import { createHash, randomBytes } from 'node:crypto';

import type { ResolvedPerson } from './options.ts';

type Claims = Readonly<Record<string, unknown>>;

const oktaIdentityProvider = '00oa1demoorgidp5d7';

/** One sign-in, as its tokens tell it. */
export interface TokenSubject {
  readonly person: ResolvedPerson;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** When the password was given; seconds since 1970. */
  readonly authTime: number | undefined;
  /** The authentication context that was asked for and reached. */
  readonly acr: string | undefined;
}

/** The claims that Okta puts into an ID token, beside those of the protocol. */
export function idTokenClaims({ person, scopes, authTime, acr }: TokenSubject): Claims {
  return {
    sub: person.uid,
    ver: 1,
    jti: `ID.${randomBytes(32).toString('base64url')}`,
    amr: ['pwd'],
    idp: oktaIdentityProvider,
    ...(authTime !== undefined && { auth_time: authTime }),
    ...(acr !== undefined && { acr }),
    ...(scopes.includes('profile') && {
      name: person.name,
      preferred_username: person.username,
    }),
    ...(scopes.includes('email') && { email: person.email, email_verified: true }),
    ...(scopes.includes('groups') && { groups: person.groups }),
  };
}

/**
 * The claims of Okta's access tokens on a custom authorization server, with a few of the claims that organizations
 * usually add, so that the token has a realistic size.
 */
export function accessTokenClaims(subject: TokenSubject): Claims {
  const { person, clientId, scopes, authTime, acr } = subject;
  return {
    ver: 1,
    jti: `AT.${randomBytes(32).toString('base64url')}`,
    cid: clientId,
    uid: person.uid,
    scp: scopes,
    ...(authTime !== undefined && { auth_time: authTime }),
    ...(acr !== undefined && { acr }),
    sub: person.username,
    groups: person.groups.slice(0, 100),
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
