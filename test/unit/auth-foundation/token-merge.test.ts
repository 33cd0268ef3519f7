import { describe, expect, test } from 'vitest';
import {
  serializeToken,
  timestamp,
  Token,
  type TokenResponse,
} from '../../../src/main/auth-foundation/index.ts';
import { anIdToken, builtAt, exampleContext } from '../../support/builders/tokens.ts';

const before: TokenResponse = {
  access_token: 'old-access',
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: 'old-refresh',
  id_token: anIdToken({ sub: '00uAda', name: 'old name' }),
  scope: 'openid offline_access',
  device_secret: 'old-device',
  issued_token_type: 'old-type',
  org_extension: { tenant: 'old' },
};
const token = Token.fromResponse(before, exampleContext, builtAt);
const later = timestamp(builtAt + 5000);
const minimal: TokenResponse = { access_token: 'new-access', token_type: 'Bearer' };
const fieldsAfter = (response: TokenResponse): TokenResponse =>
  serializeToken(token.refreshedWith(response, later)).response;

describe('the answer of a refresh is merged field by field', () => {
  test.each([
    ['refresh_token', 'new-refresh'],
    ['id_token', anIdToken({ sub: '00uAda', name: 'new name' })],
    ['scope', 'openid'],
    ['device_secret', 'new-device'],
    ['issued_token_type', 'new-type'],
    ['org_extension', { tenant: 'new' }],
    ['another_extension', [1, 2]],
  ])('a new %s wins, and nothing else changes', (field, value) => {
    expect(fieldsAfter({ ...minimal, [field]: value })).toEqual({
      ...before,
      // toEqual takes undefined for missing: an answer without a lifetime has none.
      expires_in: undefined,
      ...minimal,
      [field]: value,
    });
  });

  test.each([
    'refresh_token',
    'id_token',
    'scope',
    'device_secret',
    'issued_token_type',
    'org_extension',
  ])('a missing %s stays', (field) => {
    expect(fieldsAfter(minimal)[field]).toEqual(before[field]);
    expect(fieldsAfter({ ...minimal, [field]: undefined })[field]).toEqual(before[field]);
  });

  test('the access token is the new one', () => {
    expect(token.refreshedWith(minimal, later).accessToken).toBe('new-access');
  });

  test('identifier and context stay, and the time of issue is that of the answer', () => {
    const refreshed = token.refreshedWith(minimal, later);
    expect(refreshed.id).toBe(token.id);
    expect(refreshed.context).toEqual(token.context);
    expect(refreshed.issuedAt).toBe(later);
  });

  test('the lifetime counts from the answer', () => {
    const refreshed = token.refreshedWith({ ...minimal, expires_in: 60 }, later);
    expect(refreshed.expiresAt).toBe(later + 60_000);
  });

  test('an answer without a lifetime does not inherit the old one', () => {
    const refreshed = token.refreshedWith(minimal, later);
    expect(refreshed.expiresIn).toBeNull();
    expect(refreshed.expiresAt).toBeNull();
  });

  test('the claims follow the new ID token', () => {
    const idToken = anIdToken({ sub: '00uAda', name: 'new name' });
    const refreshed = token.refreshedWith({ ...minimal, id_token: idToken }, later);
    expect(refreshed.claims?.name).toBe('new name');
  });

  test('the token that was refreshed is left as it was', () => {
    token.refreshedWith({ ...minimal, refresh_token: 'new-refresh' }, later);
    expect(token.accessToken).toBe('old-access');
    expect(token.refreshToken).toBe('old-refresh');
  });

  test('three rotations keep what only the first answer had', () => {
    const third = [1, 2, 3].reduce(
      (current, turn) =>
        current.refreshedWith(
          { ...minimal, access_token: `access-${turn}`, refresh_token: `refresh-${turn}` },
          later,
        ),
      token,
    );
    expect(third.refreshToken).toBe('refresh-3');
    expect(third.deviceSecret).toBe('old-device');
    expect(third.scopes).toEqual(['openid', 'offline_access']);
  });
});

describe('a token under another identifier', () => {
  test('is the same in everything else', () => {
    const other = Token.fromResponse(before, exampleContext, builtAt);
    const renamed = token.withId(other.id);
    expect(renamed.id).toBe(other.id);
    expect(serializeToken(renamed)).toEqual({ ...serializeToken(token), id: other.id });
  });
});
