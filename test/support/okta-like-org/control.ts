import type { AuthorizationServer, OrgState } from './org-state.ts';
import type { RequestFacts } from './request-facts.ts';
import type { RequestFilter, RequestJournal } from './request-journal.ts';
import type { IssuedToken, TokenState } from './token-ledger.ts';

/** A token as a test sees it. */
export interface TokenReport extends IssuedToken {
  readonly state: TokenState;
  readonly username: string;
}

/** One sign-in and the tokens that came from it. */
export interface GrantReport {
  readonly grantId: string;
  readonly authorizationServer: string;
  readonly clientId: string;
  readonly username: string;
  readonly tokens: readonly TokenReport[];
  /** Whether any of its tokens still works. */
  readonly isAlive: boolean;
}

/** What a test may look at and do behind the org's back. */
export interface OrgControl {
  /** Every sign-in that led to tokens, oldest first. */
  grants(): readonly GrantReport[];
  /** Every token ever issued, oldest first. */
  tokens(): readonly TokenReport[];
  /** Whether the org still accepts this token; false for one it never issued. */
  isActive(token: string): boolean;
  /** Ends the lifetime of all live access tokens (or of one); returns how many. */
  expireAccessTokens(token?: string): number;
  /** Revokes every token of a sign-in, as an administrator would. */
  revokeGrant(grantId: string): void;
  /** The authorization server signs with a new key from now on; the old one is still published, or gone. */
  rotateSigningKey(authorizationServer: string, old: 'kept' | 'dropped'): Promise<void>;
  /** Forgets every DPoP nonce given out, so that clients have to take the next one. */
  renewDpopNonce(): void;
  /** Signs all browsers out of the org; tokens live on. */
  endBrowserSessions(): void;
  /** The requests so far, oldest first. Their parameters hold tokens: do not print them. */
  requests(filter?: RequestFilter): readonly RequestFacts[];
  countRequests(filter?: RequestFilter): number;
  /** Resolves when the next matching request arrives, before it is handled. Earlier requests do not count. */
  waitForRequest(filter: RequestFilter): Promise<RequestFacts>;
  /** What went wrong inside the org itself; a test that finds something here has found a defect of the org. */
  readonly serverErrors: readonly Error[];
}

/** Makes the control of an org. */
export function createControl(
  org: OrgState,
  servers: readonly AuthorizationServer[],
  journal: RequestJournal,
  serverErrors: readonly Error[],
): OrgControl {
  const { ledger } = org;
  const tokens = (): readonly TokenReport[] =>
    ledger.all().map((token) => ({
      ...token,
      state: ledger.state(token),
      username: org.people.find((person) => person.uid === token.uid)?.username ?? '',
    }));
  return {
    tokens,
    grants: () => groupByGrant(tokens()),
    isActive: (value) => {
      const token = ledger.find(value);
      return token !== undefined && ledger.isUsable(token);
    },
    expireAccessTokens: (value) => {
      const live = tokens().filter(
        (token) =>
          token.kind === 'access' &&
          token.state === 'active' &&
          (value === undefined || token.value === value),
      );
      for (const token of live) ledger.expire(token.value);
      return live.length;
    },
    revokeGrant: (grantId) => {
      ledger.revokeGrant(grantId);
    },
    rotateSigningKey: async (name, old) => {
      const server = servers.find(({ settings }) => settings.name === name);
      if (!server) throw new Error(`The org has no authorization server "${name}".`);
      await server.keys.rotate(old);
    },
    renewDpopNonce: () => {
      org.proofs.renewNonce();
    },
    endBrowserSessions: () => {
      org.sessions.endAll();
    },
    requests: (filter) => journal.list(filter),
    countRequests: (filter) => journal.list(filter).length,
    waitForRequest: (filter) => journal.next(filter),
    serverErrors,
  };
}

function groupByGrant(tokens: readonly TokenReport[]): readonly GrantReport[] {
  const groups = Map.groupBy(tokens, (token) => token.grantId);
  return [...groups].flatMap(([grantId, members]) => {
    const [first] = members;
    if (!first) return [];
    const { authorizationServer, clientId, username } = first;
    const isAlive = members.some(({ state }) => state === 'active' || state === 'leeway');
    return [{ grantId, authorizationServer, clientId, username, tokens: members, isAlive }];
  });
}
