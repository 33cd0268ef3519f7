import { genericGrantRequest } from 'openid-client';
import { describe, expect, test } from 'vitest';
import {
  newCredentialId,
  openSecret,
  ProofKey,
  readIdTokenClaims,
  Token,
  type TokenPurpose,
} from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { aTokenResponse, builtAt, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { SigningOrg } from './signing-org.ts';

const purposes = ['code_exchange', 'device_token', 'token_exchange', 'jwt_bearer'] as const;

/** Gets tokens from an org, as a flow does. */
function grant(org: SigningOrg, purpose: TokenPurpose, proofKey: ProofKey | null = null) {
  return org.client.call(
    purpose,
    (configuration, dpop) => genericGrantRequest(configuration, 'urn:example:grant', {}, dpop),
    { proofKey },
  );
}

/** The tokens that an org was asked to revoke, oldest first. */
const revoked = (org: SigningOrg): readonly (string | null | undefined)[] =>
  org.seen.filter(({ path }) => path === '/revoke').map(({ form }) => form?.get('token'));

/** A session of an org whose tokens are bound to a key. */
async function aBoundToken(org: SigningOrg): Promise<Token> {
  const { context } = org.client;
  const changes = { token_type: 'DPoP', refresh_token: `${canary}own`, id_token: undefined };
  const response = aTokenResponse(changes);
  const key = await ProofKey.generate();
  return Token.fromResponse(response, context, builtAt, newCredentialId(), key);
}

describe.each(purposes)('when a %s fails after its tokens arrived', (purpose) => {
  test('they are revoked, but never the device secret', async () => {
    const org = new SigningOrg();
    org.claims = { sub: '' };
    org.fields = { device_secret: `${canary}device` };
    expect((await failureOf(grant(org, purpose))).code).toBe('id_token_invalid');
    await expect.poll(() => revoked(org)).toEqual([`${canary}refresh-1`, `${canary}access-1`]);
  });

  test('a refresh token without an access token is revoked as well', async () => {
    const org = new SigningOrg();
    org.fields = { access_token: undefined };
    expect((await failureOf(grant(org, purpose))).code).toBe('malformed_response');
    await expect.poll(() => revoked(org)).toEqual([`${canary}refresh-1`]);
  });

  test('and none is bound although a key was used, the reason is told, and they are revoked', async () => {
    const org = new SigningOrg();
    const key = await ProofKey.generate();
    const failure = await failureOf(grant(org, purpose, key));
    expect(failure.code).toBe('dpop_unsupported');
    await expect.poll(() => revoked(org)).toEqual([`${canary}refresh-1`, `${canary}access-1`]);
  });

  test('and they are bound although no key was used, they are refused and revoked', async () => {
    const org = new SigningOrg();
    org.fields = { token_type: 'DPoP' };
    expect((await failureOf(grant(org, purpose))).code).toBe('malformed_response');
    await expect.poll(() => revoked(org)).toEqual([`${canary}refresh-1`, `${canary}access-1`]);
  });
});

describe('when a grant brings what was asked for', () => {
  test('nothing is revoked', async () => {
    const org = new SigningOrg();
    await grant(org, 'jwt_bearer');
    org.fields = { token_type: 'DPoP' };
    await grant(org, 'device_token', await ProofKey.generate());
    for (let round = 0; round < 10; round += 1) await turn();
    expect(revoked(org)).toEqual([]);
  });

  test('and nothing arrives, nothing is revoked', async () => {
    const org = new SigningOrg();
    org.next('/token', () => Response.json({ error: 'authorization_pending' }, { status: 400 }));
    expect((await failureOf(grant(org, 'device_token'))).code).toBe('authorization_pending');
    for (let round = 0; round < 10; round += 1) await turn();
    expect(revoked(org)).toEqual([]);
  });
});

describe('when the answer to a refresh has no access token that may be used', () => {
  test('of a bound session it is one that is not bound: its refresh token is kept, nothing is revoked', async () => {
    const org = new SigningOrg();
    const answer = await org.client.refresh(await aBoundToken(org));
    if (answer.kind !== 'refresh_token_only') throw new Error('A token was taken.');
    expect(openSecret(answer.refreshToken)).toBe(`${canary}refresh-1`);
    expect(answer.failure.code).toBe('dpop_unsupported');
    expect(answer.unverifiedClaims?.sub).toBe('00uAda');
    for (let round = 0; round < 10; round += 1) await turn();
    expect(revoked(org)).toEqual([]);
    expect(JSON.stringify(answer)).not.toContain(canary);
  });

  test('nor one that is bound, of a session without a key', async () => {
    const org = new SigningOrg();
    org.fields = { token_type: 'DPoP' };
    const answer = await org.client.refresh(org.aToken());
    expect(answer).toMatchObject({
      kind: 'refresh_token_only',
      failure: { code: 'malformed_response' },
    });
  });

  test('and no other refresh token either, it has failed', async () => {
    const org = new SigningOrg();
    const token = org.aToken();
    org.fields = { access_token: undefined, refresh_token: token.refreshToken };
    expect((await failureOf(org.client.refresh(token))).code).toBe('malformed_response');
    org.fields = { access_token: undefined, refresh_token: undefined };
    expect((await failureOf(org.client.refresh(token))).code).toBe('malformed_response');
  });
});

/** A stored credential of an org. */
async function stored(org: SigningOrg) {
  const site = aCoordinator();
  site.client.onRefresh = (token, scopes) => org.client.refresh(token, scopes);
  site.client.onRevoke = (value, kind) => org.client.revoke(value, kind);
  const credential = await site.coordinator.store(await org.signIn());
  return { ...site, credential, inStorage: () => site.storage.row(credential.id)?.token };
}

describe('a credential whose refresh is answered with a refresh token alone', () => {
  test('has it written down before the caller is told, and keeps everything else', async () => {
    const org = new SigningOrg();
    const { credential, inStorage, storage } = await stored(org);
    const { accessToken, idToken, issuedAt } = credential.token;
    org.fields = { access_token: undefined };
    const gate = storage.hold('replace');
    let hasEnded = false;
    const refreshing = failureOf(credential.refresh()).finally(() => {
      hasEnded = true;
    });
    while (org.count('/token') < 2) await turn();
    for (let round = 0; round < 10; round += 1) await turn();
    expect(hasEnded).toBe(false);
    gate.release();
    expect((await refreshing).code).toBe('malformed_response');
    const kept = { accessToken, idToken, issuedAt, refreshToken: `${canary}refresh-2` };
    expect(credential.token).toMatchObject(kept);
    expect(inStorage()).toMatchObject(kept);
    expect(credential.metadata).toMatchObject({
      signInNeeded: null,
      facts: { refreshTokenRotates: true },
    });
  });

  test('tells its failure as an event, and refreshes with that token next', async () => {
    const org = new SigningOrg();
    const { credential, events } = await stored(org);
    org.fields = { access_token: 42 };
    const failure = await failureOf(credential.refresh());
    const { id } = credential;
    expect(events.at(-1)).toEqual({ name: 'credential_refresh_failed', id, failure });
    org.fields = {};
    await credential.refresh();
    const sent = org.seen.filter(({ path }) => path === '/token').at(-1)?.form;
    expect(sent?.get('refresh_token')).toBe(`${canary}refresh-2`);
    expect(credential.token.accessToken).toBe(`${canary}access-3`);
  });

  test('uses it from memory when it cannot be written', async () => {
    const org = new SigningOrg();
    const { credential, storage } = await stored(org);
    org.fields = { access_token: undefined };
    storage.refuse('replace');
    expect((await failureOf(credential.refresh())).code).toBe('token_unsaved');
    expect(credential.token.refreshToken).toBe(`${canary}refresh-2`);
    expect(credential.isUnsaved).toBe(true);
  });

  test('keeps it when it was asked for fewer scopes, too', async () => {
    const org = new SigningOrg();
    const { credential, inStorage } = await stored(org);
    org.fields = { access_token: undefined };
    const failure = await failureOf(credential.downscope(['openid']));
    expect(failure.code).toBe('malformed_response');
    expect(inStorage()?.refreshToken).toBe(`${canary}refresh-2`);
  });

  test('of somebody else does not take it, and has it revoked', async () => {
    const org = new SigningOrg();
    const { credential, inStorage } = await stored(org);
    const before = credential.token;
    org.fields = { access_token: undefined };
    org.claims = { sub: '00uGrace' };
    expect((await failureOf(credential.refresh())).code).toBe('subject_changed');
    expect(inStorage()?.equals(before)).toBe(true);
    await expect.poll(() => revoked(org)).toEqual([`${canary}refresh-2`]);
  });
});

describe('whether an org rotates refresh tokens', () => {
  test('is not known at first, and then what the last refresh has shown', async () => {
    const org = new SigningOrg();
    const { coordinator, credential } = await stored(org);
    const rotates = () => credential.metadata.facts.refreshTokenRotates;
    expect(rotates()).toBeNull();
    await credential.refresh();
    expect(rotates()).toBe(true);
    org.fields = { refresh_token: undefined };
    await credential.refresh();
    expect(rotates()).toBe(false);
    org.fields = { refresh_token: credential.token.refreshToken };
    await credential.refresh();
    expect(rotates()).toBe(false);
    org.fields = {};
    await credential.refresh();
    await coordinator.signInAgain(credential.id, await org.signIn());
    expect(rotates()).toBe(true);
    expect(readIdTokenClaims(credential.token.idToken ?? '')?.sub).toBe('00uAda');
  });
});
