import * as oidc from 'openid-client';
import { Failure } from './failure.ts';
import {
  AnswerTooLarge,
  noFacts,
  readCapped,
  readRequestId,
  saysJson,
  withBody,
  type CallFacts,
  type HttpFetch,
} from './http.ts';
import { hostOf, timestamp, type Timestamp } from './identifiers.ts';
import { isLoopbackHttp } from './loopback-host.ts';
import type { OAuth2ClientPorts } from './oauth2-client-ports.ts';
import type { Run } from './oauth2-requests.ts';
import { provenFetch } from './proven-fetch.ts';
import { ServerClock } from './server-clock.ts';
import type { Token, TokenContext } from './token.ts';

/** A request to a resource server, without the token. */
export interface ResourceRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: oidc.FetchBody;
  /** Ends the request, and the reading of its answer. */
  readonly signal: AbortSignal | undefined;
}

/** One challenge of a resource server (RFC 9110, section 11.6.1), its scheme in lower case. */
export type Challenge = oidc.WWWAuthenticateChallenge;

/** What a resource server answered, whatever its status. */
export interface ResourceAnswer {
  readonly response: Response;
  /** Those of its `WWW-Authenticate`. */
  readonly challenges: readonly Challenge[];
}

/** What a call to a resource server is made with. */
export interface ResourceCallParts {
  readonly ports: OAuth2ClientPorts;
  /** Filled with what the call saw. */
  readonly facts: CallFacts;
  /** The current time by the authorization server's clock: that of the resource server, until it says another one. */
  readonly serverNow: () => Timestamp;
}

/** The answers of a resource server that are read at once: they can say why a proof was refused. */
const refusals: readonly number[] = [400, 401];
const spentWords = 'The server asked for a nonce, and the body could not be sent again.';

/**
 * Makes the run of one request with an access token: as bearer (RFC 6750, section 2.1), or with a proof (RFC 9449,
 * section 7). To the issuer's own host it goes by the network of its org profile, to any other by the default one. No redirect is followed; an answer of any status is an answer.
 *
 * @param token - whose access token goes along
 * @param request - to `https:` or this very machine, which the caller has made sure of
 * @throws Failure `cancelled` when its signal was aborted; `dpop_proof_rejected` when a body that cannot be sent again
 *   was sent before the server had given a nonce; else what openid-client throws
 */
export function resourceRun(
  token: Token,
  request: ResourceRequest,
  parts: ResourceCallParts,
): Run<ResourceAnswer> {
  const { url, method, body, headers, signal } = request;
  return async (configuration, dpop) => {
    configuration[oidc.customFetch] = resourceFetch(token, request, parts);
    if (isLoopbackHttp(url.href)) oidc.allowInsecureRequests(configuration);
    try {
      const response = await oidc.fetchProtectedResource(
        configuration,
        token.accessToken,
        url,
        method,
        body,
        new Headers(headers),
        dpop,
      );
      return { response, challenges: [] };
    } catch (thrown) {
      if (thrown instanceof oidc.WWWAuthenticateChallengeError) {
        return { response: thrown.response, challenges: thrown.cause };
      }
      throw signal?.aborted === true ? new Failure('cancelled') : thrown;
    }
  };
}

function resourceFetch(
  { tokenType, proofKey, context }: Token,
  request: ResourceRequest,
  { ports, facts, serverNow }: ResourceCallParts,
): HttpFetch {
  const { clock, followServerClock = 'on' } = ports;
  // The authorization server's clock learns nothing here: it may be another host's.
  const resourceClock = new ServerClock();
  const network = networkFor(request.url, context, ports);
  const observed = observe({ ...ports, fetch: network }, facts, request, resourceClock);
  if (tokenType !== 'dpop' || proofKey === null) return observed;
  const resourceNow = (): Timestamp =>
    resourceClock.offset === null || followServerClock === 'off'
      ? serverNow()
      : timestamp(clock.now() + resourceClock.correction);
  return provenFetch(observed, facts, { key: proofKey, clock, serverNow: resourceNow });
}

/** An org profile knows the way to its own org; other hosts have no profile. */
function networkFor(
  { host }: URL,
  context: TokenContext,
  { fetch, fetchFor }: OAuth2ClientPorts,
): HttpFetch {
  return host === hostOf(context.issuer) ? (fetchFor?.(context) ?? fetch) : fetch;
}

/** Notes what the call saw. The body of an answer is left to whoever asked, unless it may be about the proof. */
function observe(
  { fetch, clock, userAgent }: OAuth2ClientPorts,
  facts: CallFacts,
  { body, signal }: ResourceRequest,
  resourceClock: ServerClock,
): HttpFetch {
  let isSpent = false;
  return async (url, options) => {
    Object.assign(facts, noFacts(), { unreachable: true });
    const headers = { ...options.headers, 'user-agent': userAgent };
    const signals = [options.signal, signal].filter((each) => each !== undefined);
    const sentAt = clock.now();
    try {
      if (isSpent) throw new Failure('dpop_proof_rejected', { detail: spentWords });
      isSpent = body instanceof ReadableStream;
      const either = { ...options, headers, signal: AbortSignal.any(signals) };
      const response = await fetch(url, either);
      resourceClock.learn(response.headers, { sentAt, answeredAt: clock.now() });
      facts.status = response.status;
      facts.requestId = readRequestId(response.headers);
      const isRefusal = refusals.includes(response.status) && saysJson(response.headers);
      facts.errorBody = isRefusal ? await readCapped(response) : null;
      facts.unreachable = false;
      return facts.errorBody === null ? response : withBody(response, facts.errorBody);
    } catch (thrown) {
      if (thrown instanceof Failure) facts.refusal = thrown;
      if (thrown instanceof AnswerTooLarge) facts.tooLarge = true;
      throw thrown;
    }
  };
}
