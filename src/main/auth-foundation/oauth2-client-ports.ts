import type { ServerMetadata } from 'openid-client';
import type { Clock } from './clock.ts';
import type { HttpFetch } from './http.ts';
import type { IdTokenValidator } from './id-token-validators.ts';
import type { Seconds } from './identifiers.ts';
import type { OrgThrottle } from './org-throttle.ts';
import type { Retry } from './retrying-fetch.ts';
import type { TokenContext } from './token.ts';

/** What an {@link OAuth2Client} needs from the world. */
export interface OAuth2ClientPorts {
  readonly fetch: HttpFetch;
  /**
   * Takes the place of `fetch` for one issuer and client, for a proxy and certification authorities of its own. Requests
   * to resource servers on other hosts than the issuer's go by `fetch`.
   */
  readonly fetchFor?: (context: TokenContext) => HttpFetch;
  readonly clock: Clock;
  /** The app's name and version, as `Name/1.2.3`. */
  readonly userAgent: string;
  /** Until a request is given up, its retries included; 30 seconds by default. */
  readonly requestTimeout?: Seconds;
  /** Whether ID tokens are checked by the server's clock (`on`, the default) or by this computer's. */
  readonly followServerClock?: 'on' | 'off';
  /** How far an ID token's `iat` may be from now; 300 seconds by default. */
  readonly idTokenLeeway?: Seconds;
  /** Takes the place of the default validators; what openid-client checks is checked all the same. */
  readonly idTokenValidators?: readonly IdTokenValidator[];
  /** For how long an issuer's metadata is used without asking again; an hour by default. */
  readonly metadataLifetime?: Seconds;
  /**
   * Fields that take the place of those that discovery finds. With `issuer` and the endpoints for authorization and
   * tokens nothing is discovered; the issuer can be no other one than the context's.
   */
  readonly metadataOverrides?: (context: TokenContext) => Partial<ServerMetadata>;
  /**
   * Signs a JWT that authenticates the client (`private_key_jwt`; RFC 7523, section 2.2), for each request anew;
   * without it, the client is public. A Failure that it rejects with is the call's.
   */
  readonly clientAssertion?: (audience: string, context: TokenContext) => Promise<string>;
  /** Learns of each request and each rate limit, so that what works in the background makes room. */
  readonly throttle?: Pick<OrgThrottle, 'noteRequest' | 'pause'>;
  /** Is told before a request is sent again. */
  readonly onRetry?: (retry: Retry) => void;
  /** Is told what went wrong where nobody waits: metadata or keys not renewed, tokens of a refused sign-in not revoked. */
  readonly onBackgroundError?: (thrown: unknown) => void;
}
