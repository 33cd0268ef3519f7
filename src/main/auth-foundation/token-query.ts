import { tagTexts } from './tags.ts';
import type { TokenMetadata } from './token-metadata.ts';

/** Which of several values must be there: one of `any`, all of `all`, and not one of `none`. */
export interface Match<Value> {
  readonly any?: readonly Value[] | undefined;
  readonly all?: readonly Value[] | undefined;
  readonly none?: readonly Value[] | undefined;
}

/** A value that a claim can be compared with: the same type and value, with no conversion. */
export type ClaimValue = string | number | boolean | null;

/**
 * A query by example: every field that is given must match; `undefined` counts as not given. One value matches a list
 * that contains it; a list of values matches a list that contains all of them; `any`, `all` and `none` say it in words.
 */
export interface TokenQuery {
  readonly id?: string | undefined;
  /** As a map, `{ service: 'purchase' }` stands for the tag `service:purchase`. */
  readonly tags?:
    string | readonly string[] | Match<string> | Readonly<Record<string, string>> | undefined;
  readonly scopes?: string | readonly string[] | Match<string> | undefined;
  readonly issuer?: string | undefined;
  readonly clientId?: string | undefined;
  /**
   * Claims by name, or by path: `address.country` is the claim of this very name if there is one, else `country`
   * within `address`.
   */
  readonly claims?:
    | Readonly<Record<string, ClaimValue | readonly ClaimValue[] | Match<ClaimValue> | undefined>>
    | undefined;
}

/** Finds by anything the metadata says, its claims included. */
export type TokenPredicate = (metadata: TokenMetadata) => boolean;

/**
 * Tells whether a credential's metadata matches a query.
 *
 * @param metadata - what is known of the credential
 * @param query - an example or a predicate; `{}` matches everything
 * @throws whatever the predicate throws
 */
export function matchesQuery(metadata: TokenMetadata, query: TokenQuery | TokenPredicate): boolean {
  if (typeof query === 'function') return query(metadata);
  return (
    matchesText(metadata.id, query.id) &&
    matchesText(metadata.issuer, query.issuer) &&
    matchesText(metadata.clientId, query.clientId) &&
    matchesList(metadata.tags, toTagMatch(query.tags)) &&
    matchesList(metadata.scopes, toMatch(query.scopes)) &&
    Object.entries(query.claims ?? {}).every(([path, expected]) =>
      matchesList(valuesOf(readClaim(metadata.claims, path)), toMatch(expected)),
    )
  );
}

function matchesText(actual: string, expected: string | undefined): boolean {
  return expected === undefined || actual === expected;
}

function matchesList<Value>(actual: readonly unknown[], { any, all, none }: Match<Value>): boolean {
  const has = (value: Value): boolean => actual.includes(value);
  return (
    (any === undefined || any.some(has)) &&
    (all === undefined || all.every(has)) &&
    !none?.some(has)
  );
}

function toTagMatch(expected: TokenQuery['tags']): Match<string> {
  if (expected === undefined || typeof expected === 'string' || isList(expected)) {
    return toMatch(expected);
  }
  return isTagMap(expected) ? { all: tagTexts(expected) } : expected;
}

/** A map's values are texts; those of `any`, `all` and `none` are lists. */
function isTagMap(
  expected: Match<string> | Readonly<Record<string, string>>,
): expected is Readonly<Record<string, string>> {
  const values: readonly unknown[] = Object.values(expected);
  return values.every((value) => typeof value === 'string');
}

function toMatch<Value extends ClaimValue>(
  expected: Value | readonly Value[] | Match<Value> | undefined,
): Match<Value> {
  if (expected === undefined) return {};
  if (expected === null || typeof expected !== 'object') return { all: [expected] };
  return isList(expected) ? { all: expected } : expected;
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList<Value>(expected: readonly Value[] | object): expected is readonly Value[] {
  return Array.isArray(expected);
}

/** A list claim is each of its values; a claim that is not there is none. */
function valuesOf(claim: unknown): readonly unknown[] {
  if (claim === undefined) return [];
  return Array.isArray(claim) ? claim : [claim];
}

function readClaim(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  // Claims are the provider's words: what every object inherits is none of them.
  if (Object.hasOwn(claims, path)) return Reflect.get(claims, path);
  const dot = path.indexOf('.');
  if (dot === -1) return undefined;
  return readClaim(readClaim(claims, path.slice(0, dot)), path.slice(dot + 1));
}
