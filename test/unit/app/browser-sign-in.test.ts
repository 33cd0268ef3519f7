import { beforeEach, describe, expect, test } from 'vitest';
import { signInPrompts } from '../../../src/shared/index.ts';
import { issuer } from '../../../src/main/auth-foundation/index.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { anOrgProfile } from '../../support/builders/org-profile.ts';
import type { OrgProfile } from '../../../src/main/app/preferences.ts';
import { inBrowser, SignInSite, type BrowserMethod } from './sign-in-site.ts';

let site: SignInSite;
beforeEach(() => {
  site = new SignInSite();
});

function aProfile(changes: Partial<OrgProfile>): OrgProfile {
  return anOrgProfile({ issuer: site.org.issuer, scopes: ['openid'], ...changes });
}

/** What the login page is asked for. */
async function askedFor(about: Parameters<SignInSite['start']>[0]): Promise<URLSearchParams> {
  const id = site.start(about);
  await site.reaches(id, 'waiting_for_browser');
  const asked = site.opened.at(-1)?.searchParams ?? new URLSearchParams();
  site.signIns.cancel(id);
  return asked;
}

function choosing(changes: Partial<BrowserMethod>): BrowserMethod {
  return { ...inBrowser, ...changes };
}

describe('the prompt', () => {
  const chosen = signInPrompts.filter((prompt) => prompt !== 'automatic');

  test('is none for the first account of an org, when nobody chose one', async () => {
    expect((await askedFor({ method: choosing({ prompt: 'automatic' }) })).has('prompt')).toBe(
      false,
    );
  });

  test.each(chosen)('is %s when the person chose it', async (prompt) => {
    expect((await askedFor({ method: choosing({ prompt }) })).get('prompt')).toBe(prompt);
  });

  test.each(chosen)('is %s for a further account too, when the person chose it', async (prompt) => {
    await site.signIn();
    expect((await askedFor({ method: choosing({ prompt }) })).get('prompt')).toBe(prompt);
  });

  test.each([
    ['login', 'another authorization server of the same host', 'in-process.example'],
    [null, 'another host', 'other.example'],
  ])('is %s for an account beside one at %s', async (prompt, _, host) => {
    const context = { issuer: issuer(`https://${host}/oauth2/ausOther`), clientId: '0oaExample' };
    await site.credentials.coordinator.store(aToken({}, context));
    expect((await askedFor({})).get('prompt')).toBe(prompt);
  });
});

describe('the login hint', () => {
  test('is the one that the person gave', async () => {
    const asked = await askedFor({ method: choosing({ loginHint: 'grace@example.com' }) });
    expect(asked.get('login_hint')).toBe('grace@example.com');
  });

  test('of the person counts more than the name of the account', async () => {
    site.org.person = { sub: '00uAda', email: 'ada@example.com' };
    await site.signIn();
    const [credential] = await site.credentials.coordinator.find({});
    if (credential === undefined) throw new Error('There is no account.');
    const again = { accountId: credential.id };
    expect((await askedFor(again)).get('login_hint')).toBe('ada@example.com');
    const asked = await askedFor({ ...again, method: choosing({ loginHint: 'ada@new.example' }) });
    expect(asked.get('login_hint')).toBe('ada@new.example');
  });

  test('is none when nobody is known', async () => {
    expect((await askedFor({})).has('login_hint')).toBe(false);
  });
});

describe('the org profile', () => {
  test('says age, context classes, languages and further parameters', async () => {
    const org = aProfile({
      maxAge: 900,
      acrValues: ['urn:okta:loa:2fa:any', 'phr'],
      uiLocales: ['de-CH', 'de'],
      parameters: [{ name: 'idp', value: '0oaPartner' }],
    });
    const asked = await askedFor({ org });
    expect(Object.fromEntries(asked)).toMatchObject({
      max_age: '900',
      acr_values: 'urn:okta:loa:2fa:any phr',
      ui_locales: 'de-CH de',
      idp: '0oaPartner',
      scope: 'openid',
    });
  });

  test('without them asks for none', async () => {
    const asked = await askedFor({ org: aProfile({}) });
    for (const name of ['max_age', 'acr_values', 'ui_locales', 'dpop_jkt', 'request_uri']) {
      expect(asked.has(name)).toBe(false);
    }
  });

  test('never replaces what protects the sign-in', async () => {
    const org = aProfile({ parameters: [{ name: 'state', value: 'mine' }] });
    const asked = await askedFor({ org });
    expect(asked.getAll('state')).toEqual([site.listeners[0]?.options.state]);
  });

  test('says whether the request is sent ahead', async () => {
    expect((await askedFor({ org: aProfile({}) })).has('request_uri')).toBe(false);
    const asked = await askedFor({ org: aProfile({ pushedRequests: 'always' }) });
    expect([...asked.keys()].sort()).toEqual(['client_id', 'request_uri']);
    expect(site.org.formsTo('/par')).toHaveLength(1);
  });

  test('that wants bound tokens gets an account that is bound to a key of its own', async () => {
    site.org.fields = { token_type: 'DPoP' };
    const org = aProfile({ dpop: true });
    await site.signIn({ org });
    await site.signIn({ org });
    expect(site.opened[0]?.searchParams.get('dpop_jkt')).toMatch(/^[\w-]{43}$/);
    const all = await site.credentials.coordinator.find({});
    expect(all.map(({ metadata }) => metadata.facts.isBound)).toEqual([true, true]);
    const keys: (string | undefined)[] = [];
    for (const { token } of all) keys.push(await token.proofKey?.thumbprint());
    expect(new Set(keys).size).toBe(2);
    expect(site.opened.map((url) => url.searchParams.get('dpop_jkt'))).toEqual(keys);
  });

  test('whose age is not kept by the org makes the sign-in fail', async () => {
    const seconds = Math.floor(site.clock.now() / 1000);
    site.org.person = { sub: '00uAda', auth_time: seconds - 5000 };
    expect(await site.signIn({ org: aProfile({ maxAge: 900 }) })).toMatchObject({
      phase: 'failed',
    });
    site.org.person = { sub: '00uAda', auth_time: seconds - 10 };
    expect(await site.signIn({ org: aProfile({ maxAge: 900 }) })).toMatchObject({ phase: 'done' });
  });

  test('whose context class is not met makes the sign-in fail, and nothing is kept', async () => {
    const org = aProfile({ acrValues: ['phr'] });
    site.org.person = { sub: '00uAda', acr: 'pwd' };
    expect(await site.signIn({ org })).toMatchObject({ phase: 'failed' });
    expect(await site.credentials.coordinator.allIDs()).toEqual([]);
    site.org.person = { sub: '00uAda', acr: 'phr' };
    expect(await site.signIn({ org })).toMatchObject({ phase: 'done' });
  });
});

describe('the ports', () => {
  test('are those of the profile, in their order', async () => {
    const redirectPorts = { kind: 'registered' as const, ports: [9411, 9410] };
    await askedFor({ org: aProfile({ redirectPorts }) });
    expect(site.listeners[0]?.options).toMatchObject({
      ports: [9411, 9410],
      path: '/callback',
      purpose: 'sign_in',
    });
  });

  test('are any free one where the provider takes any', async () => {
    await askedFor({ org: aProfile({ redirectPorts: { kind: 'any_free' } }) });
    expect(site.listeners[0]?.options.ports).toEqual([0]);
  });
});

test('the window comes forward before the browser has taken the page with the result', async () => {
  site.listen = (listener) => {
    listener.close = () => new Promise<void>(() => undefined);
    return Promise.resolve(listener);
  };
  await site.signIn();
  expect(site.broughtForward).toBe(1);
});

test('cancelling while the request is sent ahead opens no browser, and quitting waits for no answer', async () => {
  site.org.hold('/par');
  const id = site.start({ org: aProfile({ pushedRequests: 'always' }) });
  while (!site.org.requests.includes('/par')) await site.settle();
  site.signIns.cancel(id);
  await site.signIns.stop();
  expect(site.opened).toEqual([]);
  expect(site.listeners[0]?.isClosed).toBe(true);
});
