import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { anIdToken, aToken, aTokenResponse } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';

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
