import type { Clock } from './clock.ts';
import type { HttpFetch } from './http.ts';
import type { IdTokenValidator } from './id-token-validators.ts';
import type { Seconds } from './identifiers.ts';
import type { Retry } from './retrying-fetch.ts';

/** What an {@link OAuth2Client} needs from the world. */
export interface OAuth2ClientPorts {
  readonly fetch: HttpFetch;
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
  /** Is told before a request is sent again. */
  readonly onRetry?: (retry: Retry) => void;
  /** Is told what went wrong where nobody waits: metadata not renewed, tokens of a refused sign-in not revoked. */
  readonly onBackgroundError?: (thrown: unknown) => void;
}
