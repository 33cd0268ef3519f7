import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a request must be to be answered with anything but 404. */
export interface Expectation {
  /** Where the listener is: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly callbackPath: string;
  readonly donePath: string;
  /** The `state` of the one sign-in this listener waits for. */
  readonly state: string;
}

export type RequestKind =
  | { readonly kind: 'redirect'; readonly url: URL }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused' };

const refused = { kind: 'refused' } as const;

/**
 * Tells what a request to the loopback listener is. The state comes before anything else of the query, and also
 * counts for error answers: without it any page could end a sign-in (RFC 9700, section 2.1; RFC 8252, section 8.9).
 */
export function classifyRequest(request: IncomingMessage, expected: Expectation): RequestKind {
  if (request.method !== 'GET') return refused;
  // Exactly one Host with our address: a page that rebinds its DNS name to 127.0.0.1 sends its own name.
  const hosts = request.headersDistinct.host ?? [];
  if (hosts.length !== 1 || `http://${hosts[0] ?? ''}` !== expected.origin) return refused;
  const target = request.url ?? '';
  if (target === expected.donePath) return { kind: 'done' };
  if (!target.startsWith(`${expected.callbackPath}?`)) return refused;
  const url = new URL(target, expected.origin);
  const [state, ...repeated] = url.searchParams.getAll('state');
  if (state === undefined || repeated.length > 0) return refused;
  return sameText(state, expected.state) ? { kind: 'redirect', url } : refused;
}

/** Compares in a time that tells neither the content nor the length. */
function sameText(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
