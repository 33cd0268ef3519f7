import type { RequestMethod } from '../../shared/index.ts';
import { Failure, isLoopbackHttp } from '../auth-foundation/index.ts';

/** A request that a person can run in a shell, with the token it carries. */
export interface CopiedRequest {
  readonly method: RequestMethod;
  /** As {@link readRequestUrl} gave it. */
  readonly url: URL;
  readonly accessToken: string;
  /** Good for this one request (RFC 9449, section 4.2), or null for a token that is not bound to a key. */
  readonly proof: string | null;
}

/** Neither may break out of its line of an HTTP request. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const controlCharacters = /[\u0000-\u001f\u007f]/;

/**
 * Reads where a request that is copied goes.
 *
 * @param text - as the person wrote it
 * @throws Failure `invalid_input` when it is no URL, of another scheme than `https:`, unless it is of this very machine,
 *   or has a user name or password in it
 */
export function readRequestUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw invalid('The URL is not an absolute one, as https://api.example.com/.');
  if (url.protocol !== 'https:' && !isLoopbackHttp(url.href)) {
    throw invalid('A token is not sent over plain HTTP to another machine.');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('The URL has a user name or a password in it.');
  }
  url.hash = '';
  return url;
}

/**
 * Writes a request as a command for `curl`, quoted for a POSIX shell: nothing in it is more than text to the shell.
 *
 * @throws Failure `invalid_input` when the token could not be sent in a header
 */
export function curlCommand({ method, url, accessToken, proof }: CopiedRequest): string {
  const scheme = proof === null ? 'Bearer' : 'DPoP';
  const headers = [`Authorization: ${scheme} ${accessToken}`];
  if (proof !== null) headers.push(`DPoP: ${proof}`);
  if (headers.some((header) => controlCharacters.test(header))) {
    throw invalid('The token has a character that no header may have.');
  }
  return [
    // Brackets and braces in a URL are its own, and no ranges of curl's.
    'curl --globoff',
    // Told to send HEAD as any other method, curl waits for a body that never comes.
    method === 'HEAD' ? '--head' : `--request ${quote(method)}`,
    ...headers.map((header) => `--header ${quote(header)}`),
    `--url ${quote(url.href)}`,
  ].join(' \\\n  ');
}

/** One word of a POSIX shell, whatever is in it (POSIX.1-2024, Shell Command Language, section 2.2.2). */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function invalid(detail: string): Failure {
  return new Failure('invalid_input', { detail });
}
