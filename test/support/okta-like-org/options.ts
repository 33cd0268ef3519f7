import { createHash } from 'node:crypto';
import type { JWK } from 'jose';

import { defaultRedirectPorts } from '../../../src/shared/redirect-uris.ts';

/** Somebody who can sign in to the org. */
export interface Person {
  /** What is typed into "Username"; also the `preferred_username` and the access token's `sub`. */
  readonly username: string;
  readonly password: string;
  /** Full name as it stands in the ID token. */
  readonly name: string;
  /** E-mail address; the username when absent. */
  readonly email?: string;
  /** Okta's user id, the ID token's `sub`; derived from the username when absent. */
  readonly uid?: string;
  readonly groups?: readonly string[];
}

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
export const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const jwtBearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export type GrantType =
  | 'authorization_code'
  | 'refresh_token'
  | typeof deviceGrant
  | typeof tokenExchangeGrant
  | typeof jwtBearerGrant;

/** Which origin an issuer names when the org has a custom domain; `dynamic` is the one that was asked. */
export type IssuerMode = 'org' | 'custom' | 'dynamic';

/** The algorithms that tokens can be signed with; Okta itself knows RS256 alone. */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256';

/** A native app integration without client authentication. */
export interface ClientOptions {
  readonly clientId: string;
  /** The name on the sign-in page. */
  readonly name?: string;
  /** "Sign-in redirect URIs": matched as exact strings, the port included. */
  readonly redirectUris: readonly string[];
  /** "Sign-out redirect URIs": matched as exact strings, the port included. */
  readonly postLogoutRedirectUris?: readonly string[];
  /** Authorization code and refresh token when absent. */
  readonly grantTypes?: readonly GrantType[];
  /** "Require Demonstrating Proof of Possession"; `off` when absent. Okta has no `allowed`, which takes either. */
  readonly dpop?: 'off' | 'allowed' | 'required';
  /** "Require PAR"; false when absent. */
  readonly requirePushedRequests?: boolean;
  /** Public keys whose owner may vouch for people by JWT bearer assertions; none when absent. */
  readonly assertionKeys?: readonly JWK[];
  /** The usernames of the people assigned to the app; everybody when absent. */
  readonly assignedTo?: readonly string[];
  /** Overrides the authorization server's, as it is the client's setting at Okta. */
  readonly refreshTokenRotation?: 'static' | 'rotate';
  /** Seconds, 0 to 60; overrides the authorization server's. */
  readonly leewaySeconds?: number;
  /** The issuer inside this client's tokens; the authorization server's mode when absent. */
  readonly issuerMode?: IssuerMode;
}

/** One authorization server of the org. */
export interface AuthorizationServerOptions {
  /** `org` is the org authorization server at the origin; any other name is the id in `/oauth2/{id}`. */
  readonly name: string;
  /** The access token's `aud`; `api://{name}` when absent, and the origin for the org authorization server. */
  readonly audience?: string;
  /** Seconds; 3600 when absent. */
  readonly accessTokenSeconds?: number;
  /** Seconds; 3600 when absent. */
  readonly idTokenSeconds?: number;
  /** Seconds from sign-in, kept across rotations; 90 days when absent. */
  readonly refreshTokenSeconds?: number;
  /** `static` (Okta's default for native apps) when absent. */
  readonly refreshTokenRotation?: 'static' | 'rotate';
  /** Seconds for which a rotated refresh token stays usable, 0 to 60; 30 when absent. */
  readonly leewaySeconds?: number;
  /** Scopes beside the OpenID ones. */
  readonly customScopes?: readonly string[];
  /** Seconds until a device code expires; 600 when absent. */
  readonly deviceCodeSeconds?: number;
  /** Seconds between two polls of a device; 5 when absent. */
  readonly deviceIntervalSeconds?: number;
  /** RS256 when absent. */
  readonly signingAlgorithm?: SigningAlgorithm;
  /** `missing` refuses every request, as a custom authorization server without an access policy does. */
  readonly accessPolicy?: 'everyone' | 'missing';
  /** `custom` when absent, as at Okta once a custom domain exists; without an `alias` it means nothing. */
  readonly issuerMode?: IssuerMode;
}

/** How to start an org; everything is optional. */
export interface OktaLikeOrgOptions {
  /** TCP port on 127.0.0.1; 0 (a free one) when absent. */
  readonly port?: number;
  /** The org's name on its pages. */
  readonly name?: string;
  /** Who can sign in; `samplePeople` when absent. */
  readonly people?: readonly Person[];
  /** `demoClient` and `secondDemoClient` when absent. */
  readonly clients?: readonly ClientOptions[];
  /** `defaultAuthorizationServers` when absent. The org authorization server always exists. */
  readonly authorizationServers?: readonly AuthorizationServerOptions[];
  /**
   * A custom domain: a second origin at which the same org answers, either another port of 127.0.0.1 or the name
   * `localhost` on the same port.
   */
  readonly alias?: 'other_port' | 'localhost';
  /**
   * Milliseconds since 1970, by which the org judges lifetimes, leeway and sessions; the machine's clock when absent.
   * The `iat` and `exp` inside issued JWTs always follow the machine's clock.
   */
  readonly clock?: () => number;
}

export interface ResolvedPerson extends Required<Person> {
  readonly givenName: string;
  readonly familyName: string;
}

type ClientOverrides = 'assignedTo' | 'refreshTokenRotation' | 'leewaySeconds' | 'issuerMode';

export type ResolvedClient = Required<Omit<ClientOptions, ClientOverrides>> &
  Pick<ClientOptions, ClientOverrides>;

export type AuthorizationServerSettings = Required<AuthorizationServerOptions>;

/** The name of the authorization server at the origin. */
export const orgAuthorizationServer = 'org';

/** The scopes that every authorization server knows (Okta reserves these names). */
export const openIdScopes = [
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'offline_access',
  'groups',
  'device_sso',
] as const;

/** Demo people; the passwords are meant to be read on a screen. */
export const samplePeople: readonly Person[] = [
  {
    username: 'ada@example.com',
    password: 'demo-ada-1815',
    name: 'Ada Lovelace',
    groups: ['Everyone', 'Analysts'],
  },
  {
    username: 'grace@example.com',
    password: 'demo-grace-1906',
    name: 'Grace Hopper',
    groups: ['Everyone', 'Engineering', 'Compilers'],
  },
  {
    username: 'linus@example.com',
    password: 'demo-linus-1901',
    name: 'Linus Pauling',
    groups: ['Everyone'],
  },
  {
    username: 'asuka@example.com',
    password: 'demo-asuka-1984',
    name: 'Śrīmatī Asuka 明日香 Ōkubo-Ångström y Müller-Łukasiewicz von Þórsdóttir',
    groups: ['Everyone', 'Engineering'],
  },
];

/** The client that the demo uses: five registered loopback redirects, browser and device sign-in, DPoP as it likes. */
export const demoClient: ClientOptions = {
  clientId: '0oademodesktopapp5d7',
  name: 'Okta Account Manager',
  grantTypes: ['authorization_code', 'refresh_token', deviceGrant],
  dpop: 'allowed',
  redirectUris: defaultRedirectPorts.map((port) => `http://127.0.0.1:${port}/callback`),
  postLogoutRedirectUris: defaultRedirectPorts.map((port) => `http://127.0.0.1:${port}/signed-out`),
};

/** A second app of the same maker, which gets its tokens from the first one's session (native SSO). */
export const secondDemoClient: ClientOptions = {
  clientId: '0oademosecondapp5d7',
  name: 'Reports',
  redirectUris: defaultRedirectPorts.map((port) => `http://127.0.0.1:${port}/callback`),
  postLogoutRedirectUris: defaultRedirectPorts.map((port) => `http://127.0.0.1:${port}/signed-out`),
  grantTypes: ['authorization_code', 'refresh_token', tokenExchangeGrant],
  dpop: 'allowed',
};

/** Static refresh tokens at the origin, rotation with Okta's default leeway at `default`, none at `ausEngineering`. */
export const defaultAuthorizationServers: readonly AuthorizationServerOptions[] = [
  { name: orgAuthorizationServer, customScopes: ['okta.users.read', 'okta.apps.read'] },
  { name: 'default', refreshTokenRotation: 'rotate', leewaySeconds: 30 },
  {
    name: 'ausEngineering',
    audience: 'api://engineering',
    accessTokenSeconds: 300,
    refreshTokenRotation: 'rotate',
    leewaySeconds: 0,
    customScopes: ['builds:read', 'builds:start'],
  },
];

/** Fills in a person's defaults. */
export function resolvePerson(person: Person): ResolvedPerson {
  const [givenName = person.name, ...rest] = person.name.split(' ');
  return {
    email: person.username,
    uid: `00u${createHash('sha256').update(person.username).digest('hex').slice(0, 17)}`,
    groups: ['Everyone'],
    ...person,
    givenName,
    familyName: rest.join(' '),
  };
}

/** Fills in a client's defaults. */
export function resolveClient(client: ClientOptions): ResolvedClient {
  return {
    name: client.clientId,
    postLogoutRedirectUris: [],
    grantTypes: ['authorization_code', 'refresh_token'],
    dpop: 'off',
    requirePushedRequests: false,
    assertionKeys: [],
    ...client,
  };
}

/**
 * Fills in an authorization server's defaults.
 *
 * @param origin The org's origin, which is the audience of the org authorization server.
 */
export function resolveAuthorizationServer(
  options: AuthorizationServerOptions,
  origin: string,
): AuthorizationServerSettings {
  return {
    audience: options.name === orgAuthorizationServer ? origin : `api://${options.name}`,
    accessTokenSeconds: 3600,
    idTokenSeconds: 3600,
    refreshTokenSeconds: 90 * 24 * 3600,
    refreshTokenRotation: 'static',
    leewaySeconds: 30,
    customScopes: [],
    deviceCodeSeconds: 600,
    deviceIntervalSeconds: 5,
    signingAlgorithm: 'RS256',
    accessPolicy: 'everyone',
    issuerMode: 'custom',
    ...options,
  };
}
