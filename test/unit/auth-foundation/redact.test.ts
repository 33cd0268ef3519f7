import { expect, test } from 'vitest';
import { redactSecrets } from '../../../src/main/auth-foundation/index.ts';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIwMHUifQ.c2ln';
const jwe = 'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn';

test.each([
  ['a JWT', `bad token ${jwt}, sorry`, 'bad token [redacted], sorry'],
  ['a JWE', `bad token ${jwe}, sorry`, 'bad token [redacted], sorry'],
  ['40 characters of a token', `"${'aB3-_~+/'.repeat(5)}"`, '"[redacted]"'],
  ['several', `${jwt} ${'x'.repeat(100)}`, '[redacted] [redacted]'],
])('%s is redacted', (_what, text, redacted) => {
  expect(redactSecrets(text)).toBe(redacted);
});

test.each([
  ['Okta’s words', 'The refresh token is invalid or expired.'],
  ['a request id', 'Request oaeHfmOAx1iRLa0H10DeMz5fQ failed.'],
  ['a UUID', '123e4567-e89b-42d3-a456-426614174000'],
  ['39 characters', 'x'.repeat(39)],
  ['an error code', 'ECONNREFUSED'],
])('%s stays readable', (_what, text) => {
  expect(redactSecrets(text)).toBe(text);
});

test('a text is cut at 300 characters, and a token at the cut does not stay', () => {
  const words = 'words '.repeat(100);
  expect(redactSecrets(words)).toHaveLength(300);
  expect(redactSecrets(words)).toMatch(/…$/);
  const cut = redactSecrets(`${'a '.repeat(145)}${'canary'.repeat(10)}`);
  expect(cut).not.toContain('can');
});

test('redacting twice changes nothing more', () => {
  const once = redactSecrets(`${jwt} ${'words '.repeat(100)}`);
  expect(redactSecrets(once)).toBe(once);
});
