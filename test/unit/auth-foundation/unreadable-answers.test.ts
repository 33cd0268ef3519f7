import { describe, expect, test } from 'vitest';
import { serializeToken, type CredentialId } from '../../../src/main/auth-foundation/index.ts';
import type { FailureClass } from '../../../src/shared/index.ts';
import { aCoordinator, failureOf } from '../../support/builders/coordinator.ts';
import { canary } from '../../support/builders/tokens.ts';
import { RefusingOrg } from './refusing-org.ts';

interface Body {
  readonly what: string;
  /** The refresh token in it, which counts although nothing else does. */
  readonly refreshToken?: string;
  readonly text: string;
  readonly type: string;
}

const json = 'application/json';
const grown = 'x'.repeat(1024 * 1024);
const huge = 'a huge body';
const tokens = { access_token: `${canary}a`, refresh_token: `${canary}r`, token_type: 'Bearer' };
const bodies: readonly Body[] = [
  { what: 'a page', text: '<!doctype html><title>Proxy</title>', type: 'text/html' },
  { what: 'a page that claims to be JSON', text: '<!doctype html>', type: json },
  { what: 'nothing', text: '', type: json },
  { what: 'nothing of no type', text: '', type: '' },
  {
    what: 'a token answer cut in the middle',
    text: JSON.stringify(tokens).slice(0, -9),
    type: json,
  },
  { what: 'an error cut in the middle', text: '{"error":"invalid_gra', type: json },
  { what: huge, text: JSON.stringify({ ...tokens, padding: grown }), type: json },
  { what: 'words', text: 'invalid_grant', type: 'text/plain' },
  { what: 'an error of another type', text: '{"error":"invalid_grant"}', type: 'text/plain' },
  { what: 'a list', text: '[{"error":"invalid_grant"}]', type: json },
  { what: 'null', text: 'null', type: json },
  { what: 'a number', text: '429', type: json },
  { what: 'a text', text: '"invalid_grant"', type: json },
  { what: 'an empty object', text: '{}', type: json },
  { what: 'an error that is no text', text: '{"error":{"code":"invalid_grant"}}', type: json },
  { what: 'an access token that is a number', text: '{"access_token":42}', type: json },
  {
    what: 'an access token that is null',
    text: JSON.stringify({ ...tokens, access_token: null }),
    refreshToken: tokens.refresh_token,
    type: json,
  },
  {
    what: 'an access token that is empty',
    text: JSON.stringify({ ...tokens, access_token: '' }),
    refreshToken: tokens.refresh_token,
    type: json,
  },
];
const statuses = [200, 400, 401, 403, 404, 429, 500, 503];
const cases = statuses.flatMap((status) =>
  bodies.map((body) => [status, body.what, body] as const),
);

const org = new RefusingOrg();

/** Only a 2xx answer renews anything. */
const renews = (status: number, { refreshToken }: Body): boolean =>
  status === 200 && refreshToken !== undefined;
const losing = cases.filter(([status, , body]) => !renews(status, body));
const renewing = cases.filter(([status, , body]) => renews(status, body));

/** Without a readable reason, 401 and 403 are a refusal, and anything else may be better at the next try. */
function expected(status: number, { what }: Body): FailureClass {
  const refused = status === 401 || status === 403;
  return refused && what !== huge ? 'configuration' : 'transient';
}

function answer(status: number, { text, type }: Body): () => Response {
  const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
  return () => new Response(text, { status, headers });
}

/** A coordinator with one stored credential, whose refreshes go to the real client of an org. */
async function site() {
  const made = aCoordinator();
  const { coordinator, storage } = made;
  made.client.onRefresh = (token) => org.client.refresh(token);
  const credential = await coordinator.store(org.aToken(), ['work']);
  const kept = (id: CredentialId) => {
    const row = storage.row(id);
    return row === undefined ? null : { ...row, token: serializeToken(row.token) };
  };
  return { storage, credential, kept };
}

describe('a refresh that is answered with', () => {
  test.each(losing)('%i and %s brings no token and loses nothing', async (status, _what, body) => {
    const { storage, credential, kept } = await site();
    const before = kept(credential.id);
    const { accessToken, refreshToken } = credential.token;
    org.answer('refresh', answer(status, body));
    const failure = await failureOf(credential.refresh());
    expect(failure.failureClass).toBe(expected(status, body));
    expect(before).not.toBeNull();
    expect(kept(credential.id)).toEqual(before);
    expect(credential.token).toMatchObject({ accessToken, refreshToken });
    expect(credential.metadata.signInNeeded).toBeNull();
    expect(await storage.getDefaultID()).toBe(credential.id);
  });

  test.each(renewing)('%i and %s keeps the refresh token in it', async (status, _what, body) => {
    const { storage, credential } = await site();
    const { accessToken } = credential.token;
    org.answer('refresh', answer(status, body));
    expect(await failureOf(credential.refresh())).toMatchObject({ code: 'malformed_response' });
    const { refreshToken } = body;
    expect(credential.token).toMatchObject({ accessToken, refreshToken });
    expect(storage.row(credential.id)?.token).toMatchObject({ accessToken, refreshToken });
  });

  test('400 and a readable invalid_grant needs a sign-in, and keeps the tokens', async () => {
    const { credential, kept } = await site();
    const before = kept(credential.id);
    org.answer('refresh', () => Response.json({ error: 'invalid_grant' }, { status: 400 }));
    expect((await failureOf(credential.refresh())).failureClass).toBe('sign_in_needed');
    expect(kept(credential.id)?.token).toEqual(before?.token);
    expect(credential.metadata.signInNeeded).toMatchObject({ code: 'refresh_token_rejected' });
  });
});

describe('a sign-in whose code is answered with', () => {
  test.each(cases)('%i and %s brings no token', async (status, _what, body) => {
    const failure = await failureOf(org.ask('code_exchange', answer(status, body)));
    expect(failure.failureClass).toBe(expected(status, body));
  });
});

describe('nothing of an answer shows in its failure', () => {
  test.each(bodies.map((body) => [body.what, body] as const))('%s', async (_what, body) => {
    const failure = await failureOf(org.ask('code_exchange', answer(200, body)));
    expect(JSON.stringify([failure, failure.toView()])).not.toContain(canary);
  });
});
