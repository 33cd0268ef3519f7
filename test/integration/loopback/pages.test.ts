import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/main/auth-foundation/index.ts';
import { comeBack, good, Listening, state } from './listening.ts';
import { get, openConnection, sendRaw } from './raw-request.ts';

let site: Listening;

beforeEach(() => {
  site = new Listening();
});
afterEach(() => site.close());

describe('the result page', () => {
  test('waits for the result, and tells it', async () => {
    const { listener, port } = await site.listen();
    const { next } = await comeBack(port);
    await listener.redirect;
    const page = get(port, next);
    // Its answer proves that the first request was read.
    await get(port, '/favicon.ico');
    listener.finish({ kind: 'succeeded' });
    const answer = await page;
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<h1>You are signed in</h1>');
    expect(answer.body).toContain('return to Okta Account Manager');
  });

  test('also comes when the result was there before the browser asked', async () => {
    const { listener, port } = await site.listen();
    const { next } = await comeBack(port);
    listener.finish({ kind: 'failed', code: 'sign_in_denied' });
    const closed = listener.close();
    const answer = await get(port, next);
    expect(answer.body).toContain('The sign-in did not complete');
    expect(answer.body).toContain('declined in the browser');
    await closed;
  });

  test('tells how a sign-out ended, in the browser’s language', async () => {
    const options = { path: '/signed-out', purpose: 'sign_out' } as const;
    const { listener, port } = await site.listen(options);
    const { next } = await comeBack(port, `/signed-out?state=${state}`);
    listener.finish({ kind: 'succeeded' });
    const answer = await get(port, next, 'Accept-Language: sv, de-AT;q=0.9, en;q=0.5');
    expect(answer.body).toContain('<html lang="de" dir="ltr">');
    expect(answer.body).toContain('Sie sind abgemeldet');
  });

  test('is the same for every tab that came from the redirect, early or late', async () => {
    const { listener, port } = await site.listen();
    const { next } = await comeBack(port);
    const tabs = [get(port, next), get(port, (await comeBack(port)).next)];
    await get(port, '/favicon.ico');
    listener.finish({ kind: 'succeeded' });
    listener.finish({ kind: 'failed', code: 'internal' });
    tabs.push(get(port, (await comeBack(port)).next));
    for (const { body } of await Promise.all(tabs)) expect(body).toContain('You are signed in');
  });

  test('waits with no more than eight tabs; others are sent to the app', async () => {
    const { listener, port } = await site.listen();
    const { next } = await comeBack(port);
    const waiting = Array.from({ length: 8 }, () => get(port, next));
    await get(port, '/favicon.ico');
    expect((await get(port, next)).body).toContain('Return to Okta Account Manager');
    listener.finish({ kind: 'succeeded' });
    for (const { body } of await Promise.all(waiting)) expect(body).toContain('You are signed in');
  });

  test('comes again when the tab was reloaded while it waited', async () => {
    const { listener, port } = await site.listen();
    const { next } = await comeBack(port);
    const first = await openConnection(port);
    first.write(`GET ${next} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await get(port, '/favicon.ico');
    first.destroy();
    await once(first, 'close');
    // Its answer proves that the end of the first connection was read.
    await get(port, '/favicon.ico');
    const second = get(port, next);
    listener.finish({ kind: 'succeeded' });
    await listener.close();
    expect((await second).body).toContain('You are signed in');
  });

  test('is kept by nobody, sends no referrer and runs nothing', async () => {
    const { listener, port } = await site.listen();
    const redirected = await comeBack(port);
    listener.finish({ kind: 'succeeded' });
    const page = await get(port, redirected.next);
    for (const { headers } of [redirected, page]) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('connection')).toBe('close');
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'/,
      );
    }
    expect(page.body).not.toMatch(/c0de|st4te|<script|https?:/);
  });
});

describe('an offered form', () => {
  const form = {
    action: new URL('https://example.okta.com/oauth2/v1/logout'),
    fields: { id_token_hint: new Secret('e"yJ.<id>'), state: new Secret(state) },
    orgName: 'Example',
  };
  const forSignOut = { path: '/signed-out', purpose: 'sign_out' } as const;

  test('is at an address that nobody can guess and that tells nothing', async () => {
    const { listener } = await site.listen(forSignOut);
    const [one, other] = [listener.offerForm(form), listener.offerForm(form)];
    expect(one.origin).toBe(new URL(listener.redirectUri).origin);
    expect(one.pathname).toMatch(/^\/form\/[\w-]{43}$/);
    expect(one.search).toBe('');
    expect(one.pathname).not.toBe(other.pathname);
  });

  test('posts its fields to the org, and may come back here', async () => {
    const { listener, port } = await site.listen(forSignOut);
    const { status, headers, body } = await get(port, listener.offerForm(form).pathname);
    expect(status).toBe(200);
    expect(body).toContain('method="post" action="https://example.okta.com/oauth2/v1/logout"');
    expect(body).toContain('name="id_token_hint" value="e&quot;yJ.&lt;id&gt;"');
    expect(body).not.toContain('<script');
    expect(headers.get('content-security-policy')).toContain("form-action 'self' https:;");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('is given out once, and whoever asks again is counted', async () => {
    const { listener, port } = await site.listen(forSignOut);
    const { pathname } = listener.offerForm(form);
    await get(port, pathname);
    expect(listener.spentFormRequests).toBe(0);
    const again = await get(port, pathname);
    expect(again.body).toContain('This page was shown already');
    expect(again.body).not.toContain('id_token_hint');
    expect(listener.spentFormRequests).toBe(1);
    const another = await get(port, listener.offerForm(form).pathname);
    expect(another.body).toContain('id_token_hint');
    expect(listener.spentFormRequests).toBe(1);
  });

  test('that was made before is spent when one is given out', async () => {
    const { listener, port } = await site.listen(forSignOut);
    const older = listener.offerForm(form);
    const newer = listener.offerForm(form);
    expect((await get(port, newer.pathname)).body).toContain('id_token_hint');
    expect((await get(port, older.pathname)).body).not.toContain('id_token_hint');
  });

  test('that was made later, or is asked for again, spends no other', async () => {
    const { listener, port } = await site.listen(forSignOut);
    const older = listener.offerForm(form);
    const newer = listener.offerForm(form);
    await get(port, older.pathname);
    await get(port, older.pathname);
    expect((await get(port, newer.pathname)).body).toContain('id_token_hint');
  });

  test('is not used up by what does not get it', async () => {
    const { listener, port } = await site.listen(forSignOut);
    const { pathname } = listener.offerForm(form);
    const host = `Host: 127.0.0.1:${port}`;
    const answers = [
      await sendRaw(port, [`HEAD ${pathname} HTTP/1.1`, host]),
      await sendRaw(port, [`POST ${pathname} HTTP/1.1`, host]),
      await sendRaw(port, [`GET ${pathname} HTTP/1.1`, `Host: evil.example:${port}`]),
      await sendRaw(port, [`GET ${pathname} HTTP/1.1`, host, 'Sec-Fetch-Dest: iframe']),
      await sendRaw(port, [`GET ${pathname} HTTP/1.1`, host, 'Sec-Purpose: prefetch']),
      await get(port, `${pathname}x`),
      await get(port, pathname.slice(0, -1)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([405, 405, 404, 404, 404, 404, 404]);
    expect(answers.map(({ body }) => body).join('')).toBe('');
    expect((await get(port, pathname)).body).toContain('id_token_hint');
    expect(listener.spentFormRequests).toBe(0);
  });

  test('does not end the wait; coming back does', async () => {
    const { listener, port } = await site.listen(forSignOut);
    await get(port, listener.offerForm(form).pathname);
    expect((await get(port, good)).status).toBe(404);
    expect((await comeBack(port, `/signed-out?state=${state}`)).status).toBe(303);
    await listener.redirect;
  });
});
