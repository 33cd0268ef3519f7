import * as oidc from 'openid-client';
import { describe, expect, test } from 'vitest';
import {
  SpareConfiguration,
  type ConfigurationBasis,
} from '../../../src/main/auth-foundation/spare-configuration.ts';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { tokensOf } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { EagerClock } from '../../support/fakes/eager-clock.ts';
import { SigningOrg } from './signing-org.ts';

const metadata: oidc.ServerMetadata = {
  issuer: 'https://signing.example',
  token_endpoint: 'https://signing.example/token',
};
const jwks = { keys: [] };
const basis: ConfigurationBasis = { metadata, clockSkew: 0, keys: { jwks, uat: 1 } };

function aConfiguration(): oidc.Configuration {
  return new oidc.Configuration(metadata, 'client', {}, oidc.None());
}

describe('a spare configuration', () => {
  test('is given to the next call of the same basis, and to one only', () => {
    const spare = new SpareConfiguration();
    const configuration = aConfiguration();
    spare.keep(configuration, basis);
    expect(spare.take({ ...basis, keys: { jwks, uat: 1 } })).toBe(configuration);
    expect(spare.take(basis)).toBeNull();
  });

  test.each<[string, ConfigurationBasis]>([
    ['other metadata', { ...basis, metadata: { ...metadata } }],
    ['another clock', { ...basis, clockSkew: 1 }],
    ['other keys', { ...basis, keys: { jwks: { keys: [] }, uat: 1 } }],
    ['keys of another age', { ...basis, keys: { jwks, uat: 2 } }],
    ['no keys', { ...basis, keys: null }],
  ])('is not given to a call with %s', (_what, other) => {
    const spare = new SpareConfiguration();
    spare.keep(aConfiguration(), basis);
    expect(spare.take(other)).toBeNull();
  });

  test('reaches no network until it is given away', async () => {
    const spare = new SpareConfiguration();
    const configuration = aConfiguration();
    let requests = 0;
    configuration[oidc.customFetch] = () => {
      requests += 1;
      return Promise.resolve(Response.json({}));
    };
    spare.keep(configuration, basis);
    await expect(oidc.refreshTokenGrant(configuration, 'refresh token')).rejects.toThrow();
    expect(requests).toBe(0);
  });
});

describe('the metadata of a client', () => {
  test('are the same object while nothing has changed, so that a configuration can be kept', async () => {
    const { client } = new SigningOrg();
    const first = await client.discover();
    expect(await client.discover()).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
  });

  test('are other ones when they were renewed, and the next refresh goes by them', async () => {
    const clock = new EagerClock();
    const org = new SigningOrg(clock);
    for (let time = 0; time < 3; time += 1) await tokensOf(org.client.refresh(org.aToken()));
    const elsewhere = `${org.issuer}/elsewhere`;
    org.metadata = { token_endpoint: elsewhere };
    clock.advance(2 * 3_600_000);
    while ((await org.client.discover()).token_endpoint !== elsewhere) await turn();
    await org.client.refresh(org.aToken()).catch(() => undefined);
    expect(org.count('/elsewhere')).toBe(1);
  });
});

describe('a refresh that has the configuration of an earlier one', () => {
  test('is told its own answer, while others are under way', async () => {
    const org = new SigningOrg();
    for (let time = 0; time < 3; time += 1) await tokensOf(org.client.refresh(org.aToken()));
    const refuse = (requestId: string) => () =>
      Response.json(
        { error: 'invalid_grant' },
        { status: 400, headers: { 'x-okta-request-id': requestId } },
      );
    org.next('/token', refuse('first'));
    org.next('/token', refuse('second'));
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => tokensOf(org.client.refresh(org.aToken()))),
    );
    const told = outcomes.map((outcome) =>
      outcome.status === 'rejected' && outcome.reason instanceof Failure
        ? outcome.reason.requestId
        : outcome.status,
    );
    expect(told).toEqual(['first', 'second', 'fulfilled']);
  });

  test('has its ID token verified by the keys that are known by then', async () => {
    const org = new SigningOrg();
    const problem = async (): Promise<string | null> =>
      (await tokensOf(org.client.refresh(org.aToken()))).idTokenProblem?.code ?? null;
    for (let time = 0; time < 3; time += 1) expect(await problem()).toBeNull();
    org.signsWith = 'forged';
    expect(await problem()).toBe('id_token_invalid');
    org.signsAs = 'key-1';
    expect(await problem()).toBe('id_token_invalid');
    org.signsWith = 'key-1';
    expect(await problem()).toBeNull();
    expect(org.count('/keys')).toBe(1);
  });
});
