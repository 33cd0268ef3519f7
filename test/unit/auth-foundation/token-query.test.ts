import { describe, expect, test } from 'vitest';
import {
  describeToken,
  matchesQuery,
  type TokenPredicate,
  type TokenQuery,
} from '../../../src/main/auth-foundation/index.ts';
import { anIdToken, aToken, exampleContext } from '../../support/builders/tokens.ts';

const token = aToken({ scope: 'openid email', id_token: anIdToken({ sub: 'jane' }) });
const metadata = describeToken(token, ['service:purchase', 'role:admin']);
const matches = (query: TokenQuery | TokenPredicate): boolean => matchesQuery(metadata, query);

describe('a query by example', () => {
  test('without fields matches everything', () => {
    expect(matches({})).toBe(true);
  });

  test.each<[string, TokenQuery, boolean]>([
    ['a tag that is there', { tags: 'service:purchase' }, true],
    ['a part of a tag', { tags: 'service' }, false],
    ['several tags that are all there', { tags: ['role:admin', 'service:purchase'] }, true],
    ['several tags of which one is missing', { tags: ['role:admin', 'role:guest'] }, false],
    ['no tags', { tags: [] }, true],
    ['any of some tags', { tags: { any: ['role:guest', 'role:admin'] } }, true],
    ['any of tags that are all missing', { tags: { any: ['role:guest'] } }, false],
    ['all of some tags', { tags: { all: ['role:admin', 'role:guest'] } }, false],
    ['none of some tags', { tags: { none: ['role:guest'] } }, true],
    ['none of tags of which one is there', { tags: { none: ['role:admin'] } }, false],
    ['any and none together', { tags: { any: ['role:admin'], none: ['role:guest'] } }, true],
    ['a scope', { scopes: 'email' }, true],
    ['a scope that was not granted', { scopes: 'phone' }, false],
    ['the issuer', { issuer: exampleContext.issuer }, true],
    ['another issuer', { issuer: `${exampleContext.issuer}/` }, false],
    ['the client', { clientId: exampleContext.clientId }, true],
    ['another client', { clientId: 'other' }, false],
    ['the identifier', { id: token.id }, true],
    ['another identifier', { id: aToken().id }, false],
    ['a tag and another client', { tags: 'role:admin', clientId: 'other' }, false],
  ])('for %s', (_what, query, expected) => {
    expect(matches(query)).toBe(expected);
  });
});

test('a predicate sees the claims', () => {
  expect(matches(({ claims }) => claims?.sub === 'jane')).toBe(true);
  expect(matches(({ claims }) => claims?.sub === 'john')).toBe(false);
});
