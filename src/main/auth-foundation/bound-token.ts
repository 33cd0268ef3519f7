import { Failure } from './failure.ts';
import type { ProofKey } from './proof-key.ts';
import type { TokenResponse } from './token-response.ts';
import type { Token } from './token.ts';

/** The token type of RFC 9449, section 5, as a {@link Token} has it. */
const boundType = 'dpop';

/**
 * The key that an access token is used with, or null for one that is not bound to any.
 *
 * @throws Failure `dpop_key_rejected` when it is bound to a key that is not here
 */
export function proofKeyOf({
  tokenType,
  proofKey,
}: Pick<Token, 'tokenType' | 'proofKey'>): ProofKey | null {
  if (tokenType !== boundType) return null;
  if (proofKey !== null) return proofKey;
  throw new Failure('dpop_key_rejected', { detail: 'The key of this session is not here.' });
}

/**
 * Tells why an access token is not used: one that is not bound although it was asked for with a key, because whoever
 * asked for DPoP would take it for safer than it is (RFC 9449, section 5), and one of a kind that was not asked for.
 *
 * @param response - with the token
 * @param proofKey - that it was asked for with, or null
 * @returns a Failure `dpop_unsupported` or `malformed_response`, or null for a token as it was asked for
 */
export function findTypeProblem(
  { token_type: tokenType }: TokenResponse,
  proofKey: ProofKey | null,
): Failure | null {
  const type = tokenType.toLowerCase();
  if (proofKey !== null) return type === boundType ? null : new Failure('dpop_unsupported');
  return type === 'bearer' ? null : new Failure('malformed_response');
}
