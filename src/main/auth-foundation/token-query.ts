import type { TokenMetadata } from './token-metadata.ts';

/** Which of several texts must be there. */
export interface TextMatch {
  readonly any?: readonly string[];
  readonly all?: readonly string[];
  readonly none?: readonly string[];
}

/**
 * A query by example: every field that is given must match. A text matches a list that contains it; a list of texts
 * matches a list that contains all of them; `any`, `all` and `none` say it in words.
 */
export interface TokenQuery {
  readonly id?: string;
  readonly tags?: string | readonly string[] | TextMatch;
  readonly scopes?: string | readonly string[] | TextMatch;
  readonly issuer?: string;
  readonly clientId?: string;
}

/** Finds by anything the metadata says, its claims included. */
export type TokenPredicate = (metadata: TokenMetadata) => boolean;

/**
 * Tells whether a credential's metadata matches a query.
 *
 * @param metadata - what is known of the credential
 * @param query - an example or a predicate; `{}` matches everything
 */
export function matchesQuery(metadata: TokenMetadata, query: TokenQuery | TokenPredicate): boolean {
  if (typeof query === 'function') return query(metadata);
  return (
    matchesText(metadata.id, query.id) &&
    matchesText(metadata.issuer, query.issuer) &&
    matchesText(metadata.clientId, query.clientId) &&
    matchesList(metadata.tags, query.tags) &&
    matchesList(metadata.scopes, query.scopes)
  );
}

function matchesText(actual: string, expected: string | undefined): boolean {
  return expected === undefined || actual === expected;
}

function matchesList(actual: readonly string[], expected: TokenQuery['tags']): boolean {
  if (expected === undefined) return true;
  const { any, all, none } = toTextMatch(expected);
  const has = (text: string): boolean => actual.includes(text);
  return (
    (any === undefined || any.some(has)) &&
    (all === undefined || all.every(has)) &&
    !none?.some(has)
  );
}

function toTextMatch(expected: string | readonly string[] | TextMatch): TextMatch {
  if (typeof expected === 'string') return { all: [expected] };
  return isList(expected) ? { all: expected } : expected;
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(expected: readonly string[] | TextMatch): expected is readonly string[] {
  return Array.isArray(expected);
}
