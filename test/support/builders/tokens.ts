import {
  issuer,
  timestamp,
  Token,
  tokenResponseSchema,
  type IdTokenClaims,
  type RefreshAnswer,
  type RefreshedTokens,
  type TokenContext,
  type TokenResponse,
} from '../../../src/main/auth-foundation/index.ts';

/** Every secret of a built token begins with this, so that one search tells whether anything leaked. */
export const canary = 'canary-';

/** When built tokens were received: the start of a {@link FakeClock}. */
export const builtAt = timestamp(Date.UTC(2026, 0, 1));

export const exampleContext: TokenContext = {
  issuer: issuer('https://example.okta.com/oauth2/default'),
  clientId: '0oaExample',
};

let built = 0;

/** A token response with canaries; `undefined` in `changes` leaves a field out. */
export function aTokenResponse(changes: Readonly<Record<string, unknown>> = {}): TokenResponse {
  built += 1;
  const fields: Readonly<Record<string, unknown>> = {
    access_token: `${canary}access-${built}`,
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: `${canary}refresh-${built}`,
    id_token: anIdToken({ sub: '00uAda', name: 'Ada Lovelace', email: 'ada@example.com' }),
    scope: 'openid profile offline_access',
    ...changes,
  };
  return tokenResponseSchema.parse(
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  );
}

/** A token with canaries, received at {@link builtAt}. */
export function aToken(
  changes: Readonly<Record<string, unknown>> = {},
  context: TokenContext = exampleContext,
): Token {
  return Token.fromResponse(aTokenResponse(changes), context, builtAt);
}

/** A token of somebody, told apart by the ID token's subject. */
export function aTokenOf(sub: string, context: TokenContext = exampleContext): Token {
  return aToken({ id_token: anIdToken({ sub }) }, context);
}

/** An ID token with these claims, and a signature that nobody checks. */
export function anIdToken(claims: IdTokenClaims): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  built += 1;
  return `${encode({ alg: 'RS256' })}.${encode(claims)}.${canary}signature-${built}`;
}

/** The tokens of a refresh. Rejects when the answer had no access token that may be used. */
export async function tokensOf(refreshing: Promise<RefreshAnswer>): Promise<RefreshedTokens> {
  const answer = await refreshing;
  if (answer.kind !== 'tokens') throw answer.failure;
  return answer;
}
