import { session } from 'electron';
import { Failure, type HttpFetch } from '../auth-foundation/index.ts';

/**
 * The network through Chromium: the system's proxy and trust store apply (design decision D5). The session is in
 * memory and sends no cookies; a redirect is refused, because no OAuth endpoint answers with one.
 */
export function systemFetch(): HttpFetch {
  const network = session.fromPartition('oauth', { cache: false });
  return async (url, { method, headers, body, signal }) => {
    try {
      return await network.fetch(url, {
        method,
        headers,
        body: body ?? null,
        ...(signal === undefined ? {} : { signal }),
        redirect: 'manual',
        credentials: 'omit',
        bypassCustomProtocolHandlers: true,
      });
    } catch (thrown) {
      // Electron rejects instead of answering with the 3xx (electron/electron#43715).
      const isRedirect = thrown instanceof Error && /redirect/i.test(thrown.message);
      throw isRedirect ? new Failure('redirect_refused') : thrown;
    }
  };
}
