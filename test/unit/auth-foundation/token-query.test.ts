import { describe, expect, test } from 'vitest';
import {
  describeToken,
  matchesQuery,
  type TokenPredicate,
  type TokenQuery,
} from '../../../src/main/auth-foundation/index.ts';
import { anIdToken, aToken, exampleContext } from '../../support/builders/tokens.ts';

const claims = {
  sub: 'jane',
  level: 3,
  verified: true,
  nickname: null,
  groups: ['admins', 'staff'],
  address: { country: 'DE', geo: { lat: 52 } },
  'address.city': 'Berlin',
  'a.b': { c: 'literal first' },
};
const token = aToken({ scope: 'openid email', id_token: anIdToken(claims) });
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
    ['a field that is not given', { tags: undefined }, true],
    ['a tag as a map', { tags: { service: 'purchase' } }, true],
    ['several tags as a map', { tags: { service: 'purchase', role: 'guest' } }, false],
    ['a tag that is called any', { tags: { any: 'thing' } }, false],
    ['any of some scopes', { scopes: { any: ['phone', 'email'] } }, true],
    ['none of some scopes', { scopes: { none: ['email'] } }, false],
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

describe('a query for claims', () => {
  test.each<[string, NonNullable<TokenQuery['claims']>, boolean]>([
    ['none', {}, true],
    ['a text', { sub: 'jane' }, true],
    ['another text', { sub: 'john' }, false],
    ['a number', { level: 3 }, true],
    ['a number as a text', { level: '3' }, false],
    ['a truth', { verified: true }, true],
    ['null', { nickname: null }, true],
    ['null for a claim that is not there', { family_name: null }, false],
    ['a claim that is not given', { sub: undefined }, true],
    ['several, of which one is another', { sub: 'jane', level: 4 }, false],
    ['a value of a list', { groups: 'admins' }, true],
    ['a value that is not in the list', { groups: 'guests' }, false],
    ['values that are all in the list', { groups: ['staff', 'admins'] }, true],
    ['values of which one is not in the list', { groups: ['staff', 'guests'] }, false],
    ['any of some values', { groups: { any: ['guests', 'staff'] } }, true],
    ['any of some values for one value', { sub: { any: ['john', 'jane'] } }, true],
    ['none of some values', { groups: { none: ['guests'] } }, true],
    ['none of values of which one is there', { groups: { none: ['staff'] } }, false],
    ['none, of a claim that is not there', { roles: { none: ['guest'] } }, true],
    ['a path', { 'address.country': 'DE' }, true],
    ['a longer path', { 'address.geo.lat': 52 }, true],
    ['a path that leads nowhere', { 'address.zip.code': 'DE' }, false],
    ['a path into a text', { 'sub.length': 4 }, false],
    ['a path into a list', { 'groups.length': 2 }, false],
    ['a claim whose name has a dot', { 'address.city': 'Berlin' }, true],
    ['what every object inherits', { 'constructor.name': 'Object' }, false],
  ])('%s', (_what, wanted, expected) => {
    expect(matches({ claims: wanted })).toBe(expected);
  });

  test('finds nothing where there is no ID token', () => {
    const without = describeToken(aToken({ id_token: undefined }), []);
    expect(matchesQuery(without, { claims: { sub: 'jane' } })).toBe(false);
    expect(matchesQuery(without, { claims: {} })).toBe(true);
  });
});

test('a predicate sees the claims', () => {
  expect(matches(({ claims }) => claims?.sub === 'jane')).toBe(true);
  expect(matches(({ claims }) => claims?.sub === 'john')).toBe(false);
});
