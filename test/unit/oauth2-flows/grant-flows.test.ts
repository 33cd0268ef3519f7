import { beforeEach, describe, expect, test } from 'vitest';
import { Secret, seconds, type Token } from '../../../src/main/auth-foundation/index.ts';
import {
  JwtBearerFlow,
  TokenExchangeFlow,
  type AssertionRequest,
  type ExchangeRequest,
} from '../../../src/main/oauth2-flows/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { canary } from '../../support/builders/tokens.ts';
import { FlowOrg, lost, Progress, refusal, settle, until } from './flow-org.ts';

const exchange: ExchangeRequest = {
  idToken: new Secret(`${canary}id-token`),
  deviceSecret: new Secret(`${canary}device-secret`),
  audience: 'api://default',
  scopes: ['openid', 'offline_access'],
  bind: 'none',
};
const assertion: AssertionRequest = {
  assertion: new Secret(`${canary}assertion`),
  scopes: ['openid'],
  bind: 'none',
};

let org: FlowOrg;
let progress: Progress;

beforeEach(() => {
  org = new FlowOrg();
  progress = new Progress();
});

interface Grant {
  readonly bind?: 'to_new_key';
}

/** A run of either flow that is started. */
interface Begun {
  readonly shown: object;
  readonly resume: () => Promise<Token>;
  readonly cancel: () => void;
}

async function beginExchange(changes: Grant = {}): Promise<Begun> {
  const flow = new TokenExchangeFlow(org.client(), org.clock);
  const { context } = await flow.start({ ...exchange, ...changes }, progress);
  const cancel = (): void => {
    flow.cancel(context);
  };
  return { shown: { flow, context }, resume: () => flow.resume(context), cancel };
}

async function beginAssertion(changes: Grant = {}): Promise<Begun> {
  const flow = new JwtBearerFlow(org.client(), org.clock);
  const { context } = await flow.start({ ...assertion, ...changes }, progress);
  const cancel = (): void => {
    flow.cancel(context);
  };
  return { shown: { flow, context }, resume: () => flow.resume(context), cancel };
}

describe('native single sign-on', () => {
  test('exchanges the other session’s ID token and device secret', async () => {
    org.fields = { issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' };
    const token = await (await beginExchange()).resume();
    expect(token.claims?.sub).toBe('00uAda');
    expect(Object.fromEntries(org.to('/token')[0]?.form ?? [])).toEqual({
      client_id: '0oaExample',
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      audience: 'api://default',
      scope: 'openid offline_access',
      subject_token: `${canary}id-token`,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      actor_token: `${canary}device-secret`,
      actor_token_type: 'urn:x-oath:params:oauth:token-type:device-secret',
    });
  });

  test('has ended when the org refuses the other session', async () => {
    org.next('/token', refusal('invalid_grant'));
    const run = await beginExchange();
    expect((await failureOf(run.resume())).code).toBe('single_sign_on_ended');
  });

  test.each([
    ['another type of token', { issued_token_type: 'urn:ietf:params:oauth:token-type:jwt' }],
    ['a token of no type', { token_type: 'N_A' }],
  ])('takes no answer with %s, and has it revoked', async (_, fields) => {
    org.fields = fields;
    const run = await beginExchange();
    expect((await failureOf(run.resume())).code).toBe('malformed_response');
    await until(() => org.to('/revoke').length === 2);
  });
});

describe('what is asked of the sign-in of the other session', () => {
  async function exchanged(asked: Partial<ExchangeRequest>): Promise<Token> {
    const flow = new TokenExchangeFlow(org.client(), org.clock);
    return flow.resume((await flow.start({ ...exchange, ...asked })).context);
  }

  test.each([
    ['context class', { acrValues: ['phr'] }, { acr: 'pwd' }],
    ['age', { maxAge: seconds(60) }, { auth_time: 1 }],
  ])(
    'is checked in the ID token, and the tokens of another are revoked: its %s',
    async (_, asked, claims) => {
      org.claims = claims;
      expect((await failureOf(exchanged(asked))).code).toBe('step_up_needed');
      await until(() => org.to('/revoke').length === 2);
    },
  );

  test('is not put into the request, which has no place for it', async () => {
    org.claims = { acr: 'phr' };
    expect((await exchanged({ acrValues: ['phr'] })).claims?.acr).toBe('phr');
    expect(org.to('/token')[0]?.form.has('acr_values')).toBe(false);
  });

  test('needs an ID token that tells it', async () => {
    org.fields = { id_token: undefined };
    const asked = { scopes: ['api'], acrValues: ['phr'] };
    expect((await failureOf(exchanged(asked))).code).toBe('malformed_response');
  });
});

describe('a JWT bearer grant', () => {
  test('exchanges the assertion', async () => {
    const token = await (await beginAssertion()).resume();
    expect(token.claims?.sub).toBe('00uAda');
    expect(Object.fromEntries(org.to('/token')[0]?.form ?? [])).toEqual({
      client_id: '0oaExample',
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: `${canary}assertion`,
      scope: 'openid',
    });
  });

  test('names no scope when none is asked for', async () => {
    const flow = new JwtBearerFlow(org.client(), org.clock);
    const { context } = await flow.start({ ...assertion, scopes: [] });
    expect((await flow.resume(context)).scopes).toEqual([]);
    expect(org.to('/token')[0]?.form.has('scope')).toBe(false);
  });
});

describe.each([
  ['native single sign-on', beginExchange],
  ['a JWT bearer grant', beginAssertion],
])('%s', (_, begin) => {
  test('gives a token with its time of receipt, and tells its steps', async () => {
    org.clock.advance(60_000);
    const run = await begin();
    expect(org.seen).toEqual([]);
    expect((await run.resume()).issuedAt).toBe(org.clock.now());
    expect(progress.kinds).toEqual(['preparing', 'exchanging', 'succeeded']);
    expect((await failureOf(run.resume())).code).toBe('internal');
    expect(progress.kinds.at(-1)).toBe('succeeded');
  });

  test('binds its tokens to a new key where that was asked for', async () => {
    org.metadata = { dpop_signing_alg_values_supported: ['ES512'] };
    org.fields = { token_type: 'DPoP' };
    const token = await (await begin({ bind: 'to_new_key' })).resume();
    expect(token.proofKey?.algorithm).toBe('ES512');
    expect(new Headers(org.to('/token')[0]?.headers).has('dpop')).toBe(true);
  });

  test('takes no answer without the ID token that was asked for, and has its tokens revoked', async () => {
    org.fields = { id_token: undefined };
    const run = await begin();
    expect((await failureOf(run.resume())).code).toBe('malformed_response');
    await until(() => org.to('/revoke').length === 2);
  });

  test('takes no ID token of another issuer, and has the tokens revoked', async () => {
    org.claims = { iss: 'https://evil.example' };
    expect((await failureOf((await begin()).resume())).code).toBe('id_token_invalid');
    await until(() => org.to('/revoke').length === 2);
  });

  test('that got no answer is not sent again', async () => {
    org.next('/token', lost);
    expect((await failureOf((await begin()).resume())).code).toBe('network_unreachable');
    expect(org.to('/token')).toHaveLength(1);
    expect(progress.kinds).toEqual(['preparing', 'exchanging', 'failed']);
  });

  test('that was cancelled sends nothing', async () => {
    const run = await begin();
    run.cancel();
    run.cancel();
    expect((await failureOf(run.resume())).code).toBe('cancelled');
    expect(org.seen).toEqual([]);
    expect(progress.kinds).toEqual(['preparing', 'cancelled']);
  });

  test('cannot be cancelled once it is sent', async () => {
    const run = await begin();
    const result = run.resume();
    run.cancel();
    await expect(result).resolves.toBeDefined();
    await settle();
    expect(org.to('/revoke')).toEqual([]);
    expect(progress.kinds.at(-1)).toBe('succeeded');
  });

  test('tells of a key that could not be made because the org was not found', async () => {
    org.metadata = { issuer: 'https://evil.example' };
    expect((await failureOf(begin({ bind: 'to_new_key' }))).code).toBe('issuer_mismatch');
    expect(progress.kinds).toEqual(['preparing', 'failed']);
  });

  test('shows no secret in what it tells, holds or throws', async () => {
    org.next('/token', refusal('invalid_grant'));
    const { shown, resume } = await begin({ bind: 'to_new_key' });
    const failure = await failureOf(resume());
    expect(printed([shown, progress.told, failure])).not.toContain(canary);
  });
});
