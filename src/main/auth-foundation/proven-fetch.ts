import type { CustomFetchOptions } from 'openid-client';
import type { Clock } from './clock.ts';
import type { CallFacts, HttpFetch } from './http.ts';
import type { Timestamp } from './identifiers.ts';
import { readRefusal } from './org-refusal.ts';
import type { ProofKey } from './proof-key.ts';
import { proofTime, renewProof } from './proof.ts';

/** What the proofs of a call are renewed with. */
export interface ProofRules {
  readonly key: ProofKey;
  readonly clock: Clock;
  /** The current time by the server's clock, which the answers of the call may have taught. */
  readonly serverNow: () => Timestamp;
}

/** Milliseconds by which a proof may be off before its time counts as wrong: it has whole seconds, as `Date` has. */
const tolerance = 2_000;

/**
 * Wraps a fetch so that no proof is sent twice, and so that a wrong clock costs a call nothing. A request that is sent
 * again gets a proof of its own (RFC 9449, section 11.1). When the server refuses a proof, and its time is wrong by what
 * is known since that answer, the request is sent once more, with the right time: the server refused, so the code or
 * refresh token in it is unused. That happens once in a call.
 *
 * @param fetch - notes in `facts` what it saw of each answer, and learns the server's time from it
 * @param facts - of the call
 * @param rules - the key, and the times
 */
export function provenFetch(fetch: HttpFetch, facts: CallFacts, rules: ProofRules): HttpFetch {
  const { key, clock, serverNow } = rules;
  const sent = new Set<string>();
  let nonce: string | null = null;
  let mayRepeat = true;
  const renew = (proof: string): Promise<string> =>
    renewProof(key, proof, { nonce, now: serverNow() });
  const send = async (
    url: string,
    options: CustomFetchOptions,
    dpop: string,
  ): Promise<Response> => {
    sent.add(dpop);
    const response = await fetch(url, { ...options, headers: { ...options.headers, dpop } });
    nonce = response.headers.get('dpop-nonce') ?? nonce;
    return response;
  };
  return async (url, options) => {
    const { dpop: given } = options.headers;
    if (given === undefined) return fetch(url, options);
    const proof = sent.has(given) ? await renew(given) : given;
    const sentAt = clock.now();
    const response = await send(url, options, proof);
    const wasRight = serverNow() - (clock.now() - sentAt);
    const isWrong = Math.abs(wasRight - (proofTime(proof) ?? wasRight)) > tolerance;
    if (!mayRepeat || !isWrong || !refusesProof(response, facts) || isStream(options)) {
      return response;
    }
    mayRepeat = false;
    return send(url, options, await renew(proof));
  };
}

/** RFC 9449, section 5, in the body of an authorization server's answer, and section 7.1, in a resource server's. */
function refusesProof({ headers }: Response, { status, errorBody }: CallFacts): boolean {
  if (status !== 400 && status !== 401) return false;
  if (readRefusal(errorBody)?.error === 'invalid_dpop_proof') return true;
  return /\berror="?invalid_dpop_proof\b/i.test(headers.get('www-authenticate') ?? '');
}

/** A body that is gone once it was sent. */
function isStream({ body }: CustomFetchOptions): boolean {
  return body instanceof ReadableStream;
}
