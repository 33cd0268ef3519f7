import { Failure, toFailure } from './failure.ts';
import type { OAuth2Client, TokenTypeHint } from './oauth2-client.ts';
import type { Token } from './token.ts';

/** What happened to one token at the org. */
export interface RevokeResult {
  readonly kind: TokenTypeHint;
  /** `covered`: the org revokes this kind only together with the refresh token, which it did. */
  readonly outcome: 'revoked' | 'covered' | 'failed';
  readonly failure: Failure | null;
}

/** Thrown when the org did not agree to revoke every token; the credential is kept. */
export class RevocationFailure extends Failure {
  readonly results: readonly RevokeResult[];

  /**
   * @param cause - the first failure
   * @param results - what happened to each token
   */
  constructor(cause: Failure, results: readonly RevokeResult[]) {
    super(cause.code, cause);
    this.results = results;
  }
}

/** In the order in which they are revoked (design, section 4). */
const everyKind: readonly TokenTypeHint[] = ['refresh_token', 'access_token', 'device_secret'];

/** The kinds of token in a set that can be revoked, in the order in which they are. */
export function revocableKinds(token: Token): readonly TokenTypeHint[] {
  return everyKind.filter((kind) => tokenOf(token, kind) !== undefined);
}

/**
 * Revokes tokens at their org: refresh token first, then access token, then device secret (design, section 4).
 * When the org cannot be reached, the remaining ones are not tried.
 *
 * @param client - the client that the token was issued to
 * @param token - holds what is revoked
 * @param kinds - of these, those that are there; all of them by default
 * @returns one result for each token that is there; rejects never
 */
export async function revokeTokens(
  client: Pick<OAuth2Client, 'revoke'>,
  token: Token,
  kinds: readonly TokenTypeHint[] = everyKind,
): Promise<readonly RevokeResult[]> {
  const results: RevokeResult[] = [];
  for (const kind of everyKind) {
    const value = tokenOf(token, kind);
    if (value === undefined || !kinds.includes(kind)) continue;
    const unreachable = results.find((result) => result.failure?.failureClass === 'transient');
    results.push(
      unreachable === undefined
        ? await revokeOne(client, kind, value, results)
        : { ...unreachable, kind },
    );
  }
  return results;
}

/** The first failure among results, or null when the org agreed to all. */
export function firstRevokeFailure(results: readonly RevokeResult[]): Failure | null {
  return results.find((result) => result.failure !== null)?.failure ?? null;
}

async function revokeOne(
  client: Pick<OAuth2Client, 'revoke'>,
  kind: TokenTypeHint,
  value: string,
  earlier: readonly RevokeResult[],
): Promise<RevokeResult> {
  try {
    await client.revoke(value, kind);
    return { kind, outcome: 'revoked', failure: null };
  } catch (thrown) {
    const failure = toFailure(thrown);
    const refreshTokenGone = earlier.some(
      (result) => result.kind === 'refresh_token' && result.outcome === 'revoked',
    );
    // RFC 7009, section 2.2.1: a server may not support revoking access tokens by themselves.
    if (failure.code === 'revocation_unsupported' && refreshTokenGone) {
      return { kind, outcome: 'covered', failure: null };
    }
    return { kind, outcome: 'failed', failure };
  }
}

function tokenOf(token: Token, kind: TokenTypeHint): string | undefined {
  switch (kind) {
    case 'refresh_token':
      return token.refreshToken;
    case 'access_token':
      return token.accessToken;
    case 'device_secret':
      return token.deviceSecret;
  }
}
