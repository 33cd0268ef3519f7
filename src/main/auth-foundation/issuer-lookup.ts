import type { ServerMetadata } from 'openid-client';
import type { Clock } from './clock.ts';
import { observedFetch, type HttpFetch } from './http.ts';
import { seconds, type Seconds } from './identifiers.ts';
import { checkAddress, requestMetadata } from './metadata-request.ts';
import { retryingFetch } from './retrying-fetch.ts';
import { ServerClock } from './server-clock.ts';

/** What a lookup needs from the world. */
export interface IssuerLookupPorts {
  readonly fetch: HttpFetch;
  readonly clock: Clock;
  /** The app's name and version, as `Name/1.2.3`. */
  readonly userAgent: string;
  /** Until a request is given up, its retries included; 30 seconds by default. */
  readonly requestTimeout?: Seconds;
}

/** Without these nobody can sign in. */
const needed = ['issuer', 'authorization_endpoint', 'token_endpoint'] as const;

/**
 * Finds out which authorization server is at an address (OpenID Connect Discovery 1.0, section 4; RFC 8414, section
 * 3). The issuer that is found may be another one than the address: it is not compared, because the caller shows it
 * to the person, who decides.
 *
 * @param address - an issuer, as the person gave it; query and fragment do not count
 * @param clientId - the client that will sign in, when it is known: Okta answers with the issuer as its tokens name it
 * @param ports - the world
 * @throws Failure of class *transient*, `redirect_refused`, or `discovery_failed`
 */
export async function lookUpIssuer(
  address: URL,
  clientId: string | null,
  { fetch, clock, userAgent, requestTimeout = seconds(30) }: IssuerLookupPorts,
): Promise<ServerMetadata> {
  const serverClock = new ServerClock();
  const place = address.origin + address.pathname;
  const metadata = await requestMetadata(place, clientId, {
    timeout: requestTimeout,
    fetchFor: (facts) => {
      const observation = { userAgent, now: () => clock.now(), serverClock };
      return retryingFetch(observedFetch(fetch, facts, observation), facts, {
        purpose: 'discovery',
        clock,
        budget: requestTimeout,
        onRetry: () => undefined,
      });
    },
  });
  for (const field of needed) checkAddress(metadata, field, place);
  return metadata;
}
