import { beforeEach, describe, expect, test } from 'vitest';
import { Failure, type Credential } from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { anOrgProfile } from '../../support/builders/org-profile.ts';
import { printed } from '../../support/builders/printed.ts';
import { canary } from '../../support/builders/tokens.ts';
import { SignOutSite, timeout } from './sign-out-site.ts';

let site: SignOutSite;
let account: Credential;

beforeEach(async () => {
  site = new SignOutSite();
  account = await site.addAccount();
});

describe('signing the browser out', () => {
  test('goes from preparing to done, and comes forward', async () => {
    const id = await site.waits(account);
    expect(site.view(id)).toEqual({
      id,
      accountId: account.id,
      person: 'Ada Lovelace',
      orgName: 'Example',
      phase: 'waiting_for_browser',
      expiresAt: site.clock.now() + timeout,
      browserOpened: true,
    });
    expect(site.broughtForward).toBe(0);
    site.comeBack();
    await site.reaches(id, 'done');
    expect(site.phases).toEqual(['preparing', 'waiting_for_browser', 'done']);
    expect(site.broughtForward).toBe(1);
    await site.settle();
    expect(site.listener.results).toEqual([{ kind: 'succeeded' }]);
    expect(site.listener.isClosed).toBe(true);
  });

  test('opens a page of this app, whose form tells the org whose session it is', async () => {
    await site.waits(account);
    expect(site.opened.map(({ href }) => href)).toEqual(['http://127.0.0.1:8410/form/1']);
    expect(site.listener.options).toMatchObject({ path: '/signed-out', purpose: 'sign_out' });
    expect(site.listener.forms[0]).toMatchObject({ orgName: 'Example' });
    expect(site.listener.forms[0]?.action.href).toBe(`${site.org.issuer}/logout`);
    expect(site.fields).toEqual({
      id_token_hint: account.token.idToken,
      post_logout_redirect_uri: 'http://127.0.0.1:8410/signed-out',
      state: site.listener.options.state,
      client_id: '0oaExample',
    });
  });

  test('leaves the account and its tokens as they are, and is a line of its history', async () => {
    const { token, metadata } = account;
    const id = await site.waits(account);
    site.comeBack();
    await site.reaches(id, 'done');
    expect(account.token).toBe(token);
    expect(account.metadata).toBe(metadata);
    expect(await site.credentials.coordinator.allIDs()).toEqual([account.id]);
    expect(site.org.requests).not.toContain('/revoke');
    const history = await site.credentials.coordinator.history(account.id);
    expect(history.at(-1)).toMatchObject({ event: 'browser_signed_out', at: site.clock.now() });
  });

  test('is done before the browser has taken the page with the result', async () => {
    site.listen = (listener) => {
      listener.close = () => new Promise<void>(() => undefined);
      return Promise.resolve(listener);
    };
    const id = await site.waits(account);
    site.comeBack();
    await site.reaches(id, 'done');
    expect(site.broughtForward).toBe(1);
  });

  test('is done though the history cannot be written, which is in the log', async () => {
    site.credentials.storage.refuse('note');
    const id = await site.waits(account);
    site.comeBack();
    await site.reaches(id, 'done', 'failed');
    expect(site.view(id)).toMatchObject({ phase: 'done' });
    expect(site.log.events).toEqual(['browser_signed_out', 'history_not_written']);
  });

  test('uses the ports of the account’s org profile, and the usual ones without a profile', async () => {
    const redirectPorts = { kind: 'any_free' } as const;
    site.profiles = [anOrgProfile({ issuer: site.org.issuer, redirectPorts })];
    await site.waits(account);
    site.profiles = [];
    await site.waits(account);
    const asked = site.listeners.map(({ options }) => options.ports);
    expect(asked).toEqual([[0], [8410, 8411, 8412, 8413, 8414]]);
  });

  test('is forgotten when the person has seen its end, not before', async () => {
    const id = await site.waits(account);
    site.signOuts.dismiss(id);
    expect(site.view(id)).toBeDefined();
    site.comeBack();
    await site.reaches(id, 'done');
    site.signOuts.dismiss(id);
    expect(site.signOuts.views).toEqual([]);
  });

  test('shows and logs no secret', async () => {
    const first = await site.waits(account);
    site.comeBack();
    await site.reaches(first, 'done');
    const second = await site.waits(account);
    site.comeBack({ error: 'invalid_request', error_description: 'id_token_hint is invalid' });
    await site.reaches(second, 'failed');
    const shown = printed([site.signOuts.views, site.log.lines]);
    expect(shown).not.toContain(canary);
    expect(shown).not.toContain(account.token.idToken);
    expect(shown).not.toContain('/form/');
    expect(JSON.stringify(site.log.lines)).not.toMatch(/ada/i);
    for (const { options } of site.listeners) expect(shown).not.toContain(options.state);
    for (const { href } of site.opened) expect(href).not.toContain(account.token.idToken);
  });
});

describe('a sign-out does not begin', () => {
  test('for an account without an ID token', async () => {
    const { id } = await site.addAccount({ id_token: undefined });
    expect((await failureOf(site.signOuts.start(id))).code).toBe('token_not_present');
    expect(site.signOuts.views).toEqual([]);
  });

  test.each(['nobody', '00000000-0000-4000-8000-000000000000'])(
    'for an account that is not there (%s)',
    async (id) => {
      expect((await failureOf(site.signOuts.start(id))).code).toBe('account_not_found');
    },
  );

  test('where the org has no place for it, and no port is left behind', async () => {
    site.org.metadata = { end_session_endpoint: undefined };
    const id = await site.signOuts.start(account.id);
    expect(await site.reaches(id, 'failed')).toMatchObject({
      error: { code: 'sign_out_unsupported' },
    });
    await site.settle();
    expect(site.listeners.every(({ isClosed }) => isClosed)).toBe(true);
    expect(site.opened).toEqual([]);
  });

  test('when every registered port is busy', async () => {
    site.listen = () => Promise.reject(new Failure('ports_busy'));
    const id = await site.signOuts.start(account.id);
    expect(await site.reaches(id, 'failed')).toMatchObject({ error: { code: 'ports_busy' } });
  });

  test('when the org cannot be reached', async () => {
    site.org.answers.set(
      '/.well-known/openid-configuration',
      () => new Response('', { status: 404 }),
    );
    const id = await site.signOuts.start(account.id);
    expect(await site.reaches(id, 'failed')).toMatchObject({ error: { code: 'discovery_failed' } });
    expect(site.listeners).toEqual([]);
  });
});

describe('an account that requires presence', () => {
  beforeEach(async () => {
    await account.setRequiresPresence(true);
  });

  test('is signed out after the person showed it: the page holds its ID token', async () => {
    const prompt = site.presence.hold();
    const id = await site.signOuts.start(account.id);
    await site.settle();
    expect(site.presence.prompts).toEqual(['sign Ada Lovelace out of the browser']);
    expect(site.listeners).toEqual([]);
    prompt.confirm();
    await site.reaches(id, 'waiting_for_browser');
  });

  test('is not when they do not', async () => {
    site.presence.denyNext();
    const id = await site.signOuts.start(account.id);
    expect(await site.reaches(id, 'failed')).toMatchObject({ error: { code: 'presence_denied' } });
    expect(site.listeners).toEqual([]);
  });
});

describe('the browser', () => {
  test('that cannot be opened is told, and the wait goes on', async () => {
    site.openBrowser = () => Promise.reject(new Error('no browser'));
    const id = await site.waits(account);
    await site.settle();
    expect(site.view(id)).toMatchObject({ phase: 'waiting_for_browser', browserOpened: false });
    expect((await failureOf(site.signOuts.openBrowser(id))).code).toBe('browser_not_opened');
    site.openBrowser = () => Promise.resolve();
    await site.signOuts.openBrowser(id);
    expect(site.view(id)).toMatchObject({ browserOpened: true });
    site.comeBack();
    await site.reaches(id, 'done');
  });

  test('and the person get a new page each time, because each is served once', async () => {
    const id = await site.waits(account);
    await site.signOuts.openBrowser(id);
    const pages = [...site.opened, site.signOuts.newPage(id)].map(({ pathname }) => pathname);
    expect(pages).toEqual(['/form/1', '/form/2', '/form/3']);
  });

  test('has no page to open when the wait is over', async () => {
    const id = await site.waits(account);
    site.comeBack();
    await site.reaches(id, 'done');
    expect(() => site.signOuts.newPage(id)).toThrow(new Failure('sign_out_timed_out'));
    expect((await failureOf(site.signOuts.openBrowser(id))).code).toBe('sign_out_timed_out');
  });

  test('whose page was asked for again is in the log, by number alone', async () => {
    const id = await site.waits(account);
    site.listener.spentFormRequests = 2;
    site.comeBack();
    await site.reaches(id, 'done');
    const line = site.log.lines.find(({ event }) => event === 'sign_out_page_asked_again');
    expect(line?.fields).toEqual({ times: 2 });
  });
});

describe('what comes back', () => {
  test('with another state is not the end of this sign-out', async () => {
    const id = await site.waits(account);
    site.comeBack({ state: 'of-somebody-else' });
    expect(await site.reaches(id, 'failed')).toMatchObject({
      error: { code: 'authorization_rejected' },
    });
    await site.settle();
    expect(site.listener.results).toEqual([{ kind: 'failed', code: 'authorization_rejected' }]);
    expect(await site.credentials.coordinator.history(account.id)).not.toContainEqual(
      expect.objectContaining({ event: 'browser_signed_out' }),
    );
    expect(site.broughtForward).toBe(0);
  });

  test('as a refusal of the org is told in its words', async () => {
    const id = await site.waits(account);
    site.comeBack({ error: 'login_required', error_description: 'There is no session.' });
    const view = await site.reaches(id, 'failed');
    expect(view.phase === 'failed' && view.error.detail).toContain('There is no session.');
  });
});

describe('the wait', () => {
  test('ends by time, and the port is free', async () => {
    const id = await site.waits(account);
    site.clock.advance(timeout);
    expect(await site.reaches(id, 'failed')).toMatchObject({
      error: { code: 'sign_out_timed_out' },
    });
    await site.settle();
    expect(site.listener.isClosed).toBe(true);
  });

  test('is ended by the person, and nothing is left', async () => {
    const id = await site.waits(account);
    site.signOuts.cancel(id);
    await site.settle();
    expect(site.signOuts.views).toEqual([]);
    expect(site.listener.isClosed).toBe(true);
    expect(site.listener.results).toEqual([{ kind: 'failed', code: 'sign_out_cancelled' }]);
  });

  test('is ended before it began, and no browser is opened', async () => {
    const gate = site.org.hold('/.well-known/openid-configuration');
    const id = await site.signOuts.start(account.id);
    site.signOuts.cancel(id);
    gate.release();
    await site.signOuts.stop();
    expect(site.opened).toEqual([]);
    expect(site.listeners).toEqual([]);
  });

  test('is ended by quitting, while the person is asked as well', async () => {
    await site.waits(account);
    const shy = await site.addAccount();
    await shy.setRequiresPresence(true);
    const prompt = site.presence.hold();
    await site.signOuts.start(shy.id);
    await site.signOuts.stop();
    prompt.confirm();
    await site.settle();
    expect(site.signOuts.views).toEqual([]);
    expect(site.listeners.map(({ isClosed }) => isClosed)).toEqual([true]);
  });

  test('of two accounts at the same time ends each for itself', async () => {
    const other = await site.addAccount();
    const first = await site.waits(account);
    const second = await site.waits(other);
    site.comeBack();
    await site.reaches(second, 'done');
    expect(site.view(first)).toMatchObject({ phase: 'waiting_for_browser' });
    site.signOuts.cancel(first);
  });
});
