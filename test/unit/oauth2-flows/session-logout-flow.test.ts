import { beforeEach, describe, expect, test } from 'vitest';
import { openSecret, Secret } from '../../../src/main/auth-foundation/index.ts';
import { SessionLogoutFlow } from '../../../src/main/oauth2-flows/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { canary } from '../../support/builders/tokens.ts';
import { FlowOrg, Progress } from './flow-org.ts';

const postLogoutRedirectUri = 'http://127.0.0.1:8410/signed-out';
const state = new Secret(`${canary}state`);
const request = { idToken: new Secret(`${canary}id-token`), postLogoutRedirectUri, state };

let org: FlowOrg;
let flow: SessionLogoutFlow;
let progress: Progress;

beforeEach(() => {
  org = new FlowOrg();
  flow = new SessionLogoutFlow(org.client());
  progress = new Progress();
});

function returned(query: string, place = postLogoutRedirectUri): URL {
  return new URL(`${place}?${query}`);
}

describe('a sign-out', () => {
  test('is a form for the browser, so that no URL holds the ID token', async () => {
    const { form } = await flow.start({ ...request, uiLocales: ['de', 'en'] });
    expect(form.action.href).toBe(`${org.issuer}/logout`);
    const fields = Object.entries(form.fields).map(([name, value]) => [name, openSecret(value)]);
    expect(Object.fromEntries(fields)).toEqual({
      id_token_hint: `${canary}id-token`,
      post_logout_redirect_uri: postLogoutRedirectUri,
      state: `${canary}state`,
      client_id: '0oaExample',
      ui_locales: 'de en',
    });
  });

  test('makes a state of its own when it is given none', async () => {
    const { idToken } = request;
    const one = await flow.start({ idToken, postLogoutRedirectUri });
    const other = await flow.start({ idToken, postLogoutRedirectUri });
    expect(one.context.state.equals(other.context.state)).toBe(false);
    expect(one.form.fields.state?.equals(one.context.state)).toBe(true);
  });

  test.each([
    ['none', undefined, 'sign_out_unsupported'],
    ['one without TLS', 'http://flows.example/logout', 'discovery_failed'],
    ['a script', 'javascript:alert(1)', 'discovery_failed'],
  ])('fails at an org whose place for it is %s', async (_, endpoint, code) => {
    org.metadata = { end_session_endpoint: endpoint };
    expect((await failureOf(flow.start(request, progress))).code).toBe(code);
    expect(progress.kinds).toEqual(['preparing', 'failed']);
  });
});

describe('a browser that comes back', () => {
  test('as it should ends the run', async () => {
    const { context } = await flow.start(request, progress);
    await flow.resume(context, returned(`state=${canary}state`));
    flow.cancel(context);
    expect(progress.kinds).toEqual(['preparing', 'waiting_for_person', 'succeeded']);
    const again = flow.resume(context, returned(`state=${canary}state`));
    expect((await failureOf(again)).code).toBe('internal');
  });

  test.each([
    ['to another path', `state=${canary}state`, 'http://127.0.0.1:8410/callback'],
    ['to another port', `state=${canary}state`, 'http://127.0.0.1:8411/signed-out'],
    ['with another state', 'state=other', postLogoutRedirectUri],
    ['with the start of the state', `state=${canary}stat`, postLogoutRedirectUri],
    ['without a state', 'x=1', postLogoutRedirectUri],
    ['with two states', `state=${canary}state&state=other`, postLogoutRedirectUri],
    ['with an error and another state', 'error=server_error&state=other', postLogoutRedirectUri],
  ])('%s is refused', async (_, query, place) => {
    const { context } = await flow.start(request, progress);
    const failure = await failureOf(flow.resume(context, returned(query, place)));
    expect(failure.code).toBe('authorization_rejected');
    expect(failure.detail).toMatch(/^the browser came back/);
    expect(progress.kinds.at(-1)).toBe('failed');
  });

  test('with an error and the right state brings the org’s words', async () => {
    const { context } = await flow.start(request);
    const query = `error=invalid_request&error_description=No+such+session&state=${canary}state`;
    const failure = await failureOf(flow.resume(context, returned(query)));
    expect(failure).toMatchObject({ code: 'authorization_rejected', detail: 'No such session' });
  });
});

test('a sign-out that was cancelled takes no answer', async () => {
  const { context } = await flow.start(request, progress);
  flow.cancel(context);
  const failure = await failureOf(flow.resume(context, returned(`state=${canary}state`)));
  expect(failure.code).toBe('cancelled');
  expect(progress.kinds).toEqual(['preparing', 'waiting_for_person', 'cancelled']);
});

test('a sign-out shows no secret in what it tells, holds or throws', async () => {
  const started = await flow.start(request, progress);
  const failure = await failureOf(flow.resume(started.context, returned('state=other')));
  expect(printed([started, progress.told, failure, flow])).not.toContain(canary);
});
