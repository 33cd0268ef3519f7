import type { Clock } from './clock.ts';
import type { CredentialDataSource } from './credential-data-source.ts';
import type { Seconds } from './identifiers.ts';
import type { CredentialClient, TokenTypeHint } from './oauth2-client.ts';
import type { OrgThrottle } from './org-throttle.ts';
import type { PresenceCheck } from './presence-check.ts';
import type { RevocationStorage } from './revocation-storage.ts';
import type { RefreshReason } from './token-refresher.ts';
import type { TokenStorage } from './token-storage.ts';
import type { TokenContext } from './token.ts';

/** What a coordinator is made of; each part can be replaced. */
export interface CredentialCoordinatorParts {
  readonly storage: TokenStorage;
  /** Gives the client for a token's issuer and client identifier. */
  readonly clientFor: (context: TokenContext) => CredentialClient;
  readonly clock: Clock;
  /** How long before its expiry a token is refreshed; 30 seconds by default. */
  readonly refreshGrace?: Seconds;
  readonly dataSource?: CredentialDataSource;
  /** Is told what went wrong where no caller could be told: in a listener, or after the caller had its answer. */
  readonly onBackgroundError?: (thrown: unknown) => void;
  /** A number from 0 up to 1, to spread what would happen at once; `Math.random` by default. */
  readonly random?: () => number;
  /**
   * Gives what is asked of orgs in the background its turns; one of its own by default. The one that the clients have
   * as well learns from a person's requests too.
   */
  readonly throttle?: OrgThrottle;
  /** Keeps what is to be revoked later; without it, nothing is. */
  readonly revocations?: RevocationStorage;
  /** Whether credentials without a choice of their own are refreshed by themselves; they are not by default. */
  readonly automaticRefresh?: { readonly enabled: boolean };
  /** Asks for the person's presence; without it, credentials that require it hand out no token. */
  readonly presence?: PresenceCheck;
}

/** How a caller waits. */
export interface WaitOptions {
  /** Ends this caller's wait; the request goes on for the others. */
  readonly signal?: AbortSignal;
}

export interface RefreshOptions extends WaitOptions {
  /** Who wants it, for the history; `asked` by default. */
  readonly reason?: RefreshReason;
}

export interface UserInfoOptions extends WaitOptions {
  /** Asks the org even if the answer is known. */
  readonly reload?: boolean;
}

export interface RevokeOptions {
  /** What to revoke; `all` by default. */
  readonly tokens?: 'all' | TokenTypeHint;
}
