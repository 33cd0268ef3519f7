import type { Provider } from 'oidc-provider';

import type { BrowserSessions } from './browser-sessions.ts';
import type { AuthorizationServerSettings, ResolvedClient, ResolvedPerson } from './options.ts';
import type { SigningKey } from './signing-keys.ts';
import type { TokenLedger } from './token-ledger.ts';

/** What all parts of one org share. */
export interface OrgState {
  readonly name: string;
  readonly origin: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly people: readonly ResolvedPerson[];
  readonly clients: readonly ResolvedClient[];
  readonly ledger: TokenLedger;
  readonly sessions: BrowserSessions;
}

/** One authorization server of the org. */
export interface AuthorizationServer {
  readonly org: OrgState;
  readonly settings: AuthorizationServerSettings;
  readonly issuer: string;
  /** The path before `/v1/…`. */
  readonly base: string;
  readonly key: SigningKey;
  readonly provider: Provider;
}

export function findClient(
  org: OrgState,
  clientId: string | undefined,
): ResolvedClient | undefined {
  return org.clients.find((client) => client.clientId === clientId);
}

export function findPerson(org: OrgState, uid: string): ResolvedPerson | undefined {
  return org.people.find((person) => person.uid === uid);
}
