import { toFailure } from './failure.ts';
import type { HttpFetch } from './http.ts';
import type { RequestPurpose } from './retrying-fetch.ts';

/** The requests that a client authenticates itself in (RFC 6749, section 2.3). */
const authenticated: readonly RequestPurpose[] = [
  'pushed_request',
  'code_exchange',
  'device_authorization',
  'device_token',
  'token_exchange',
  'jwt_bearer',
  'refresh',
  'revocation',
  'introspection',
];

/**
 * Wraps a fetch so that each request of a client carries an assertion of its own (RFC 7523, section 2.2): a server may
 * refuse to see one twice, so a request that is sent again has another.
 *
 * @param fetch - the network
 * @param purpose - what the requests are for; in those that need no authentication there is no assertion
 * @param sign - makes the assertion for an audience: the address that is asked, as Okta wants it
 */
export function assertingFetch(
  fetch: HttpFetch,
  purpose: RequestPurpose,
  sign: (audience: string) => Promise<string>,
): HttpFetch {
  if (!authenticated.includes(purpose)) return fetch;
  return async (url, options) => {
    const body = new URLSearchParams(options.body instanceof URLSearchParams ? options.body : []);
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set('client_assertion', await signed(() => sign(url)));
    return fetch(url, { ...options, body });
  };
}

/** What keeps an assertion from being signed is not the network's fault. @throws Failure */
async function signed(sign: () => Promise<string>): Promise<string> {
  try {
    return await sign();
  } catch (thrown) {
    throw toFailure(thrown);
  }
}
