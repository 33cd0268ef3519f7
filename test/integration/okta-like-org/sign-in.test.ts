import { expect, test } from 'vitest';

import {
  alertOf,
  BrowserLessBrowser,
  cancelWithoutBrowser,
  signInWithoutBrowser,
  type Visit,
} from '../../support/okta-like-org/browser-less-login.ts';
import { samplePeople } from '../../support/okta-like-org/index.ts';
import { ada, createApp, createTestClock, grace, startOrg } from './relying-app.ts';

function pageOf(visit: Visit): Extract<Visit, { kind: 'page' }> {
  if (visit.kind !== 'page') throw new Error(`The org redirected to ${visit.url.pathname}.`);
  return visit;
}

function cookiesOf(answer: Response): readonly string[] {
  return answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
}

/** Signs Ada in at the page that an authorization request was redirected to. */
function submitForm(origin: string, redirected: Response): Promise<Response> {
  return fetch(new URL(redirected.headers.get('location') ?? '', origin), {
    method: 'POST',
    body: new URLSearchParams(ada),
    headers: { cookie: cookiesOf(redirected).join('; ') },
    redirect: 'manual',
  });
}

test('shows a form that names the org and the app and needs nothing from elsewhere', async () => {
  const org = await startOrg({ name: 'Bits & <Bytes>' });
  const app = await createApp(org);
  const { html } = pageOf(await new BrowserLessBrowser().visit((await app.begin()).url));
  expect(html).toContain('Bits &amp; &lt;Bytes&gt;');
  expect(html).toContain('Okta Account Manager');
  expect(html).toMatch(/<label for="username">Username<\/label>\s*<input id="username"/);
  expect(html).toMatch(/<label for="password">Password<\/label>\s*<input id="password"/);
  expect(html).toContain('>Sign in</button>');
  expect(html).toContain('>Cancel</button>');
  expect(html).not.toMatch(/<script|@import|https?:|\/\//);
});

test('says "Unable to sign in" to a wrong password, and lets one try again', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const attempt = await app.begin();
  const browser = new BrowserLessBrowser();
  const form = pageOf(await browser.visit(attempt.url));

  for (const wrong of [
    { ...ada, password: 'demo-ada-1816' },
    { ...ada, password: '' },
    { username: 'nobody@example.com', password: ada.password },
  ]) {
    const refused = pageOf(await browser.submit(form, wrong));
    expect(alertOf(refused.html)).toBe('Unable to sign in');
    expect(refused.html).toContain(`value="${wrong.username}"`);
    expect(refused.html).not.toContain(ada.password);
  }

  const redirect = await browser.submit(form, ada);
  expect(redirect.kind).toBe('left');
  expect((await app.finish(attempt, redirect.url)).claims()?.email).toBe('ada@example.com');
});

test('redirects with access_denied after "Cancel", and not with a session', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const attempt = await app.begin();
  const { searchParams } = await cancelWithoutBrowser(attempt.url);
  expect(Object.fromEntries(searchParams)).toEqual({
    error: 'access_denied',
    error_description: 'The resource owner or authorization server denied the request.',
    state: attempt.state,
  });
});

test.each(samplePeople.map((person) => [person.name, person] as const))(
  'signs %s in',
  async (name, person) => {
    const org = await startOrg();
    const tokens = await (await createApp(org)).signIn({ person });
    expect(tokens.claims()).toMatchObject({
      name,
      email: person.username,
      preferred_username: person.username,
    });
  },
);

test('redirects with code and state alone', async () => {
  const org = await startOrg();
  const attempt = await (await createApp(org)).begin();
  const redirect = await signInWithoutBrowser({ authorizationUrl: attempt.url, ...ada });
  expect([...redirect.searchParams.keys()].sort()).toEqual(['code', 'state']);
});

test('does not ask a browser again that is signed in, on any authorization server', async () => {
  const org = await startOrg();
  const browser = new BrowserLessBrowser();
  const first = await (await createApp(org, 'default')).signIn({ browser });
  for (const name of ['default', 'org', 'ausEngineering']) {
    const app = await createApp(org, name);
    const attempt = await app.begin();
    const visit = await browser.visit(attempt.url);
    expect(visit.kind).toBe('left');
    const tokens = await app.finish(attempt, visit.url);
    expect(tokens.claims()?.sub).toBe(first.claims()?.sub);
  }
  expect(org.control.countRequests({ endpoint: 'signin' })).toBe(2);
});

test('asks every browser and every org for itself', async () => {
  const [org, other] = [await startOrg(), await startOrg()];
  const browser = new BrowserLessBrowser();
  await (await createApp(org)).signIn({ browser });
  const elsewhere = await (await createApp(other)).begin();
  expect((await browser.visit(elsewhere.url)).kind).toBe('page');
  const again = await (await createApp(org)).begin();
  expect((await new BrowserLessBrowser().visit(again.url)).kind).toBe('page');
});

test('keeps the sessions of two orgs apart in a browser that sends its cookies to every port', async () => {
  const [org, other] = [await startOrg(), await startOrg()];
  const setCookie = async (at: typeof org): Promise<string> => {
    const attempt = await (await createApp(at)).begin();
    const form = await submitForm(at.origin, await fetch(attempt.url, { redirect: 'manual' }));
    return cookiesOf(form).join();
  };
  const names = [await setCookie(org), await setCookie(other)].map((pair) => pair.split('=')[0]);
  expect(names[0]).toMatch(/^sid-/);
  expect(names[0]).not.toBe(names[1]);
});

test('asks again with prompt=login, also for somebody else, and leaves the first tokens alone', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const browser = new BrowserLessBrowser();
  const first = await app.signIn({ browser });

  const attempt = await app.begin({ prompt: 'login' });
  const form = pageOf(await browser.visit(attempt.url));
  const redirect = await browser.submit(form, grace);
  const second = await app.finish(attempt, redirect.url);
  expect(second.claims()?.email).toBe('grace@example.com');
  expect(org.control.isActive(first.access_token)).toBe(true);

  const third = await app.begin();
  const sso = await browser.visit(third.url);
  expect((await app.finish(third, sso.url)).claims()?.email).toBe('grace@example.com');
});

test('asks when the ID token hint names somebody else than the browser session', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const graceTokens = await app.signIn({ person: grace });
  const browser = new BrowserLessBrowser();
  await app.signIn({ browser });

  const attempt = await app.begin({ id_token_hint: graceTokens.id_token ?? '' });
  const form = pageOf(await browser.visit(attempt.url));
  const redirect = await browser.submit(form, grace);
  expect((await app.finish(attempt, redirect.url)).claims()?.email).toBe('grace@example.com');
});

test('fills the username in from login_hint, safely', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const attempt = await app.begin({ login_hint: '"><b>grace@example.com' });
  const { html } = pageOf(await new BrowserLessBrowser().visit(attempt.url));
  expect(html).toContain('value="&quot;&gt;&lt;b&gt;grace@example.com"');
});

test('answers prompt=none without a page: a code with a session, login_required without', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const browser = new BrowserLessBrowser();
  const refused = await browser.visit((await app.begin({ prompt: 'none' })).url);
  expect(refused.kind).toBe('left');
  expect(refused.url.searchParams.get('error')).toBe('login_required');
  expect(refused.url.searchParams.get('error_description')).toBe(
    'The client specified not to prompt, but the user is not logged in.',
  );

  await app.signIn({ browser });
  const attempt = await app.begin({ prompt: 'none' });
  const redirect = await browser.visit(attempt.url);
  const tokens = await app.finish(attempt, redirect.url);
  expect(tokens.refresh_token).toBeDefined();
});

test('asks for no consent, also with prompt=consent', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const attempt = await app.begin({ prompt: 'consent' });
  const redirect = await signInWithoutBrowser({ authorizationUrl: attempt.url, ...ada });
  expect((await app.finish(attempt, redirect)).access_token).toBeDefined();
});

test('asks again when the session is older than max_age', async () => {
  const { clock, advance } = createTestClock();
  const org = await startOrg({ clock });
  const app = await createApp(org);
  const browser = new BrowserLessBrowser();
  await app.signIn({ browser });
  advance(59);
  expect((await browser.visit((await app.begin({ max_age: '60' })).url)).kind).toBe('left');
  advance(1);
  expect((await browser.visit((await app.begin({ max_age: '60' })).url)).kind).toBe('page');
});

test('asks again after an administrator ended the browser sessions', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const browser = new BrowserLessBrowser();
  const { access_token: accessToken } = await app.signIn({ browser });
  org.control.endBrowserSessions();
  expect((await browser.visit((await app.begin()).url)).kind).toBe('page');
  expect(org.control.isActive(accessToken)).toBe(true);
});

test('shows a page for a sign-in that is over, or that belongs to another browser', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const browser = new BrowserLessBrowser();
  const form = pageOf(await browser.visit((await app.begin()).url));
  await browser.submit(form, ada);
  for (const somebody of [browser, new BrowserLessBrowser()]) {
    const late = pageOf(await somebody.submit(form, ada));
    expect(late.status).toBe(400);
    expect(alertOf(late.html)).toContain('Request expired');
  }
});

test('keeps the session cookie of oidc-provider away from the browser', async () => {
  const org = await startOrg();
  const app = await createApp(org);
  const signIn = await fetch((await app.begin()).url, { redirect: 'manual' });
  const form = await submitForm(org.origin, signIn);
  const resume = new URL(form.headers.get('location') ?? '', org.origin);
  const cookie = [...cookiesOf(signIn), ...cookiesOf(form)].join('; ');
  const resumed = await fetch(resume, { headers: { cookie }, redirect: 'manual' });
  const sso = await fetch((await app.begin()).url, { headers: { cookie }, redirect: 'manual' });
  for (const answer of [resumed, sso]) {
    expect(answer.headers.get('location')).toContain('/callback?code=');
  }
  const names = [signIn, form, resumed, sso].flatMap(cookiesOf).map((pair) => pair.split('=')[0]);
  expect([...new Set(names)].sort()).toEqual([
    expect.stringMatching(/^sid-/),
    'sign-in',
    'sign-in-resume',
  ]);
});
