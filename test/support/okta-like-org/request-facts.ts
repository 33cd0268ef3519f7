import type { IncomingMessage } from 'node:http';
import type { KoaContext } from 'oidc-provider';

import { orgAuthorizationServer } from './options.ts';

/**
 * What a request is for; `signin` is the org's own page, `resume` the way back from it to the authorization endpoint,
 * `device` the device authorization endpoint, `activate` the page where its codes are typed in.
 */
export type Endpoint =
  | 'authorize'
  | 'resume'
  | 'signin'
  | 'par'
  | 'device'
  | 'activate'
  | 'token'
  | 'introspect'
  | 'revoke'
  | 'userinfo'
  | 'logout'
  | 'keys'
  | 'discovery'
  | 'unknown';

/** What is known about a request before it is handled. */
export interface RequestFacts {
  readonly endpoint: Endpoint;
  /** The authorization server's name, `org` for the one at the origin. */
  readonly authorizationServer: string;
  readonly method: string;
  /** The origin that was asked: the org's own, or its alias. */
  readonly origin: string;
  readonly path: string;
  /** The form of a POST, else the query. A repeated parameter counts with its first value. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly grantType?: string;
  readonly clientId?: string;
  readonly headers: Readonly<Record<string, string>>;
}

const leaves: Readonly<Record<string, Endpoint>> = {
  authorize: 'authorize',
  par: 'par',
  'device/authorize': 'device',
  token: 'token',
  introspect: 'introspect',
  revoke: 'revoke',
  userinfo: 'userinfo',
  logout: 'logout',
  keys: 'keys',
};

/** The path under which an authorization server's `/v1/…` endpoints stand. */
export function endpointBase(authorizationServer: string): string {
  return authorizationServer === orgAuthorizationServer
    ? '/oauth2'
    : `/oauth2/${authorizationServer}`;
}

/**
 * Reads the facts of a request.
 *
 * @param body The request's body, already read.
 * @param names The names of the authorization servers.
 */
export function readFacts(
  request: IncomingMessage,
  body: Buffer,
  names: readonly string[],
): RequestFacts {
  const url = new URL(request.url ?? '/', 'http://org.invalid');
  const form = request.method === 'POST' ? new URLSearchParams(body.toString()) : url.searchParams;
  const parameters: Record<string, string> = {};
  for (const [name, value] of form) parameters[name] ??= value;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  return {
    ...route(url.pathname, names),
    method: request.method ?? 'GET',
    origin: `http://${request.headers.host ?? ''}`,
    path: url.pathname,
    parameters,
    ...(parameters.grant_type === undefined ? {} : { grantType: parameters.grant_type }),
    ...(parameters.client_id === undefined ? {} : { clientId: parameters.client_id }),
    headers,
  };
}

function route(
  path: string,
  names: readonly string[],
): Pick<RequestFacts, 'endpoint' | 'authorizationServer'> {
  if (path === '/activate') {
    return { endpoint: 'activate', authorizationServer: orgAuthorizationServer };
  }
  for (const authorizationServer of names) {
    const base = endpointBase(authorizationServer);
    if (discoveryPaths(authorizationServer).includes(path)) {
      return { endpoint: 'discovery', authorizationServer };
    }
    if (path.startsWith(`${base}/v1/`)) {
      return { endpoint: leafEndpoint(path.slice(base.length + 4)), authorizationServer };
    }
  }
  return { endpoint: 'unknown', authorizationServer: orgAuthorizationServer };
}

function leafEndpoint(leaf: string): Endpoint {
  if (leaf.startsWith('authorize/')) return 'resume';
  if (leaf.startsWith('signin/')) return 'signin';
  return Object.hasOwn(leaves, leaf) ? (leaves[leaf] ?? 'unknown') : 'unknown';
}

/** Both documents, the OAuth one also in RFC 8414's order (section 3.1). */
function discoveryPaths(authorizationServer: string): readonly string[] {
  const documents = ['openid-configuration', 'oauth-authorization-server'];
  if (authorizationServer === orgAuthorizationServer) {
    return documents.map((document) => `/.well-known/${document}`);
  }
  const base = endpointBase(authorizationServer);
  return [
    ...documents.map((document) => `${base}/.well-known/${document}`),
    `/.well-known/oauth-authorization-server${base}`,
  ];
}

const factsByRequest = new WeakMap<IncomingMessage, RequestFacts>();

/** Ties facts to the request that a provider is about to handle. */
export function attachFacts(request: IncomingMessage, facts: RequestFacts): void {
  factsByRequest.set(request, facts);
}

/** The facts of the request in hand; throws when none were attached, which is a defect of the org. */
export function factsOf(ctx: Pick<KoaContext, 'req'>): RequestFacts {
  const facts = factsByRequest.get(ctx.req);
  if (!facts) throw new Error('This request has no facts attached.');
  return facts;
}
