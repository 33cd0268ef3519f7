import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { createAuthorizationServer, useAll } from './authorization-server.ts';
import { activationPage } from './activation-page.ts';
import { authorizeEndpoint, pushedRequestEndpoint } from './authorize-endpoint.ts';
import { BrowserSessions } from './browser-sessions.ts';
import { createControl, type OrgControl } from './control.ts';
import { DeviceAuthorizations } from './device-authorizations.ts';
import { deviceEndpoint } from './device-endpoint.ts';
import { discoveryEndpoint, keysEndpoint } from './discovery.ts';
import { envelope } from './envelope.ts';
import { Faults, type FaultInjector } from './faults.ts';
import { logoutEndpoint } from './logout.ts';
import { NativeSessions } from './native-sessions.ts';
import {
  defaultAuthorizationServers,
  demoClient,
  orgAuthorizationServer,
  resolveAuthorizationServer,
  resolveClient,
  resolvePerson,
  samplePeople,
  secondDemoClient,
  type AuthorizationServerOptions,
  type AuthorizationServerSettings,
  type OktaLikeOrgOptions,
  type ResolvedClient,
  type ResolvedPerson,
} from './options.ts';
import type { AuthorizationServer, OrgState } from './org-state.ts';
import { ProofChecker } from './proof-checker.ts';
import { PushedRequests } from './pushed-requests.ts';
import { attachFacts, readFacts } from './request-facts.ts';
import { RequestJournal } from './request-journal.ts';
import { readBody, replayRequest } from './request-replay.ts';
import { signInPage } from './sign-in-page.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { TokenLedger, type IssuedToken } from './token-ledger.ts';
import { introspectEndpoint, revokeEndpoint, userinfoEndpoint } from './token-management.ts';

export { rateLimited, userRateLimited } from './faults.ts';
export type { Fault, FaultInjector } from './faults.ts';
export type { GrantReport, OrgControl, TokenReport } from './control.ts';
export type { Endpoint } from './request-facts.ts';
export {
  defaultAuthorizationServers,
  demoClient,
  deviceGrant,
  jwtBearerGrant,
  samplePeople,
  secondDemoClient,
  tokenExchangeGrant,
} from './options.ts';
export type {
  AuthorizationServerOptions,
  ClientOptions,
  IssuerMode,
  OktaLikeOrgOptions,
  Person,
} from './options.ts';

/** A running org. */
export interface OktaLikeOrg {
  /** `http://127.0.0.1:{port}`, which is also the issuer of the org authorization server. */
  readonly origin: string;
  /** The origin of its custom domain; the same as `origin` when the org has none. */
  readonly aliasOrigin: string;
  /** Issuers at the org's own origin by the name of their authorization server. */
  readonly issuers: Readonly<Record<string, string>>;
  /**
   * The issuer of one authorization server.
   *
   * @param at At which origin; the org's own when absent.
   * @throws {Error} when the org has none of that name.
   */
  issuerOf(authorizationServer: string, at?: 'origin' | 'alias'): string;
  readonly people: readonly ResolvedPerson[];
  readonly clients: readonly ResolvedClient[];
  readonly faults: FaultInjector;
  readonly control: OrgControl;
  /** Closes every connection and the port. */
  close(): Promise<void>;
}

/**
 * Starts an org on 127.0.0.1 that behaves like Okta, with one or more authorization servers.
 *
 * @throws {Error} with `code` `EADDRINUSE` or `EACCES` when the port cannot be had.
 * @see README.md beside this file for what it does like Okta and what it does not
 */
export async function startOktaLikeOrg(options: OktaLikeOrgOptions = {}): Promise<OktaLikeOrg> {
  const main = createServer();
  const servers = [main];
  try {
    const port = await listen(main, options.port ?? 0);
    const aliasOrigin = await openAlias(servers, port, options.alias);
    return await buildOrg(servers, { port, aliasOrigin }, options);
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
}

async function openAlias(
  servers: Server[],
  port: number,
  alias: OktaLikeOrgOptions['alias'],
): Promise<string | undefined> {
  switch (alias) {
    case undefined:
      return undefined;
    case 'localhost':
      return `http://localhost:${port}`;
    case 'other_port': {
      const server = createServer();
      servers.push(server);
      return `http://127.0.0.1:${await listen(server, 0)}`;
    }
  }
}

async function buildOrg(
  servers: readonly Server[],
  { port, aliasOrigin }: { readonly port: number; readonly aliasOrigin: string | undefined },
  options: OktaLikeOrgOptions,
): Promise<OktaLikeOrg> {
  const origin = `http://127.0.0.1:${port}`;
  const clock = options.clock ?? Date.now;
  const settings = settingsOf(options.authorizationServers ?? defaultAuthorizationServers, origin);
  const clients = (options.clients ?? [demoClient, secondDemoClient]).map(resolveClient);
  const org: OrgState = {
    name: options.name ?? 'Example Org',
    origin,
    aliasOrigin,
    clock,
    people: (options.people ?? samplePeople).map(resolvePerson),
    clients,
    ledger: new TokenLedger(clock, leewayRule(clients, settings)),
    sessions: new BrowserSessions(port, clock),
    devices: new DeviceAuthorizations(clock),
    nativeSessions: new NativeSessions(),
    pushedRequests: new PushedRequests(clock),
    proofs: new ProofChecker(clock),
    usedAssertions: new Set(),
  };
  const faults = new Faults();
  const journal = new RequestJournal();
  const serverErrors: Error[] = [];
  const note = (error: Error): void => {
    serverErrors.push(error);
  };
  const authorizationServers = await Promise.all(
    settings.map((one) => createAuthorizationServer(org, one)),
  );
  for (const one of authorizationServers) furnish(one, faults, note);
  const handle = createRequestHandler(authorizationServers, journal);
  for (const server of servers) {
    server.on('request', (request, response) => {
      handle(request, response).catch((error: unknown) => {
        // Also a client that hangs up in the middle of its request ends here; there is nobody left to answer.
        if (!request.destroyed) note(error instanceof Error ? error : new Error(String(error)));
        response.destroy();
      });
    });
  }
  const issuers = Object.fromEntries(
    authorizationServers.map((one) => [one.settings.name, one.issuer]),
  );
  return {
    origin,
    aliasOrigin: aliasOrigin ?? origin,
    issuers,
    issuerOf: (name, at = 'origin') => {
      const server = authorizationServers.find((one) => one.settings.name === name);
      if (!server) throw new Error(`The org has no authorization server "${name}".`);
      return at === 'alias' ? `${aliasOrigin ?? origin}${server.issuerPath}` : server.issuer;
    },
    people: org.people,
    clients: org.clients,
    faults,
    control: createControl(org, authorizationServers, journal, serverErrors),
    close: () => closeAll(servers),
  };
}

/** Leeway is the client's setting at Okta; here the authorization server may have one for all. */
function leewayRule(
  clients: readonly ResolvedClient[],
  settings: readonly AuthorizationServerSettings[],
): (token: IssuedToken) => number {
  return ({ clientId, authorizationServer }) =>
    clients.find((one) => one.clientId === clientId)?.leewaySeconds ??
    settings.find((one) => one.name === authorizationServer)?.leewaySeconds ??
    0;
}

/** Puts the org authorization server first when the caller did not name it. */
function settingsOf(
  options: readonly AuthorizationServerOptions[],
  origin: string,
): readonly AuthorizationServerSettings[] {
  const hasOrg = options.some((one) => one.name === orgAuthorizationServer);
  const all = hasOrg ? options : [{ name: orgAuthorizationServer }, ...options];
  return all.map((one) => resolveAuthorizationServer(one, origin));
}

function furnish(
  server: AuthorizationServer,
  faults: Faults,
  onServerError: (error: Error) => void,
): void {
  server.provider.on('server_error', (_ctx, error) => {
    onServerError(error);
  });
  server.provider.on('error', onServerError);
  useAll(server, [
    envelope({ clock: server.org.clock, onServerError }),
    faults.middleware,
    discoveryEndpoint(server),
    keysEndpoint(server),
    signInPage(server),
    activationPage(server.org),
    deviceEndpoint(server),
    pushedRequestEndpoint(server),
    authorizeEndpoint(server),
    tokenEndpoint(server),
    revokeEndpoint(server),
    introspectEndpoint(server),
    userinfoEndpoint(server),
    logoutEndpoint(server),
  ]);
}

function createRequestHandler(
  servers: readonly AuthorizationServer[],
  journal: RequestJournal,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const names = servers.map((one) => one.settings.name);
  const handlers = new Map(servers.map((one) => [one.settings.name, one.provider.callback()]));
  return async (request, response) => {
    const body = await readBody(request);
    const facts = readFacts(request, body, names);
    journal.note(facts);
    const replay = replayRequest(request, body);
    attachFacts(replay, facts);
    await handlers.get(facts.authorizationServer)?.(replay, response);
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('The server has no TCP address.'));
      } else {
        resolve(address.port);
      }
    });
  });
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map(close));
}

/** Closing twice is fine. */
function close(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
    server.closeAllConnections();
  });
}
