import type { FetchBody } from 'openid-client';
import type { Clock } from './clock.ts';
import { usableToken } from './credential-calls.ts';
import type { Credential } from './credential.ts';
import { Failure, toFailure } from './failure.ts';
import { readRequestId } from './http.ts';
import { isLoopbackHttp } from './loopback-host.ts';
import type { CredentialClient } from './oauth2-client.ts';
import type { Challenge, ResourceAnswer, ResourceRequest } from './resource-call.ts';
import { readRetryAt } from './retry-after.ts';
import { StepUpNeeded } from './step-up.ts';
import type { Token, TokenContext } from './token.ts';
import { waitUnlessAborted } from './wait-unless-aborted.ts';

/** What a request may say beside its URL, as in `fetch`. */
export interface FetchOptions {
  /** `GET` by default. */
  readonly method?: string;
  /** Neither `Authorization` nor `DPoP`: these are the credential's. */
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  /** A stream is sent once; everything else can be sent again. */
  readonly body?: FetchBody;
  /** Ends the request, and the reading of its answer. */
  readonly signal?: AbortSignal;
}

/** What requests to resource servers are made with. */
export interface ResourceRequestsParts {
  readonly clientFor: (context: TokenContext) => Pick<CredentialClient, 'requestResource'>;
  readonly clock: Clock;
}

/** Methods that may be sent twice (RFC 9110, section 9.2.2). */
const idempotentMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];
const methodsWithoutBody: readonly string[] = ['GET', 'HEAD'];
/** A proxy's, or one that would send the token back. */
const forbiddenMethods: readonly string[] = ['CONNECT', 'TRACE', 'TRACK'];
/** How often a request that meets a rate limit is sent again. */
const mostRepeats = 2;
/** The longest pause that is waited for, in milliseconds; a longer one is told to whoever asked. */
const longestPause = 60_000;
/** The shortest, in milliseconds: a server's times are whole seconds, and rounded. */
const shortestPause = 1_000;

/** Requests to resource servers with a credential's access token. */
export class ResourceRequests {
  readonly #parts: ResourceRequestsParts;

  constructor(parts: ResourceRequestsParts) {
    this.#parts = parts;
  }

  /**
   * Sends a request, as {@link CredentialCoordinator.fetch} says.
   *
   * @param request - as {@link readRequest} gave it
   */
  async fetch(credential: Credential, request: ResourceRequest): Promise<Response> {
    const before = credential.token;
    const first = await waitUnlessAborted(usableToken(credential), request.signal);
    const { response } = await this.#send(first, request);
    // A token that has just been renewed is not what the server minds.
    if (response.status !== 401 || first !== before || !canBeSentAgain(request)) return response;
    if (!(await renew(credential, first, request.signal))) return response;
    await response.body?.cancel();
    return (await this.#send(credential.token, request)).response;
  }

  /** Sends it until it meets no rate limit, or one that is not waited for. */
  async #send(token: Token, request: ResourceRequest): Promise<ResourceAnswer> {
    const { clientFor, clock } = this.#parts;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await clientFor(token.context).requestResource(token, request);
      refuseChallenge(answer);
      const pause = pauseAfter(answer.response, request, clock.now());
      if (pause === null || attempt > mostRepeats) return answer;
      await answer.response.body?.cancel();
      await wait(clock, pause, request.signal);
    }
  }
}

/**
 * Reads what a caller wants to send.
 *
 * @param url - of `https:`, or of this very machine
 * @param options - see {@link FetchOptions}
 * @throws Failure `invalid_input` when it must not carry a token, or is no request
 */
export function readRequest(url: string | URL, options: FetchOptions): ResourceRequest {
  const { method = 'GET', headers: given, body = null, signal } = options;
  const target = URL.parse(String(url));
  if (target === null) throw invalid('The URL is not an absolute one.');
  if (target.protocol !== 'https:' && !isLoopbackHttp(target.href)) {
    throw invalid('A token is not sent over plain HTTP to another machine.');
  }
  if (target.username !== '' || target.password !== '') {
    throw invalid('The URL has a user name or a password in it.');
  }
  const verb = method.toUpperCase();
  if (!/^[A-Z]+$/.test(verb) || forbiddenMethods.includes(verb)) {
    throw invalid('A request with a token cannot have this method.');
  }
  const headers = readHeaders(given);
  if (headers.has('authorization') || headers.has('dpop')) {
    throw invalid('The headers Authorization and DPoP are the credential’s.');
  }
  if (body !== null && methodsWithoutBody.includes(verb)) {
    throw invalid(`A ${verb} request has no body.`);
  }
  return { url: target, method: verb, headers, body, signal };
}

function readHeaders(given: FetchOptions['headers']): Headers {
  try {
    return new Headers(given);
  } catch {
    // Its message holds the header, which may be a secret of its own.
    throw invalid('A header has a character that none may have.');
  }
}

/**
 * Gets another access token than the one that was refused. Callers that were refused at once share one refresh, and one
 * who comes late takes what there is.
 *
 * @returns whether there is one
 * @throws Failure as {@link CredentialCoordinator.refresh} does, but for a new token that could not be saved
 */
async function renew(
  credential: Credential,
  refused: Token,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (credential.token === refused) {
    if (refused.refreshToken === undefined) return false;
    try {
      await credential.refresh(signal === undefined ? {} : { signal });
    } catch (thrown) {
      if (toFailure(thrown).code !== 'token_unsaved') throw thrown;
    }
  }
  return true;
}

/** @throws StepUpNeeded, or Failure `dpop_proof_rejected`: what no new access token cures */
function refuseChallenge({ response: { status, headers }, challenges }: ResourceAnswer): void {
  if (status !== 401) return;
  const requestId = readRequestId(headers);
  const stepUp = findError(challenges, ['insufficient_user_authentication']);
  if (stepUp !== undefined) throw new StepUpNeeded(stepUp, requestId);
  const proof = findError(challenges, ['use_dpop_nonce', 'invalid_dpop_proof']);
  if (proof === undefined) return;
  const { error = null, error_description: detail = error } = proof.parameters;
  throw new Failure('dpop_proof_rejected', { detail, requestId });
}

function findError(
  challenges: readonly Challenge[],
  errors: readonly string[],
): Challenge | undefined {
  return challenges.find(({ parameters: { error = '' } }) => errors.includes(error));
}

function canBeSentAgain({ body }: ResourceRequest): boolean {
  return !(body instanceof ReadableStream);
}

/** Milliseconds until the same request may be sent again, or null when it is not. */
function pauseAfter(
  { status, headers }: Response,
  request: ResourceRequest,
  now: number,
): number | null {
  if (status !== 429 || !idempotentMethods.includes(request.method)) return null;
  if (!canBeSentAgain(request)) return null;
  const retryAt = readRetryAt(headers, now);
  if (retryAt === null || retryAt - now > longestPause) return null;
  return Math.max(retryAt - now, shortestPause);
}

async function wait(clock: Clock, delay: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const cancel = clock.after(delay, () => {
    resolve(undefined);
  });
  try {
    await waitUnlessAborted(promise, signal);
  } finally {
    cancel();
  }
}

function invalid(detail: string): Failure {
  return new Failure('invalid_input', { detail });
}
