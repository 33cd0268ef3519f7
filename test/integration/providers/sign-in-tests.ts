import { expect, test } from 'vitest';
import type { Bench } from './describe-provider.ts';
import { scopes } from './provider-site.ts';

/** Discovery, and the sign-in by authorization code. */
export function testSignIn({ site, capable, bind }: Bench): void {
  test('is discovered, and is who was asked', async () => {
    const metadata = await site().client().discover();
    expect(metadata.issuer).toBe(site().provider.issuer);
    expect(metadata.code_challenge_methods_supported).toContain('S256');
    for (const endpoint of [
      metadata.authorization_endpoint,
      metadata.token_endpoint,
      metadata.jwks_uri,
      metadata.revocation_endpoint,
      metadata.introspection_endpoint,
      metadata.userinfo_endpoint,
      metadata.end_session_endpoint,
    ]) {
      expect(endpoint).toContain(new URL(site().provider.issuer).origin);
    }
  });

  test('signs a person in by authorization code, with an ID token for this app', async () => {
    const token = await site().signIn({ bind });
    expect(token.claims).toMatchObject({
      iss: site().provider.issuer,
      aud: site().provider.clientId,
      sub: site().provider.subject ?? (expect.any(String) as unknown),
    });
    expect(token.refreshToken).toEqual(expect.any(String));
    expect(token.expiresIn).toBe(3600);
    expect(token.tokenType).toBe(bind === 'none' ? 'bearer' : 'dpop');
  });

  capable('grantsScopesAsked', {
    can: [
      'names the scopes that it granted',
      async () => {
        expect((await site().signIn({ bind })).scopes).toEqual(scopes);
      },
    ],
    cannot: async () => {
      expect((await site().signIn({ bind })).scopes).not.toEqual(scopes);
    },
  });

  const useCodeAgain = async (): Promise<readonly [status: number, answer: unknown]> => {
    const { proofKey } = await site().signIn({ bind });
    const replayed = await site().replayTokenRequest(proofKey);
    return [replayed.status, await replayed.json()];
  };
  capable('refusesUsedCodes', {
    can: [
      'takes a code once',
      async () => {
        const [status, answer] = await useCodeAgain();
        expect(status).toBe(400);
        expect(answer).toMatchObject({ error: 'invalid_grant' });
      },
    ],
    cannot: async () => {
      const [status, answer] = await useCodeAgain();
      expect(status).toBe(400);
      expect(answer).not.toHaveProperty('error');
    },
  });
}
