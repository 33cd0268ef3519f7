/** Chromium's names for what Node's fetch reports by code. */
const netErrors: Record<string, string> = {
  ECONNREFUSED: 'ERR_CONNECTION_REFUSED',
  ECONNRESET: 'ERR_CONNECTION_RESET',
  ENOTFOUND: 'ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'ERR_NAME_NOT_RESOLVED',
  ENETUNREACH: 'ERR_INTERNET_DISCONNECTED',
  EHOSTUNREACH: 'ERR_ADDRESS_UNREACHABLE',
  ETIMEDOUT: 'ERR_CONNECTION_TIMED_OUT',
  UND_ERR_CONNECT_TIMEOUT: 'ERR_CONNECTION_TIMED_OUT',
  UND_ERR_SOCKET: 'ERR_EMPTY_RESPONSE',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'ERR_CERT_AUTHORITY_INVALID',
  SELF_SIGNED_CERT_IN_CHAIN: 'ERR_CERT_AUTHORITY_INVALID',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'ERR_CERT_AUTHORITY_INVALID',
  ERR_TLS_CERT_ALTNAME_INVALID: 'ERR_CERT_COMMON_NAME_INVALID',
  CERT_HAS_EXPIRED: 'ERR_CERT_DATE_INVALID',
};

/**
 * Node's fetch with the manners of Electron's `net.fetch`: a redirect that is not followed rejects, connection
 * failures reject with Chromium's `net::ERR_…` names, and no cookie is kept.
 */
export async function netFetch(input: string | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    throw request.signal.aborted ? error : asNetError(error, request.redirect);
  }
  if (request.redirect === 'manual' && response.status >= 300 && response.status < 400) {
    if (response.headers.has('location')) {
      await response.body?.cancel();
      throw new Error('Redirect was cancelled');
    }
  }
  return response;
}

function asNetError(error: unknown, redirect: Request['redirect']): Error {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && redirect === 'error' && cause.message === 'unexpected redirect') {
    return new Error("Attempted to redirect, but redirect policy was 'error'");
  }
  const code = findCode(cause);
  if (code !== undefined && code in netErrors) {
    return new Error(`net::${netErrors[code] ?? code}`, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

function findCode(cause: unknown): string | undefined {
  if (cause instanceof AggregateError) return findCode(cause.errors[0]);
  const code: unknown =
    typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}
