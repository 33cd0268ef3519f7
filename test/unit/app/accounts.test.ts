import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { Accounts } from '../../../src/main/app/accounts.ts';
import { TokenClipboard } from '../../../src/main/app/token-clipboard.ts';
import {
  Failure,
  newCredentialId,
  ProofKey,
  timestamp,
  Token,
  type Credential,
} from '../../../src/main/auth-foundation/index.ts';
import { accountViewSchema, type AccountView } from '../../../src/shared/index.ts';
import {
  aCoordinator,
  failureOf,
  type CoordinatorSite,
} from '../../support/builders/coordinator.ts';
import { printed } from '../../support/builders/printed.ts';
import { anOrgProfile } from '../../support/builders/org-profile.ts';
import { anIdToken, aToken, aTokenResponse, canary } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeClipboard } from '../../support/fakes/fake-clipboard.ts';
import { refreshAnswer } from '../../support/fakes/fake-oauth2-client.ts';
import { FakePresence } from '../../support/fakes/fake-presence.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

let presence: FakePresence;
let site: CoordinatorSite;
let system: FakeClipboard;
let log: RecordingLog;
let touched: string[];
/** Milliseconds that the org's clock is ahead. */
let orgAhead: number;
let accounts: Accounts;

beforeEach(() => {
  presence = new FakePresence();
  site = aCoordinator({ presence });
  system = new FakeClipboard();
  log = new RecordingLog();
  touched = [];
  orgAhead = 0;
  accounts = makeAccounts();
  accounts.follow(site.coordinator);
});

function makeAccounts(): Accounts {
  const { coordinator, clock } = site;
  return new Accounts({
    coordinator: () => coordinator,
    clipboard: new TokenClipboard(system, clock, log, () => undefined),
    orgs: () => [anOrgProfile()],
    clipboardSeconds: () => 45,
    now: () => clock.now(),
    orgNow: () => timestamp(clock.now() + orgAhead),
    log,
    onChange: (id) => touched.push(id),
    onRevocationsChange: () => undefined,
  });
}

/** Follows what the site's credentials do from now on, and nothing that was followed before. */
function followAnew(): void {
  site = site.restart();
  accounts = makeAccounts();
  accounts.follow(site.coordinator);
}

async function anAccount(changes: Readonly<Record<string, unknown>> = {}): Promise<Credential> {
  const credential = await site.coordinator.store(aToken(changes), ['work']);
  await turn();
  touched.length = 0;
  return credential;
}

/** An account whose access token needs a proof. */
async function aBoundAccount(changes: Readonly<Record<string, unknown>> = {}): Promise<Credential> {
  const { context, issuedAt } = aToken();
  const response = aTokenResponse({ token_type: 'DPoP', ...changes });
  const key = await ProofKey.generate();
  return site.coordinator.store(
    Token.fromResponse(response, context, issuedAt, newCredentialId(), key),
  );
}

async function view(credential: Credential): Promise<AccountView> {
  const found = await accounts.view(credential.id);
  if (found === null) throw new Error('The account is gone.');
  return found;
}

describe('the view of an account', () => {
  test('tells whose it is, where, and in which state', async () => {
    const id_token = anIdToken({
      sub: '00uAda',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      preferred_username: 'ada',
    });
    const credential = await anAccount({ id_token });
    expect(await view(credential)).toMatchObject({
      person: { name: 'Ada Lovelace', email: 'ada@example.com', subject: '00uAda' },
      org: { name: 'Example', id: 'org-1' },
      tags: ['work'],
      isDefault: true,
      hasRefreshToken: true,
      hasIdToken: true,
      expiresAt: credential.expiresAt,
      activity: null,
      problem: null,
      unsaved: false,
    });
  });

  test('makes do with what the org told', async () => {
    const id_token = anIdToken({ sub: '00uAda', preferred_username: 'ada', name: '' });
    expect((await view(await anAccount({ id_token }))).person).toEqual({
      name: 'ada',
      email: 'ada',
      subject: '00uAda',
    });
    expect((await view(await anAccount({ id_token: undefined }))).person).toEqual({
      name: null,
      email: null,
      subject: null,
    });
  });

  test('tells whether its tokens are bound, replaced at each refresh, and can sign in elsewhere', async () => {
    const plain = await anAccount();
    expect(await view(plain)).toMatchObject({
      isBound: false,
      hasDeviceSecret: false,
      refreshTokenRotates: null,
    });
    await plain.refresh();
    expect(await view(plain)).toMatchObject({ refreshTokenRotates: true });
    const bound = await aBoundAccount({ device_secret: `${canary}device` });
    expect(await view(bound)).toMatchObject({ isBound: true, hasDeviceSecret: true });
  });

  test('names the host when its profile was removed', async () => {
    const token = aToken({}, { ...aToken().context, clientId: 'gone' });
    const credential = await site.coordinator.store(token);
    expect((await view(credential)).org).toMatchObject({ name: 'example.okta.com', id: null });
  });

  test('holds no token, and nothing that the contract does not name', async () => {
    const shown = await view(await anAccount({ device_secret: `${canary}device` }));
    expect(JSON.stringify(shown)).not.toContain(canary);
    expect(accountViewSchema.strict().parse(shown)).toEqual(shown);
  });

  test('of one that is gone is none', async () => {
    const credential = await anAccount();
    await credential.remove();
    expect(await accounts.view(credential.id)).toBeNull();
  });
});

describe('while an action runs', () => {
  test('the account shows which, and another one is refused as busy', async () => {
    const credential = await anAccount();
    const held = site.client.holdRefresh();
    const refreshing = accounts.refresh(credential.id);
    await turn();
    expect((await view(credential)).activity).toBe('refreshing');
    expect((await failureOf(accounts.remove(credential.id))).code).toBe('busy');
    held.answer(refreshAnswer(aTokenResponse()));
    await refreshing;
    expect((await view(credential)).activity).toBeNull();
    expect(touched).toContain(credential.id);
  });

  test('the others are free', async () => {
    const [first, second] = [await anAccount(), await anAccount()];
    site.client.holdRefresh();
    void accounts.refresh(first.id);
    await accounts.setTags(second.id, ['home']);
    expect(second.tags).toEqual(['home']);
  });
});

describe('a problem', () => {
  test('appears when an action fails, and clears when one succeeds', async () => {
    const credential = await anAccount();
    site.clock.advance(1000);
    site.client.holdRefresh().fail(new Failure('network_unreachable'));
    await failureOf(accounts.refresh(credential.id));
    expect((await view(credential)).problem).toMatchObject({
      code: 'network_unreachable',
      at: site.clock.now(),
    });
    await accounts.refresh(credential.id);
    expect((await view(credential)).problem).toBeNull();
  });

  test('that needs a sign-in is shown also after a restart', async () => {
    const credential = await anAccount();
    site.client.holdRefresh().fail(new Failure('refresh_token_rejected'));
    await failureOf(credential.refresh());
    expect((await view(credential)).problem).toMatchObject({ repair: 'sign_in_again' });
    site = site.restart();
    const found = await site.coordinator.with(credential.id);
    expect(found?.metadata.signInNeeded?.code).toBe('refresh_token_rejected');
  });

  test('clears when the person has signed in again', async () => {
    const credential = await anAccount();
    site.client.holdRefresh().fail(new Failure('refresh_token_rejected'));
    await failureOf(accounts.refresh(credential.id));
    await site.coordinator.signInAgain(credential.id, aToken());
    expect((await view(credential)).problem).toBeNull();
  });

  test('with the ID token of a refresh that succeeded stays to be seen', async () => {
    const credential = await anAccount();
    const idTokenProblem = new Failure('id_token_invalid');
    const answer = { ...refreshAnswer(aTokenResponse()), idTokenProblem };
    site.client.holdRefresh().answer(answer);
    await accounts.refresh(credential.id);
    expect((await view(credential)).problem).toMatchObject({ code: 'id_token_invalid' });
  });

  test('of a token that could not be saved is shown, and goes when it is', async () => {
    const credential = await anAccount();
    site.storage.refuse('replace');
    await failureOf(accounts.refresh(credential.id));
    expect(await view(credential)).toMatchObject({
      unsaved: true,
      problem: { code: 'token_unsaved' },
    });
    site.storage.heal();
    site.clock.advance(1000);
    await turn();
    expect(await view(credential)).toMatchObject({ unsaved: false, problem: null });
  });
});

describe('copying a token', () => {
  test('copies the access token, and tells when it is cleared', async () => {
    const credential = await anAccount();
    const clearsAt = await accounts.copyToken(credential.id, 'access_token');
    expect(system).toMatchObject({ text: credential.token.accessToken, isSecret: true });
    expect(clearsAt).toBe(site.clock.now() + 45_000);
    expect(site.client.refreshed).toEqual([]);
  });

  test('refreshes an access token first that has expired', async () => {
    const credential = await anAccount({ expires_in: 60 });
    site.clock.advance(60_000);
    const response = aTokenResponse();
    site.client.onRefresh = () => Promise.resolve(refreshAnswer(response, site.clock.now()));
    await accounts.copyToken(credential.id, 'access_token');
    expect(system.text).toBe(response.access_token);
  });

  test('copies nothing when that refresh fails', async () => {
    const credential = await anAccount({ expires_in: 0 });
    site.client.holdRefresh().fail(new Failure('network_unreachable'));
    const failure = await failureOf(accounts.copyToken(credential.id, 'access_token'));
    expect(failure.code).toBe('network_unreachable');
    expect(system.text).toBe('');
  });

  test('copies the new token also when it could not be saved, and shows that', async () => {
    const credential = await anAccount({ expires_in: 0 });
    const response = aTokenResponse();
    site.client.onRefresh = () => Promise.resolve(refreshAnswer(response, site.clock.now()));
    site.storage.refuse('replace');
    await accounts.copyToken(credential.id, 'access_token');
    expect(system.text).toBe(response.access_token);
    expect(await view(credential)).toMatchObject({ unsaved: true });
  });

  test('copies an expired one that nothing can refresh: the person sees its state', async () => {
    const credential = await anAccount({ expires_in: 0, refresh_token: undefined });
    await accounts.copyToken(credential.id, 'access_token');
    expect(system.text).toBe(credential.token.accessToken);
  });

  test('copies the ID token, without a refresh', async () => {
    const credential = await anAccount({ expires_in: 0 });
    await accounts.copyToken(credential.id, 'id_token');
    expect(system.text).toBe(credential.token.idToken);
    expect(site.client.refreshed).toEqual([]);
  });

  test('that is not there says so', async () => {
    const credential = await anAccount({ id_token: undefined });
    const failure = await failureOf(accounts.copyToken(credential.id, 'id_token'));
    expect(failure.code).toBe('token_not_present');
  });
});

describe('copying a request', () => {
  const url = 'https://api.example.com/orders?page=2';
  const get = { method: 'GET', url, nonce: null } as const;

  /** The value of a header in the copied command. */
  function copiedHeader(name: string): string {
    return new RegExp(`'${name}: ([^']*)'`).exec(system.text)?.[1] ?? '';
  }

  test('copies a command with the bearer token, cleared as a token is, and notes it', async () => {
    const credential = await anAccount();
    const clearsAt = await accounts.copyRequest(credential.id, get);
    expect(copiedHeader('Authorization')).toBe(`Bearer ${credential.token.accessToken}`);
    expect(system.isSecret).toBe(true);
    expect(system.text).not.toContain('DPoP');
    expect(clearsAt).toBe(site.clock.now() + 45_000);
    expect((await credential.history()).at(-1)).toMatchObject({
      event: 'copied',
      detail: 'request',
    });
    expect(printed(log.lines)).not.toContain(canary);
    site.clock.advance(45_000);
    await turn();
    expect(system.text).toBe('');
  });

  test('proves a bound token for this request, by the org’s clock', async () => {
    orgAhead = 3_600_000;
    const credential = await aBoundAccount();
    await accounts.copyRequest(credential.id, { ...get, method: 'PUT', nonce: 'a nonce' });
    const { accessToken, proofKey } = credential.token;
    expect(copiedHeader('Authorization')).toBe(`DPoP ${accessToken}`);
    const { payload, protectedHeader } = await jwtVerify(copiedHeader('DPoP'), EmbeddedJWK, {
      currentDate: new Date(site.clock.now()),
    });
    expect(payload).toMatchObject({
      htm: 'PUT',
      htu: 'https://api.example.com/orders',
      nonce: 'a nonce',
      iat: (site.clock.now() + orgAhead) / 1000,
      ath: createHash('sha256').update(accessToken).digest('base64url'),
    });
    const { jwk = { kty: '' } } = protectedHeader;
    expect(await calculateJwkThumbprint(jwk)).toBe(await proofKey?.thumbprint());
  });

  test('refreshes an access token first that has expired', async () => {
    const credential = await anAccount({ expires_in: 0 });
    const response = aTokenResponse();
    site.client.onRefresh = () => Promise.resolve(refreshAnswer(response, site.clock.now()));
    await accounts.copyRequest(credential.id, get);
    expect(copiedHeader('Authorization')).toBe(`Bearer ${response.access_token}`);
  });

  test('copies nothing without presence, and does not ask for a URL that no token goes to', async () => {
    const credential = await anAccount({ id_token: anIdToken({ email: 'ada@example.com' }) });
    await accounts.setRequiresPresence(credential.id, true);
    const plain = accounts.copyRequest(credential.id, { ...get, url: 'http://example.com/' });
    expect((await failureOf(plain)).code).toBe('invalid_input');
    expect(presence.prompts).toEqual([]);
    presence.denyNext();
    const denied = accounts.copyRequest(credential.id, get);
    expect((await failureOf(denied)).code).toBe('presence_denied');
    expect(presence.prompts).toEqual(['copy a request with the access token of ada@example.com']);
    expect(system.text).toBe('');
  });

  test('of a bound token whose key is not here asks for a new sign-in', async () => {
    const credential = await anAccount({ token_type: 'DPoP' });
    const failure = await failureOf(accounts.copyRequest(credential.id, get));
    expect(failure).toMatchObject({ code: 'dpop_key_rejected', failureClass: 'sign_in_needed' });
    expect(system.text).toBe('');
  });
});

describe('an account that asks before a token is handed out', () => {
  async function askingAccount(): Promise<Credential> {
    const credential = await anAccount({ id_token: anIdToken({ email: 'ada@example.com' }) });
    await accounts.setRequiresPresence(credential.id, true);
    return credential;
  }

  test('says so, and its view is told anew', async () => {
    const credential = await askingAccount();
    expect((await view(credential)).requiresPresence).toBe(true);
    expect(touched).toContain(credential.id);
    expect(log.events).toEqual(['presence_changed']);
  });

  test('is copied from when the person confirms what is asked', async () => {
    const credential = await askingAccount();
    await accounts.copyToken(credential.id, 'id_token');
    expect(presence.prompts).toEqual(['copy the ID token of ada@example.com']);
    expect(system.text).toBe(credential.token.idToken);
  });

  test('copies and refreshes nothing without a yes; a no is no problem of the account', async () => {
    const credential = await askingAccount();
    site.clock.advance(3_600_000);
    presence.denyNext();
    const denied = await failureOf(accounts.copyToken(credential.id, 'access_token'));
    presence.available = false;
    const unavailable = await failureOf(accounts.copyToken(credential.id, 'access_token'));
    expect([denied.code, unavailable.code]).toEqual(['presence_denied', 'presence_unavailable']);
    expect(system.text).toBe('');
    expect(site.client.refreshed).toEqual([]);
    expect((await view(credential)).problem).toBeNull();
    expect((await credential.history()).map(({ event }) => event)).not.toContain('copied');
  });

  test('is not busy while the person is asked, and nothing is copied when it is gone then', async () => {
    const credential = await askingAccount();
    const held = presence.hold();
    const copying = failureOf(accounts.copyToken(credential.id, 'access_token'));
    await turn();
    expect((await view(credential)).activity).toBeNull();
    await accounts.remove(credential.id);
    held.confirm();
    expect((await copying).code).toBe('account_not_found');
    expect(system.text).toBe('');
  });

  test('asks once more before it stops asking', async () => {
    const credential = await askingAccount();
    presence.denyNext();
    const failure = await failureOf(accounts.setRequiresPresence(credential.id, false));
    expect(failure.code).toBe('presence_denied');
    expect(await view(credential)).toMatchObject({ requiresPresence: true, problem: null });
    await accounts.setRequiresPresence(credential.id, false);
    expect((await view(credential)).requiresPresence).toBe(false);
  });
});

describe('revoking and removing', () => {
  test('tells what happened to each token, and the account is gone', async () => {
    const credential = await anAccount();
    const { results } = await accounts.revoke(credential.id);
    expect(results).toEqual([
      { kind: 'refresh_token', outcome: 'revoked', error: null },
      { kind: 'access_token', outcome: 'revoked', error: null },
    ]);
    expect(await accounts.view(credential.id)).toBeNull();
    expect(touched).toContain(credential.id);
  });

  test('answers with the results when the org did not agree, and the account shows why', async () => {
    const credential = await anAccount();
    site.client.onRevoke = () => Promise.reject(new Failure('network_unreachable'));
    const { results } = await accounts.revoke(credential.id);
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(results[0]?.error?.code).toBe('network_unreachable');
    expect((await view(credential)).problem).toMatchObject({ code: 'network_unreachable' });
  });

  test('removes from this device only', async () => {
    const credential = await anAccount();
    await accounts.remove(credential.id);
    expect(site.client.revoked).toEqual([]);
    expect(await accounts.view(credential.id)).toBeNull();
  });

  test.each(['nobody', '../../etc', '0'.repeat(32)])('is refused for %s', async (id) => {
    for (const action of [accounts.remove(id), accounts.revoke(id), accounts.refresh(id)]) {
      expect((await failureOf(action)).code).toBe('account_not_found');
    }
  });
});

test('a change of the default touches both accounts', async () => {
  const [first, second] = [await anAccount(), await anAccount()];
  await accounts.makeDefault(second.id);
  expect(new Set(touched)).toEqual(new Set([first.id, second.id]));
  expect((await view(second)).isDefault).toBe(true);
  expect((await view(first)).isDefault).toBe(false);
});

test('a new default touches the one before it as well, also right after a restart', async () => {
  const [first, second] = [await anAccount(), await anAccount()];
  followAnew();
  await accounts.makeDefault(second.id);
  expect(new Set(touched)).toEqual(new Set([first.id, second.id]));
});

test('the log names accounts and codes, never a token or a person', async () => {
  const credential = await anAccount();
  await accounts.copyToken(credential.id, 'access_token');
  site.client.holdRefresh().fail(new Failure('refresh_token_rejected', { detail: 'ada' }));
  await failureOf(accounts.refresh(credential.id));
  await accounts.revoke(credential.id);
  const text = JSON.stringify(log.lines);
  expect(log.events).toEqual(['token_copied', 'account_refresh_failed', 'account_removed']);
  expect(text).not.toContain(canary);
  expect(text).not.toMatch(/ada/i);
});
