import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { canary } from '../../support/builders/tokens.ts';
import { SignInSite, timeout } from './sign-in-site.ts';

let site: SignInSite;
beforeEach(() => {
  site = new SignInSite();
});

describe('a sign-in', () => {
  test('goes from preparing to done, and its tokens are stored with the tags', async () => {
    const view = await site.signIn({ tags: ['work'] });
    expect(site.phases).toEqual([
      'preparing',
      'waiting_for_browser',
      'exchanging',
      'saving',
      'done',
    ]);
    const [credential] = await site.credentials.coordinator.find({ tags: 'work' });
    expect(view).toMatchObject({ phase: 'done', signedInId: credential?.id, orgName: 'Example' });
    expect(credential?.metadata.claims?.sub).toBe('00uAda');
  });

  test('tells the browser the result when it is known, frees the port and comes forward', async () => {
    const gate = site.credentials.storage.hold('add');
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    site.comeBack();
    await site.reaches(id, 'saving');
    expect(site.listeners[0]?.results).toEqual([]);
    expect(site.broughtForward).toBe(0);
    gate.release();
    await site.reaches(id, 'done');
    await site.settle();
    expect(site.listeners[0]?.results).toEqual([{ kind: 'succeeded' }]);
    expect(site.listeners[0]?.isClosed).toBe(true);
    expect(site.broughtForward).toBe(1);
  });

  test('opens the page of the org, with the state that the listener waits for', async () => {
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    const [url] = site.opened;
    expect(url?.href).toBe((await site.signIns.newPage(id)).href);
    expect(url?.searchParams.get('state')).toBe(site.listeners[0]?.options.state);
    expect(url?.searchParams.get('redirect_uri')).toBe('http://127.0.0.1:8410/callback');
  });

  test('several can be under way at the same time', async () => {
    const first = site.start();
    const second = site.start();
    await site.reaches(first, 'waiting_for_browser');
    await site.reaches(second, 'waiting_for_browser');
    for (const listener of site.listeners) {
      const url = site.opened.find(
        (one) => one.searchParams.get('state') === listener.options.state,
      );
      if (url !== undefined) listener.arrive(site.org.redirectFor(url));
    }
    await site.reaches(first, 'done');
    await site.reaches(second, 'done');
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(2);
  });

  test('is forgotten when the person has seen its end', async () => {
    const { id } = await site.signIn();
    site.signIns.dismiss(id);
    expect(site.signIns.views).toEqual([]);
  });

  test('shows and logs no secret on its way', async () => {
    site.org.person = { sub: '00uAda', name: 'Ada Lovelace', email: 'ada@example.com' };
    await site.signIn();
    const shown = JSON.stringify([site.signIns.views, site.log.lines]);
    expect(shown).not.toContain(canary);
    expect(shown).not.toContain(site.listeners[0]?.options.state);
    // No random identifier has a capital letter or an at sign.
    for (const name of ['Ada', '@example.com']) expect(shown).not.toContain(name);
  });
});

describe('a sign-in does not begin', () => {
  test('while the vault is blocked', () => {
    site.vaultFailure = new Failure('keychain_locked');
    expect(() => site.start()).toThrow(site.vaultFailure);
    expect(site.signIns.views).toEqual([]);
    expect(site.org.requests).toEqual([]);
  });

  test('when the issuer cannot be found, and no port is taken for it', async () => {
    site.org.answers.set(
      '/.well-known/openid-configuration',
      () => new Response('', { status: 404 }),
    );
    const view = await site.reaches(site.start(), 'failed');
    expect(view).toMatchObject({ error: { code: 'discovery_failed' }, canRetrySave: false });
    expect(site.listeners).toEqual([]);
  });

  test('when every registered port is busy', async () => {
    site.listen = () => Promise.reject(new Failure('ports_busy'));
    const view = await site.reaches(site.start(), 'failed');
    expect(view).toMatchObject({ error: { code: 'ports_busy' } });
    expect(site.opened).toEqual([]);
  });
});

describe('the browser', () => {
  test('that cannot be opened is told, and the wait goes on', async () => {
    site.openBrowser = () => Promise.reject(new Error('no browser'));
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    await site.settle();
    expect(site.view(id)).toMatchObject({ phase: 'waiting_for_browser', browserOpened: false });
    site.comeBack();
    expect(await site.reaches(id, 'done')).toBeDefined();
  });

  test('can be opened once more', async () => {
    site.openBrowser = () => Promise.reject(new Error('no browser'));
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    expect((await failureOf(site.signIns.openBrowser(id))).code).toBe('browser_not_opened');
    site.openBrowser = () => Promise.resolve();
    await site.signIns.openBrowser(id);
    expect(site.view(id)).toMatchObject({ browserOpened: true });
    expect(site.opened).toHaveLength(3);
  });

  test('is given a request that was sent ahead anew each time: it is good once, and not for long', async () => {
    const id = site.start({ org: { ...site.profile, pushedRequests: 'always' } });
    await site.reaches(id, 'waiting_for_browser');
    site.clock.advance(120_000);
    await site.signIns.openBrowser(id);
    const copied = await site.signIns.newPage(id);
    const requests = [...site.opened, copied].map((url) => url.searchParams.get('request_uri'));
    expect(new Set(requests).size).toBe(3);
    const [first, ...others] = site.org.formsTo('/par').map((form) => form.toString());
    expect(others).toEqual([first, first]);
    site.comeBack();
    expect(await site.reaches(id, 'done', 'failed')).toMatchObject({ phase: 'done' });
  });

  test('is not opened again when the request cannot be sent again, and the wait goes on', async () => {
    const id = site.start({ org: { ...site.profile, pushedRequests: 'always' } });
    await site.reaches(id, 'waiting_for_browser');
    site.org.next('/par', () => new Response('', { status: 503 }));
    expect((await failureOf(site.signIns.openBrowser(id))).code).toBe('server_unavailable');
    expect(site.opened).toHaveLength(1);
    expect(site.view(id)).toMatchObject({ phase: 'waiting_for_browser' });
    site.comeBack();
    expect(await site.reaches(id, 'done')).toBeDefined();
  });

  test('is not opened again when the wait ends while the request is sent again', async () => {
    const id = site.start({ org: { ...site.profile, pushedRequests: 'always' } });
    await site.reaches(id, 'waiting_for_browser');
    const gate = site.org.hold('/par');
    const opening = failureOf(site.signIns.openBrowser(id));
    await site.settle();
    site.signIns.cancel(id);
    gate.release();
    expect((await opening).code).toBe('sign_in_timed_out');
    expect(site.opened).toHaveLength(1);
  });

  test('that never tells whether it was opened does not hold up the sign-in', async () => {
    site.openBrowser = () => new Promise(() => undefined);
    expect(await site.signIn()).toMatchObject({ phase: 'done' });
  });

  test('has no page to open when the wait is over', async () => {
    const { id } = await site.signIn();
    expect((await failureOf(site.signIns.newPage(id))).code).toBe('sign_in_timed_out');
    expect((await failureOf(site.signIns.openBrowser(id))).code).toBe('sign_in_timed_out');
  });
});

describe('time', () => {
  test('ends the wait for the browser, and frees the port', async () => {
    const id = site.start();
    const waiting = await site.reaches(id, 'waiting_for_browser');
    expect(waiting).toMatchObject({ expiresAt: site.clock.now() + timeout });
    site.clock.advance(timeout);
    const view = await site.reaches(id, 'failed');
    expect(view).toMatchObject({ error: { code: 'sign_in_timed_out' }, canRetrySave: false });
    await site.settle();
    expect(site.listeners[0]?.isClosed).toBe(true);
  });
});

describe('the org or the person says no', () => {
  test('in the browser', async () => {
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    const redirect = site.org.redirectFor(await site.signIns.newPage(id));
    redirect.searchParams.delete('code');
    redirect.searchParams.set('error', 'access_denied');
    site.listeners[0]?.arrive(redirect);
    const view = await site.reaches(id, 'failed');
    expect(view).toMatchObject({ error: { code: 'sign_in_denied' } });
    await site.settle();
    expect(site.listeners[0]?.results).toEqual([{ kind: 'failed', code: 'sign_in_denied' }]);
    expect(site.broughtForward).toBe(0);
  });

  test('when the code is redeemed', async () => {
    site.org.answers.set('/token', () =>
      Response.json({ error: 'invalid_grant' }, { status: 400 }),
    );
    expect(await site.signIn()).toMatchObject({ error: { code: 'sign_in_expired' } });
    expect(await site.credentials.coordinator.allIDs()).toEqual([]);
  });
});
