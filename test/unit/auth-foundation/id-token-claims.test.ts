import { describe, expect, test } from 'vitest';
import {
  isSameIdentity,
  personOf,
  type IdTokenClaims,
} from '../../../src/main/auth-foundation/index.ts';

describe('a later ID token', () => {
  const before: IdTokenClaims = { iss: 'https://a.example', sub: 'ada', aud: ['one', 'two'] };

  test.each<[string, IdTokenClaims | null, boolean]>([
    ['with the same claims is of the same session', before, true],
    ['with its audiences in another order is', { ...before, aud: ['two', 'one'] }, true],
    ['with one more audience is', { ...before, aud: ['one', 'two', 'three'] }, true],
    ['with one audience less is not', { ...before, aud: 'one' }, false],
    ['of another person is not', { ...before, sub: 'grace' }, false],
    ['of another issuer is not', { ...before, iss: 'https://b.example' }, false],
    ['without the claims is not compared', { name: 'Ada' }, true],
    ['that is not there is not compared', null, true],
  ])('%s', (_what, after, expected) => {
    expect(isSameIdentity(before, after)).toBe(expected);
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
  expect(personOf({})).toBeNull();
  expect(personOf(null)).toBeNull();
});
