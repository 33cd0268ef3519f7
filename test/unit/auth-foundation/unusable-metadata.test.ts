import { describe, expect, test } from 'vitest';
import { failureOf } from '../../support/builders/coordinator.ts';
import { SigningOrg } from './signing-org.ts';

const place = '/.well-known/openid-configuration';
const headers = { 'x-okta-request-id': 'metadata-1' };

describe('there is no issuer where the metadata are', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a list', [{}]],
    ['an empty object', {}],
    ['an issuer that is none', { issuer: 7 }],
  ])('%s', async (_what, body) => {
    const org = new SigningOrg();
    org.answers.set(place, () => Response.json(body, { headers }));
    const failure = await failureOf(org.newClient().discover());
    expect([failure.code, failure.requestId]).toEqual(['discovery_failed', 'metadata-1']);
  });

  test('an address that may not be used, and the request id is kept', async () => {
    const org = new SigningOrg();
    const metadata = { issuer: org.issuer, token_endpoint: 'http://evil.example/token' };
    org.answers.set(place, () => Response.json(metadata, { headers }));
    const failure = await failureOf(org.newClient().discover());
    expect([failure.code, failure.requestId]).toEqual(['discovery_failed', 'metadata-1']);
  });

  test('no place to sign in: the sign-in says so, and is no defect of the app', async () => {
    const org = new SigningOrg();
    org.metadata = { authorization_endpoint: undefined };
    expect((await failureOf(org.signIn())).code).toBe('discovery_failed');
  });
});

test('tokens that may not be used: the failure names the answer that brought them', async () => {
  const org = new SigningOrg();
  org.next('/token', () => {
    const answer = { access_token: 'a', token_type: 'DPoP', refresh_token: 'r' };
    return Response.json(answer, { headers: { 'x-okta-request-id': 'tokens-1' } });
  });
  const failure = await failureOf(
    org.client.refresh(org.aToken()).then((answer) => {
      if (answer.kind === 'refresh_token_only') throw answer.failure;
      return answer;
    }),
  );
  expect([failure.code, failure.requestId]).toEqual(['malformed_response', 'tokens-1']);
});
