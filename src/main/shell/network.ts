import { session } from 'electron';
import type { HttpFetch } from '../auth-foundation/index.ts';

/**
 * The network through Chromium: the system's proxy and trust store apply (design decision D5). The session is in
 * memory and sends no cookies; a redirect is refused, because no OAuth endpoint answers with one.
 */
export function systemFetch(): HttpFetch {
  const network = session.fromPartition('oauth', { cache: false });
  return (url, { method, headers, body, signal }) =>
    network.fetch(url, {
      method,
      headers,
      body: body ?? null,
      ...(signal === undefined ? {} : { signal }),
      redirect: 'manual',
      credentials: 'omit',
      bypassCustomProtocolHandlers: true,
    });
}
