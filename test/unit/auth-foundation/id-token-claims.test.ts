import { describe, expect, test } from 'vitest';
import {
  isSameIdentity,
  personOf,
  readIdTokenClaims,
  type IdTokenClaims,
} from '../../../src/main/auth-foundation/index.ts';
import { anIdToken } from '../../support/builders/tokens.ts';

test.each([
  ['name', ['Ada']],
  ['email', null],
  ['preferred_username', 7],
  ['exp', 'tomorrow'],
  ['iat', null],
])('a claim %s that is not of its type counts as absent, and no other with it', (claim, value) => {
  const claims = readIdTokenClaims(anIdToken({ sub: '00uAda', [claim]: value }));
  expect(claims).toMatchObject({ sub: '00uAda', [claim]: undefined });
});

test('what is no JWT has no claims', () => {
  expect(readIdTokenClaims('not.a.jwt')).toBeNull();
});

describe('a later ID token', () => {
  const before: IdTokenClaims = { iss: 'https://a.example', sub: 'ada', aud: ['one', 'two'] };

  test.each<[string, Readonly<Record<string, unknown>> | null, boolean]>([
    ['with the same claims is of the same session', before, true],
    ['with its audiences in another order is', { ...before, aud: ['two', 'one'] }, true],
    ['with one more audience is', { ...before, aud: ['one', 'two', 'three'] }, true],
    ['with one audience less is not', { ...before, aud: 'one' }, false],
    ['of another person is not', { ...before, sub: 'grace' }, false],
    ['of another issuer is not', { ...before, iss: 'https://b.example' }, false],
    ['without the claims is not compared', { name: 'Ada' }, true],
    ['that is not there is not compared', null, true],
    ['with a subject that is no text is not', { ...before, sub: 42 }, false],
    ['with a subject of null is not', { ...before, sub: null }, false],
    ['with an issuer that is no text is not', { ...before, iss: {} }, false],
    ['with audiences that are no texts is not', { ...before, aud: [1] }, false],
    ['with a name of null is', { ...before, name: null }, true],
    ['with a name of null and another person is not', { sub: 'grace', name: null }, false],
  ])('%s', (_what, after, expected) => {
    const claims = after === null ? null : readIdTokenClaims(anIdToken(after));
    expect(isSameIdentity(before, claims)).toBe(expected);
  });

  test('is not compared with what is not known', () => {
    expect(isSameIdentity(null, before)).toBe(true);
    expect(isSameIdentity({}, before)).toBe(true);
  });

  test('with one audience as a text or as a list is the same', () => {
    expect(isSameIdentity({ aud: 'one' }, { aud: ['one'] })).toBe(true);
  });
});

test('a person is named by the best that the claims have', () => {
  const claims = { name: 'Ada', email: 'ada@example.com', preferred_username: 'al', sub: '1' };
  expect(personOf(claims)).toBe('Ada');
  expect(personOf({ ...claims, name: undefined })).toBe('ada@example.com');
  expect(personOf({ preferred_username: 'al', sub: '1' })).toBe('al');
  expect(personOf({ sub: '1' })).toBe('1');
  expect(personOf({ sub: '' })).toBeNull();
  expect(personOf({})).toBeNull();
  expect(personOf(null)).toBeNull();
});
