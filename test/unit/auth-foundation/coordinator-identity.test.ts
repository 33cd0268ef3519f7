import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { anIdToken, aToken, aTokenResponse } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';
import { SigningOrg } from './signing-org.ts';

const mine = { iss: 'https://example.okta.com', sub: '00uAda', aud: 'client' };

/** A credential whose next refresh is answered with an ID token that has these claims. */
async function answeredWith(claims: Readonly<Record<string, unknown>>) {
  const site = aCoordinator();
  const credential = await site.coordinator.store(aToken({ id_token: anIdToken(mine) }));
  const answer = aTokenResponse({ id_token: anIdToken(claims) });
  site.client.onRefresh = () => Promise.resolve({ ...refreshAnswer(answer), requestId: 'req-7' });
  site.hush();
  return { ...site, credential, answer };
}

describe('a refresh that is answered for somebody else', () => {
  test.each([
    ['another subject', { ...mine, sub: '00uGrace' }],
    ['another issuer', { ...mine, iss: 'https://other.okta.com' }],
    ['another audience', { ...mine, aud: 'other' }],
  ])('(%s) is not used: the credential keeps its token', async (_what, claims) => {
    const { credential, storage, events } = await answeredWith(claims);
    const { token } = credential;
    const failure = await failureOf(credential.refresh());
    expect(failure).toMatchObject({ code: 'subject_changed', requestId: 'req-7' });
    expect(credential.token).toBe(token);
    expect(storage.row(credential.id)?.token.equals(token)).toBe(true);
    expect(events.at(-1)).toEqual({
      name: 'credential_refresh_failed',
      id: credential.id,
      failure,
    });
  });

  test('needs a new sign-in, and its tokens are revoked', async () => {
    const { answer, client, credential, storage } = await answeredWith({ sub: '00uGrace' });
    await failureOf(credential.refresh());
    await turn();
    expect(storage.row(credential.id)?.metadata.signInNeeded?.code).toBe('subject_changed');
    expect(client.revoked.map(({ value }) => value)).toEqual([
      answer.refresh_token,
      answer.access_token,
    ]);
  });

  test('has its tokens revoked later when the org cannot be reached now', async () => {
    const { client, credential, revocations } = await answeredWith({ sub: '00uGrace' });
    client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    await failureOf(credential.refresh());
    await turn();
    expect(revocations.stored).toMatchObject([{ person: '00uGrace' }]);
  });

  test('hands out no down-scoped token either', async () => {
    const { credential } = await answeredWith({ sub: '00uGrace' });
    expect((await failureOf(credential.downscope(['openid']))).code).toBe('subject_changed');
  });
});

test('a refresh whose claims tell the same identity otherwise is used', async () => {
  const { credential, answer } = await answeredWith({ ...mine, aud: ['client'], name: 'Ada K.' });
  await credential.refresh();
  expect(credential.token.accessToken).toBe(answer.access_token);
  expect(credential.metadata.claims?.name).toBe('Ada K.');
});

describe('an answer for somebody else whose ID token cannot be verified either', () => {
  const ten = 600;
  const somebody = { sub: '00uGrace' };

  test.each<[string, (org: SigningOrg, now: number) => void]>([
    ['signed as it should be', (org) => (org.claims = somebody)],
    ['with an e-mail address of null', (org) => (org.claims = { ...somebody, email: null })],
    ['with a name that is a list', (org) => (org.claims = { ...somebody, name: ['Grace'] })],
    ['about a subject that is no text', (org) => (org.claims = { sub: 42 })],
    ['of another issuer', (org) => (org.claims = { iss: 'https://other.okta.com' })],
    ['for another client', (org) => (org.claims = { aud: 'another' })],
    ['from the future', (org, now) => (org.claims = { ...somebody, iat: now + ten })],
    ['expired', (org, now) => (org.claims = { ...somebody, iat: now - 2 * ten, exp: now - ten })],
    [
      'with a lifetime as a text',
      (org) => {
        org.claims = somebody;
        org.fields = { expires_in: '3600' };
      },
    ],
    [
      'signed with a key that cannot be had',
      (org) => {
        org.claims = somebody;
        org.rotateKeys();
        org.clock.advance(61_000);
        org.answers.set('/keys', () => Response.json({}, { status: 503 }));
      },
    ],
  ])('(%s) is not used', async (_what, change) => {
    const org = new SigningOrg();
    const site = aCoordinator();
    site.client.onRefresh = (token) => org.client.refresh(token);
    const credential = await site.coordinator.store(await org.signIn());
    const { token } = credential;
    change(org, Math.floor(org.clock.now() / 1000));
    expect((await failureOf(credential.refresh())).code).toBe('subject_changed');
    expect(credential.token).toBe(token);
    expect(credential.metadata.signInNeeded).toMatchObject({ code: 'subject_changed' });
  });
});

test('a provider that sends an e-mail address of null signs in and refreshes', async () => {
  const org = new SigningOrg();
  org.claims = { email: null };
  const site = aCoordinator();
  site.client.onRefresh = (token) => org.client.refresh(token);
  const credential = await site.coordinator.store(await org.signIn());
  await credential.refresh();
  expect(credential.metadata.idTokenProblem).toBeNull();
  expect(credential.metadata.claims?.email).toBeUndefined();
});

test('an ID token that cannot be read contradicts nothing: the tokens are kept, and it is told', async () => {
  const org = new SigningOrg();
  const site = aCoordinator();
  site.client.onRefresh = (token) => org.client.refresh(token);
  const credential = await site.coordinator.store(await org.signIn());
  const before = credential.token.refreshToken;
  org.fields = { id_token: 'unreadable' };
  await credential.refresh();
  expect(credential.token.refreshToken).not.toBe(before);
  expect(credential.metadata.idTokenProblem).not.toBeNull();
  expect(credential.metadata.claims?.sub).toBeDefined();
});

test('a lifetime that comes as a text is a lifetime, at sign-in and at refresh', async () => {
  const org = new SigningOrg();
  org.fields = { expires_in: '3600' };
  const site = aCoordinator();
  site.client.onRefresh = (token) => org.client.refresh(token);
  const credential = await site.coordinator.store(await org.signIn());
  await credential.refresh();
  expect(credential.token.expiresIn).toBe(3600);
  expect(credential.metadata.idTokenProblem).toBeNull();
});

test('an org that repeats the refresh token in an answer for somebody else does not lose the session for it', async () => {
  const { client, credential } = await answeredWith({ ...mine, sub: '00uGrace' });
  const { refreshToken } = credential.token;
  const answer = aTokenResponse({
    id_token: anIdToken({ ...mine, sub: '00uGrace' }),
    refresh_token: refreshToken,
  });
  client.onRefresh = () => Promise.resolve(refreshAnswer(answer));
  await failureOf(credential.refresh());
  await turn();
  expect(client.revoked.map(({ value }) => value)).toEqual([answer.access_token]);
});

test('an answer without a token type keeps the rotated refresh token', async () => {
  const org = new SigningOrg();
  const site = aCoordinator();
  site.client.onRefresh = (token) => org.client.refresh(token);
  const credential = await site.coordinator.store(await org.signIn());
  const before = credential.token.refreshToken;
  org.fields = { token_type: null };
  await credential.refresh();
  expect(credential.token.refreshToken).not.toBe(before);
  expect(credential.token.tokenType).toBe('bearer');
});
