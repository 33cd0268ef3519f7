import type { Provider } from 'oidc-provider';

import type { BrowserSessions } from './browser-sessions.ts';
import type { DeviceAuthorizations } from './device-authorizations.ts';
import type { NativeSessions } from './native-sessions.ts';
import type { AuthorizationServerSettings, ResolvedClient, ResolvedPerson } from './options.ts';
import type { ProofChecker } from './proof-checker.ts';
import type { PushedRequests } from './pushed-requests.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { TokenLedger } from './token-ledger.ts';

/** What all parts of one org share. */
export interface OrgState {
  readonly name: string;
  readonly origin: string;
  /** The origin of the custom domain. */
  readonly aliasOrigin: string | undefined;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly people: readonly ResolvedPerson[];
  readonly clients: readonly ResolvedClient[];
  readonly ledger: TokenLedger;
  readonly sessions: BrowserSessions;
  readonly devices: DeviceAuthorizations;
  readonly nativeSessions: NativeSessions;
  readonly pushedRequests: PushedRequests;
  readonly proofs: ProofChecker;
  /** The `jti` of every assertion taken, from any client. */
  readonly usedAssertions: Set<string>;
}

/** One authorization server of the org. */
export interface AuthorizationServer {
  readonly org: OrgState;
  readonly settings: AuthorizationServerSettings;
  /** The issuer at the org's own origin. */
  readonly issuer: string;
  /** What follows the origin in an issuer. */
  readonly issuerPath: string;
  /** The path before `/v1/…`. */
  readonly base: string;
  readonly keys: SigningKeys;
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

/** Whether an administrator has assigned a person to an app. */
export function isAssigned({ assignedTo }: ResolvedClient, person: ResolvedPerson): boolean {
  return assignedTo?.includes(person.username) ?? true;
}
