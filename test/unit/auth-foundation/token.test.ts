import { describe, expect, test } from 'vitest';
import { seconds, timestamp, Token } from '../../../src/main/auth-foundation/index.ts';
import { printed } from '../../support/builders/printed.ts';
import {
  anIdToken,
  aToken,
  aTokenResponse,
  builtAt,
  canary,
  exampleContext,
} from '../../support/builders/tokens.ts';

describe('a token made from a response', () => {
  test('gives its secrets through named getters', () => {
    const response = aTokenResponse({ device_secret: `${canary}device` });
    const token = Token.fromResponse(response, exampleContext, builtAt);
    expect(token.accessToken).toBe(response.access_token);
    expect(token.refreshToken).toBe(response.refresh_token);
    expect(token.idToken).toBe(response.id_token);
    expect(token.deviceSecret).toBe(`${canary}device`);
  });

  test('has no refresh token, ID token, device secret or claims when the server gave none', () => {
    const token = aToken({ refresh_token: undefined, id_token: undefined });
    expect(token.refreshToken).toBeUndefined();
    expect(token.idToken).toBeUndefined();
    expect(token.deviceSecret).toBeUndefined();
    expect(token.claims).toBeNull();
  });

  test('has an identifier of 128 random bits of its own', () => {
    expect(aToken().id).toMatch(/^[0-9a-f]{32}$/);
    expect(aToken().id).not.toBe(aToken().id);
  });

  test('reads the type in lower case and the scopes as a list', () => {
    const token = aToken({ token_type: 'DPoP', scope: ' openid  email ' });
    expect(token.tokenType).toBe('dpop');
    expect(token.scopes).toEqual(['openid', 'email']);
    expect(aToken({ scope: undefined }).scopes).toEqual([]);
  });

  test('reads the claims of its ID token', () => {
    expect(aToken({ id_token: anIdToken({ sub: '00uGrace' }) }).claims?.sub).toBe('00uGrace');
  });

  test.each([
    ['is no JWT', 'not-a-jwt'],
    ['holds no object', `${Buffer.from('{}').toString('base64url')}.WzFd.x`],
  ])('has no claims when the ID token %s', (_what, idToken) => {
    expect(aToken({ id_token: idToken }).claims).toBeNull();
  });

  test('is about nobody when the ID token has a subject of the wrong type', () => {
    const idToken = `e30.${Buffer.from('{"sub":7}').toString('base64url')}.x`;
    expect(aToken({ id_token: idToken }).claims).toEqual({ sub: '' });
  });
});

describe('the time a token has left', () => {
  const token = aToken({ expires_in: 60 });

  test.each([
    [59_999, false],
    [60_000, true],
    [60_001, true],
  ])('%d milliseconds after a lifetime of 60 seconds began, expired is %s', (after, expired) => {
    expect(token.isExpired(timestamp(builtAt + after))).toBe(expired);
  });

  test.each([
    [29_999, false],
    [30_000, true],
  ])('%d milliseconds in, being expired in 30 seconds is %s', (after, willBe) => {
    expect(token.willBeExpiredIn(seconds(30), timestamp(builtAt + after))).toBe(willBe);
  });

  test('a token whose lifetime the server did not say never counts as expired', () => {
    const open = aToken({ expires_in: undefined });
    expect(open.expiresIn).toBeNull();
    expect(open.expiresAt).toBeNull();
    expect(open.isExpired(timestamp(Number.MAX_SAFE_INTEGER))).toBe(false);
  });

  test('a lifetime of zero is expired at once', () => {
    expect(aToken({ expires_in: 0 }).isExpired(builtAt)).toBe(true);
  });
});

describe('a token shows no secret', () => {
  const token = aToken({ device_secret: `${canary}device`, unknown_secret: `${canary}unknown` });

  test('when it is printed, encoded or spread', () => {
    expect(printed(token)).not.toContain(canary);
    expect(printed({ deep: { inside: [token] } })).not.toContain(canary);
    expect(JSON.stringify(token)).toBe(JSON.stringify({ id: token.id }));
  });

  test('when it is cloned or walked through', () => {
    expect(printed(structuredClone(token))).not.toContain(canary);
    expect(printed(Object.entries(Object.getOwnPropertyDescriptors(token)))).not.toContain(canary);
  });
});

test('a token cannot be changed', () => {
  const token = aToken();
  expect(Object.isFrozen(token)).toBe(true);
  expect(Reflect.set(token, 'issuedAt', 0)).toBe(false);
});
