import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  issuer,
  parseToken,
  serializeToken,
  timestamp,
  Token,
} from '../../../src/main/auth-foundation/index.ts';
import { aToken, aTokenResponse, builtAt, exampleContext } from '../../support/builders/tokens.ts';

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const optional = { requiredKeys: [] };
/** A response in any order of its fields, with fields that this app does not know. */
const responses = fc
  .tuple(
    fc.record({ access_token: text, token_type: text }),
    fc.record(
      {
        expires_in: fc.nat(),
        refresh_token: text,
        id_token: text,
        scope: fc.string(),
        device_secret: text,
        issued_token_type: fc.string(),
      },
      optional,
    ),
    fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/), fc.jsonValue()),
    fc.boolean(),
  )
  .map(([required, known, unknown, unknownFirst]) =>
    unknownFirst ? { ...unknown, ...known, ...required } : { ...required, ...known, ...unknown },
  );

describe('a token that was stored and read back', () => {
  test('is the same token, whatever the server put into the response', () => {
    fc.assert(
      fc.property(responses, fc.nat(), (response, receivedAt) => {
        const token = Token.fromResponse(response, exampleContext, timestamp(receivedAt));
        const stored: unknown = JSON.parse(JSON.stringify(serializeToken(token)));
        const read = parseToken(stored);
        expect(read.equals(token)).toBe(true);
        expect(read.id).toBe(token.id);
        expect(read.issuedAt).toBe(receivedAt);
        expect(serializeToken(read)).toEqual(serializeToken(token));
        expect(read.accessToken).toBe(response.access_token);
        expect(read.refreshToken).toBe(response.refresh_token);
      }),
    );
  });

  test.each([
    ['has no access token', { response: { token_type: 'Bearer' } }],
    ['has an access token that is no text', { response: { ...aTokenResponse(), access_token: 7 } }],
    ['has an identifier of another form', { id: '../../etc/passwd' }],
    ['has no issuer', { context: { clientId: 'x' } }],
    ['has a field that this version does not know', { surprise: true }],
  ])('is refused when it %s', (_what, changes) => {
    const stored = serializeToken(aToken());
    expect(() => parseToken({ ...stored, ...changes })).toThrow();
    expect(() => parseToken(stored)).not.toThrow();
  });
});

describe('two tokens', () => {
  const response = aTokenResponse();
  const token = Token.fromResponse(response, exampleContext, builtAt);

  test('are equal when issuer, client and fields are, whenever they were received', () => {
    const other = Token.fromResponse(response, { ...exampleContext }, timestamp(builtAt + 1));
    expect(token.equals(other)).toBe(true);
  });

  test('are equal in whatever order the server named the fields', () => {
    const reversed = Object.fromEntries(Object.entries(response).reverse());
    const other = Token.fromResponse({ ...reversed, ...response }, exampleContext, builtAt);
    expect(token.equals(other)).toBe(true);
  });

  test.each([
    ['one field', { ...response, scope: 'openid' }, exampleContext],
    ['the issuer', response, { ...exampleContext, issuer: issuer('https://other.example') }],
    ['the client', response, { ...exampleContext, clientId: 'another' }],
  ])('differ when %s does', (_what, otherResponse, context) => {
    expect(token.equals(Token.fromResponse(otherResponse, context, builtAt))).toBe(false);
  });
});
