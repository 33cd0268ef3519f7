import { expect, test } from 'vitest';
import type { Credential } from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import type { Bench } from './describe-provider.ts';

/** What becomes of tokens: refreshed, introspected, revoked. */
export function testTokenLife({ site, capable, bind, description }: Bench): void {
  test('refreshes: what is new wins, and what is missing stays', async () => {
    const credential = await site().addCredential(bind);
    const { id, token: before } = credential;
    await site().coordinator.refresh(id);
    const { token: after } = credential;
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(after.id).toBe(id);
    expect(after.scopes).toEqual(before.scopes);
    expect(after.claims?.sub).toBe(before.claims?.sub);
    expect(after.refreshToken === before.refreshToken).toBe(description.refreshTokens === 'static');
    expect(credential.tags).toEqual(['work']);
    expect(credential.metadata.facts.refreshTokenRotates).toBe(
      description.refreshTokens === 'rotating',
    );
    await site().coordinator.refresh(id);
    expect(credential.token.accessToken).not.toBe(after.accessToken);
  });

  test('serves callers who refresh at the same time with one token', async () => {
    const credential = await site().addCredential(bind);
    await Promise.all([1, 2, 3].map(() => site().coordinator.refresh(credential.id)));
    const { refreshToken } = credential.token;
    await site().coordinator.refresh(credential.id);
    expect(credential.token.refreshToken === refreshToken).toBe(
      description.refreshTokens === 'static',
    );
  });

  capable('refusesDeadRefreshTokens', {
    can: [
      'refuses a refresh token whose time is over, and says that a sign-in is needed',
      async () => {
        const credential = await site().addCredential(bind);
        const first = credential.token;
        await site().coordinator.refresh(credential.id);
        if (description.refreshTokens === 'rotating' && description.leewaySeconds > 0) {
          // An answer that got lost: the same refresh token is sent again.
          expect(await site().client().refresh(first)).toMatchObject({ kind: 'tokens' });
          site().provider.advance(description.leewaySeconds + 1);
        }
        if (description.refreshTokens === 'static') {
          await site().client().revoke(refreshTokenOf(credential), 'refresh_token');
        }
        const failure = await failureOf(site().client().refresh(first));
        expect(failure).toMatchObject({
          code: 'refresh_token_rejected',
          failureClass: 'sign_in_needed',
        });
        // A replayed refresh token ends the whole session.
        expect(await failureOf(site().coordinator.refresh(credential.id))).toMatchObject({
          failureClass: 'sign_in_needed',
        });
      },
    ],
    cannot: async () => {
      const token = (await site().signIn({ bind })).withRefreshToken('never issued');
      expect(await site().client().refresh(token)).toMatchObject({ kind: 'tokens' });
    },
  });

  test('tells about the person', async () => {
    const credential = await site().addCredential(bind);
    const info = await site().coordinator.userInfo(credential.id);
    expect(info.sub).toBe(credential.token.claims?.sub);
  });

  capable('introspectsTruthfully', {
    can: [
      'tells live tokens from others',
      async () => {
        const { id, token } = await site().addCredential(bind);
        expect(await site().coordinator.introspect(id, 'access_token')).toMatchObject({
          active: true,
          client_id: site().provider.clientId,
        });
        expect(await site().coordinator.introspect(id, 'refresh_token')).toMatchObject({
          active: true,
        });
        const foreign = `${token.accessToken}x`;
        expect(await site().client().introspect(foreign, 'access_token')).toEqual({
          active: false,
        });
      },
    ],
    cannot: async () => {
      expect(await site().client().introspect('never issued', 'access_token')).toEqual({
        active: true,
      });
    },
  });

  capable('revokes', {
    can: [
      'revokes, and introspection proves it',
      async () => {
        const { id, token } = await site().addCredential(bind);
        const results = await site().coordinator.revoke(id);
        expect(results.map(({ kind, outcome }) => [kind, outcome])).toEqual([
          ['refresh_token', 'revoked'],
          ['access_token', 'revoked'],
        ]);
        expect(await site().coordinator.with(id)).toBeNull();
        const dead = { active: false };
        expect(await site().client().introspect(token.accessToken, 'access_token')).toEqual(dead);
        expect(
          await site()
            .client()
            .introspect(token.refreshToken ?? '', 'refresh_token'),
        ).toEqual(dead);
        expect(await failureOf(site().client().refresh(token))).toMatchObject({
          code: 'refresh_token_rejected',
        });
      },
    ],
    cannot: async () => {
      const { id, token } = await site().addCredential(bind);
      await site().coordinator.revoke(id);
      expect(await site().client().refresh(token)).toMatchObject({ kind: 'tokens' });
    },
  });
}

function refreshTokenOf(credential: Credential): string {
  const { refreshToken } = credential.token;
  if (refreshToken === undefined) throw new Error('There is no refresh token.');
  return refreshToken;
}
