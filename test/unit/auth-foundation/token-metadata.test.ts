import { expect, test } from 'vitest';
import { describeToken, tokenMetadataSchema } from '../../../src/main/auth-foundation/index.ts';
import { printed } from '../../support/builders/printed.ts';
import {
  anIdToken,
  aToken,
  builtAt,
  canary,
  exampleContext,
} from '../../support/builders/tokens.ts';

test('metadata tells what is known of a token, with the tags of the person', () => {
  const token = aToken({ id_token: anIdToken({ sub: '00uAda', email: 'ada@example.com' }) });
  expect(describeToken(token, ['work'])).toEqual({
    id: token.id,
    tags: ['work'],
    claims: { sub: '00uAda', email: 'ada@example.com' },
    issuer: exampleContext.issuer,
    clientId: exampleContext.clientId,
    scopes: ['openid', 'profile', 'offline_access'],
    facts: {
      issuedAt: builtAt,
      expiresAt: builtAt + 3_600_000,
      tokenType: 'bearer',
      hasRefreshToken: true,
      hasIdToken: true,
      hasDeviceSecret: false,
      isBound: false,
      refreshTokenRotates: null,
    },
    automaticRefresh: null,
    requiresPresence: false,
    signInNeeded: null,
    idTokenProblem: null,
  });
});

test('metadata holds no token', () => {
  expect(printed(describeToken(aToken(), []))).not.toContain(canary);
});

test('a tag that is given twice counts once', () => {
  expect(describeToken(aToken(), ['work', 'home', 'work']).tags).toEqual(['work', 'home']);
});

test('metadata survives being stored as JSON', () => {
  const metadata = describeToken(aToken(), ['work']);
  const stored: unknown = JSON.parse(JSON.stringify(metadata));
  expect(tokenMetadataSchema.parse(stored)).toEqual(metadata);
});

test('metadata that was stored before presence could be required does not require it', () => {
  const { requiresPresence, ...stored } = describeToken(aToken(), []);
  expect(tokenMetadataSchema.parse(stored).requiresPresence).toBe(requiresPresence);
  expect(requiresPresence).toBe(false);
});
