import type { Clock } from './clock.ts';
import type { HttpFetch } from './http.ts';
import type { OrgThrottle } from './org-throttle.ts';
import { endOfRateLimit } from './refresh-plan.ts';
import { readRetryAt } from './retry-after.ts';

/**
 * Wraps a fetch so that a throttle learns of each request to an org, whoever makes it, and of each rate limit. No
 * request is held back here.
 *
 * @param fetch - the network
 * @param host - of the org
 */
export function notedFetch(
  fetch: HttpFetch,
  throttle: Pick<OrgThrottle, 'noteRequest' | 'pause'>,
  host: string,
  clock: Clock,
): HttpFetch {
  return async (url, options) => {
    throttle.noteRequest(host);
    const response = await fetch(url, options);
    if (response.status === 429) {
      const now = clock.now();
      throttle.pause(host, endOfRateLimit({ retryAt: readRetryAt(response.headers, now) }, now));
    }
    return response;
  };
}
