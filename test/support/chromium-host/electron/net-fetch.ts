import { fetch as fetchVia, type Dispatcher } from 'undici';

/** Chromium's names for what Node's sockets report by code. */
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
};
/** Answers that have no body (the Fetch standard, section 2.2.3). */
const withoutBody = [101, 103, 204, 205, 304];

/**
 * A fetch with the manners of Electron's `net.fetch`: a redirect that is not followed rejects, connection failures
 * reject with nothing but Chromium's `net::ERR_…` names, and no cookie is kept.
 *
 * @param dispatcher - the connections of the session
 */
export async function netFetch(
  dispatcher: Dispatcher,
  input: string | Request,
  init?: RequestInit,
): Promise<Response> {
  const request = new Request(input, init);
  const { url, method, headers, redirect, signal } = request;
  const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
  let answer: Awaited<ReturnType<typeof fetchVia>>;
  try {
    const fields = [...headers].map(([name, value]): [string, string] => [name, value]);
    answer = await fetchVia(url, { method, headers: fields, body, redirect, signal, dispatcher });
  } catch (error) {
    throw signal.aborted ? error : asNetError(error, redirect);
  }
  const { status, statusText } = answer;
  if (redirect === 'manual' && status >= 300 && status < 400 && answer.headers.has('location')) {
    await answer.body?.cancel();
    throw new Error('Redirect was cancelled');
  }
  const fields = [...answer.headers].map(([name, value]): [string, string] => [name, value]);
  const content = withoutBody.includes(status) ? null : answer.body;
  return new Response(content, { status, statusText, headers: fields });
}

function asNetError(error: unknown, redirect: Request['redirect']): Error {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) {
    if (redirect === 'error' && cause.message === 'unexpected redirect') {
      return new Error("Attempted to redirect, but redirect policy was 'error'");
    }
    if (cause.message.startsWith('net::')) return new Error(cause.message);
  }
  const code = findCode(cause);
  if (code !== undefined && code in netErrors) return new Error(`net::${netErrors[code] ?? code}`);
  return error instanceof Error ? error : new Error(String(error));
}

function findCode(cause: unknown): string | undefined {
  if (cause instanceof AggregateError) return findCode(cause.errors[0]);
  const code: unknown =
    typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}
