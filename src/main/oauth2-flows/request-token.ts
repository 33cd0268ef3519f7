import type { TokenEndpointResponse } from 'openid-client';
import {
  Failure,
  noFacts,
  readTokenResponse,
  timestamp,
  Token,
  type CallOptions,
  type Clock,
  type OAuth2Client,
  type Run,
  type TokenPurpose,
} from '../auth-foundation/index.ts';
import type { TokenFlowContext } from './token-flow-context.ts';

/** A call whose answer brings the tokens of a run. */
export interface TokenRequest {
  readonly purpose: TokenPurpose;
  /** Sends the request. When it throws after tokens came, these are revoked, because nobody will ever use them. */
  readonly run: Run<TokenEndpointResponse>;
  readonly facts?: CallOptions['facts'];
}

/**
 * Asks for the tokens of a run, and makes a {@link Token} of a good answer: with an ID token where one has to come, which
 * says what was asked for.
 *
 * @param client - asks, and verifies what comes
 * @param clock - gives the time of receipt where that of the answer is not known
 * @param context - of the run
 * @param request - see {@link TokenRequest}
 * @throws Failure of any class but *storage*
 */
export async function requestToken(
  client: OAuth2Client,
  clock: Clock,
  context: TokenFlowContext,
  { purpose, run, facts = noFacts() }: TokenRequest,
): Promise<Token> {
  const { scopes, proofKey } = context;
  const runAndLook: Run<TokenEndpointResponse> = async (configuration, dpop) => {
    const answer = await run(configuration, dpop);
    if (context.needsIdToken && answer.id_token === undefined) {
      throw new Failure('malformed_response', { detail: 'no ID token came' });
    }
    return answer;
  };
  const expected = context.expected(clock.now());
  const response = await client.call(purpose, runAndLook, { facts, expected, proofKey });
  // The keys may have been fetched since the tokens came.
  const receivedAt = timestamp(Math.floor(facts.successAt ?? clock.now()));
  // RFC 6749, section 5.1: a server that does not name the scope granted what was asked for.
  const granted = { scope: scopes.join(' '), ...readTokenResponse(response) };
  return Token.fromResponse(granted, client.context, receivedAt, undefined, proofKey);
}
