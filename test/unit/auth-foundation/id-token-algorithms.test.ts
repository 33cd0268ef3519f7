import { SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { describe, expect, test } from 'vitest';
import {
  Secret,
  seconds,
  type ExpectedIdToken,
  type TokenPurpose,
} from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { canary, tokensOf } from '../../support/builders/tokens.ts';
import { SigningOrg } from './signing-org.ts';

const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
const supported = (...names: readonly string[]) => ({
  id_token_signing_alg_values_supported: names,
});
const freshPurposes = ['code_exchange', 'device_token', 'token_exchange', 'jwt_bearer'] as const;

/** What is wrong with the ID token of a refresh, or null. */
async function problemOf(org: SigningOrg): Promise<string | null> {
  const answer = await tokensOf(org.newClient().refresh(org.aToken()));
  return answer.idTokenProblem?.code ?? null;
}

/** Gets tokens, as a flow does. */
function grant(org: SigningOrg, purpose: TokenPurpose, expected: ExpectedIdToken = {}) {
  return org.client.call(
    purpose,
    (configuration) => oidc.genericGrantRequest(configuration, 'urn:example:grant', {}),
    { expected },
  );
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('an ID token is taken', () => {
  test.each(algorithms)('that is signed with %s by a provider that says so', async (algorithm) => {
    const org = new SigningOrg();
    org.algorithm = algorithm;
    org.metadata = supported('RS256', algorithm);
    expect(await problemOf(org)).toBeNull();
  });

  test('that is signed with RS256 by a provider that says nothing', async () => {
    const org = new SigningOrg();
    org.metadata = supported();
    org.metadata = { id_token_signing_alg_values_supported: undefined };
    expect(await problemOf(org)).toBeNull();
  });

  test.each([
    ['for this client alone, as a list', { aud: ['0oaExample'] }],
    ['for several, and to this client', { aud: ['0oaExample', 'api'], azp: '0oaExample' }],
    ['to this client', { azp: '0oaExample' }],
  ])('%s', async (_what, claims) => {
    const org = new SigningOrg();
    org.claims = claims;
    expect(await problemOf(org)).toBeNull();
  });
});

describe('an ID token is refused', () => {
  test.each(algorithms.slice(1))(
    'that is signed with %s by a provider that does not say so',
    async (algorithm) => {
      const org = new SigningOrg();
      org.algorithm = algorithm;
      org.metadata = supported('RS256');
      expect(await problemOf(org)).toBe('id_token_invalid');
      org.metadata = { id_token_signing_alg_values_supported: undefined };
      expect(await problemOf(org)).toBe('id_token_invalid');
    },
  );

  test.each([
    ['RS256 alone', supported('RS256')],
    ['none and HS256 as well', supported('RS256', 'none', 'HS256', 'HS384', 'HS512')],
  ])('without a signature, from a provider that says %s', async (_what, metadata) => {
    const org = new SigningOrg();
    org.metadata = metadata;
    const now = Math.floor(org.clock.now() / 1000);
    const claims = { iss: org.issuer, sub: '00uAda', aud: '0oaExample', iat: now, exp: now + 60 };
    org.fields = { id_token: `${base64({ alg: 'none' })}.${base64(claims)}.` };
    expect(await problemOf(org)).toBe('id_token_invalid');
    expect((await failureOf(grant(org, 'code_exchange'))).code).toBe('id_token_invalid');
  });

  test.each(['HS256', 'HS384', 'HS512'])(
    'whose signature %s anybody could make who knows the client, whatever the provider says',
    async (algorithm) => {
      const org = new SigningOrg();
      org.metadata = supported('RS256', algorithm);
      const now = Math.floor(org.clock.now() / 1000);
      const secret = Buffer.from('0oaExample'.repeat(7));
      const forged = new SignJWT({ iss: org.issuer, sub: '00uAda', aud: '0oaExample' })
        .setProtectedHeader({ alg: algorithm })
        .setIssuedAt(now)
        .setExpirationTime(now + 60);
      org.fields = { id_token: await forged.sign(secret) };
      expect(await problemOf(org)).toBe('id_token_invalid');
      expect((await failureOf(grant(org, 'code_exchange'))).code).toBe('id_token_invalid');
    },
  );

  test.each([
    ['for others', { aud: ['api', 'another'] }],
    ['for several, and to nobody', { aud: ['0oaExample', 'api'] }],
    ['for several, and to another', { aud: ['0oaExample', 'api'], azp: 'api' }],
    ['to another', { azp: 'api' }],
  ])('that is %s', async (_what, claims) => {
    const org = new SigningOrg();
    org.claims = claims;
    expect(await problemOf(org)).toBe('id_token_invalid');
  });
});

describe.each(freshPurposes)('an ID token that a %s brings', (purpose) => {
  const detailOf = async (org: SigningOrg, expected?: ExpectedIdToken) => {
    const { code, detail } = await failureOf(grant(org, purpose, expected));
    expect(code).toBe('id_token_invalid');
    return detail;
  };
  const ago = (org: SigningOrg, age: number) => Math.floor(org.clock.now() / 1000) - age;

  test('is fresh', async () => {
    const org = new SigningOrg();
    org.claims = { iat: ago(org, 301) };
    expect(await detailOf(org)).toBe('The ID token’s iat lies too far in the past.');
  });

  test('has the nonce that was sent', async () => {
    const org = new SigningOrg();
    org.claims = { nonce: 'sent' };
    await grant(org, purpose, { nonce: new Secret('sent') });
    const problem = 'The ID token’s nonce is not the one that was sent.';
    expect(await detailOf(org, { nonce: new Secret('other') })).toBe(problem);
    org.claims = {};
    expect(await detailOf(org, { nonce: new Secret('sent') })).toBe(problem);
  });

  test('fits the device secret', async () => {
    const org = new SigningOrg();
    org.claims = { ds_hash: 'wrong' };
    org.fields = { device_secret: `${canary}device` };
    expect(await detailOf(org)).toBe('The ID token’s ds_hash does not fit the device secret.');
  });
});

// Of a session that was exchanged the same is told as a sign-in that is needed: its flow's tests hold that.
describe.each(freshPurposes.filter((purpose) => purpose !== 'token_exchange'))(
  'an ID token that a %s brings, for which the person signed in,',
  (purpose) => {
    const detailOf = async (org: SigningOrg, expected?: ExpectedIdToken) => {
      const { code, detail } = await failureOf(grant(org, purpose, expected));
      expect(code).toBe('id_token_invalid');
      return detail;
    };
    const ago = (org: SigningOrg, age: number) => Math.floor(org.clock.now() / 1000) - age;

    test.each([0, 600])(
      'is of a sign-in at most %i seconds ago, where that was asked for',
      async (age) => {
        const org = new SigningOrg();
        const expected = { maxAge: seconds(age) };
        for (const allowed of [0, age, age + 300]) {
          org.claims = { auth_time: ago(org, allowed) };
          await grant(org, purpose, expected);
        }
        org.claims = { auth_time: ago(org, age + 301) };
        expect(await detailOf(org, expected)).toBe(
          'The ID token’s auth_time lies too far in the past.',
        );
        org.claims = {};
        expect(await detailOf(org, expected)).toBe('The ID token’s auth_time is missing.');
      },
    );

    test('is of the context that was asked for', async () => {
      const org = new SigningOrg();
      org.claims = { acr: 'phr' };
      await grant(org, purpose, { acrValues: ['phr', 'phrh'] });
      expect(await detailOf(org, { acrValues: ['phrh'] })).toBe(
        'The ID token’s acr is not among what was asked for.',
      );
    });
  },
);
