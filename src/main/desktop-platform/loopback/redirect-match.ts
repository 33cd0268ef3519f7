import type { IncomingMessage } from 'node:http';
import { sameText } from './same-text.ts';

/** What a request must be to be answered with anything but a refusal. */
export interface Expectation {
  /** Where the listener is: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly callbackPath: string;
  /** The `state` of the one sign-in or sign-out this listener waits for. */
  readonly state: string;
}

export type RequestKind =
  | { readonly kind: 'redirect'; readonly url: URL }
  /** A proper request for another address: one of the listener's own pages, or nothing. */
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'wrong_method' }
  | { readonly kind: 'refused' };

const refused = { kind: 'refused' } as const;

/**
 * Tells what a request to the loopback listener is. The state comes before anything else of the query, and also
 * counts for error answers: without it any page could end a sign-in (RFC 9700, section 2.1; RFC 8252, section 8.9).
 */
export function classifyRequest(request: IncomingMessage, expected: Expectation): RequestKind {
  // Node's parser takes other versions too, and no browser speaks them to a plain server.
  if (request.httpVersion !== '1.1') return refused;
  // Exactly one Host with our address: a page that rebinds its DNS name to 127.0.0.1 sends its own name.
  const hosts = request.headersDistinct.host ?? [];
  if (hosts.length !== 1 || `http://${hosts[0] ?? ''}` !== expected.origin) return refused;
  if (request.method !== 'GET') return { kind: 'wrong_method' };
  if (hasBody(request) || !isNavigation(request)) return refused;
  const path = request.url ?? '';
  if (!path.startsWith(`${expected.callbackPath}?`)) return { kind: 'page', path };
  // A browser keeps the fragment to itself.
  if (path.includes('#')) return refused;
  const url = new URL(path, expected.origin);
  const state = url.searchParams.get('state');
  if (state === null || hasRepeatedParameter(url)) return refused;
  return sameText(state, expected.state) ? { kind: 'redirect', url } : refused;
}

/** A browser follows a redirect, or a link, without one. */
function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'] ?? '0';
  return headers['transfer-encoding'] !== undefined || length !== '0';
}

/**
 * Tells whether a person's browser goes to the address in a tab of its own. Where a browser says what a request is for
 * (Fetch Metadata), one for a frame, an image, a script or ahead of time is none. Other programs do not say.
 */
function isNavigation({ headers }: IncomingMessage): boolean {
  const { 'sec-fetch-mode': mode = 'navigate', 'sec-fetch-dest': destination = 'document' } =
    headers;
  return mode === 'navigate' && destination === 'document' && headers['sec-purpose'] === undefined;
}

/** None may be there twice (RFC 6749, section 3.1): which one counts would be anybody's guess. */
function hasRepeatedParameter({ searchParams }: URL): boolean {
  return new Set(searchParams.keys()).size !== searchParams.size;
}
