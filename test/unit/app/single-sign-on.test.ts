import { beforeEach, describe, expect, test } from 'vitest';
import type { Credential } from '../../../src/main/auth-foundation/index.ts';
import type { OrgProfile } from '../../../src/main/app/preferences.ts';
import { printed } from '../../support/builders/printed.ts';
import { aToken, anIdToken, canary } from '../../support/builders/tokens.ts';
import { SignInSite } from './sign-in-site.ts';

let site: SignInSite;
let second: OrgProfile;
let source: Credential;

beforeEach(async () => {
  site = new SignInSite();
  second = {
    ...site.profileAt(site.org.issuer, '0oaSecond'),
    name: 'Reports',
    exchangeAudience: 'api://reports',
  };
  source = await addSource();
});

/** An account of the first client, with a device secret. */
function addSource(changes: Readonly<Record<string, unknown>> = {}): Promise<Credential> {
  const fields = { device_secret: `${canary}device-secret`, ...changes };
  const context = { issuer: site.org.issuer, clientId: '0oaExample' };
  return site.credentials.coordinator.store(aToken(fields, context));
}

function startFrom(from: string, about: { accountId?: string; org?: OrgProfile } = {}): string {
  const method = { kind: 'single_sign_on', from } as const;
  return site.start({ org: second, tags: ['reports'], method, ...about });
}

async function failsFrom(from: string, org?: OrgProfile): Promise<unknown> {
  const id = startFrom(from, org === undefined ? {} : { org });
  const view = await site.reaches(id, 'done', 'failed');
  return view.phase === 'failed' ? view.error.code : view.phase;
}

describe('a sign-in from the session of another account', () => {
  test('makes a new account without a browser, and leaves the other one as it is', async () => {
    const before = source.token;
    const view = await site.reaches(startFrom(source.id), 'done', 'failed');
    expect(view).toMatchObject({ phase: 'done', method: 'single_sign_on', orgName: 'Reports' });
    expect(site.phases).toEqual(['preparing', 'exchanging', 'saving', 'done']);
    expect(site.opened).toEqual([]);
    expect(site.listeners).toEqual([]);
    const [made] = await site.credentials.coordinator.find({ tags: 'reports' });
    expect(made?.metadata).toMatchObject({ issuer: site.org.issuer, clientId: '0oaSecond' });
    expect(source.token).toBe(before);
    expect(source.tags).toEqual([]);
    expect(site.credentials.storage.writes).not.toContain('replace');
  });

  test('asks for the audience of its profile, as the client of its profile', async () => {
    await site.reaches(startFrom(source.id), 'done');
    expect(Object.fromEntries(site.org.formsTo('/token')[0] ?? [])).toMatchObject({
      client_id: '0oaSecond',
      audience: 'api://reports',
      scope: 'openid offline_access',
      subject_token: source.token.idToken,
      actor_token: source.token.deviceSecret,
    });
  });

  test('is bound to a key of its own where the profile wants it', async () => {
    site.org.fields = { token_type: 'DPoP' };
    await site.reaches(startFrom(source.id, { org: { ...second, dpop: true } }), 'done');
    const [made] = await site.credentials.coordinator.find({ tags: 'reports' });
    expect(made?.metadata.facts.isBound).toBe(true);
    expect(source.metadata.facts.isBound).toBe(false);
  });

  test('shows and logs no secret', async () => {
    await site.reaches(startFrom(source.id), 'done');
    site.org.answers.set('/token', () =>
      Response.json({ error: 'invalid_grant', error_description: 'no' }, { status: 400 }),
    );
    const id = startFrom(source.id);
    await site.reaches(id, 'failed');
    const shown = printed([site.signIns.views, site.log.lines]);
    expect(shown).not.toContain(canary);
    expect(shown).not.toContain(source.token.idToken);
    expect(shown).not.toContain('Ada');
  });
});

describe('it is refused, and the org not asked for tokens', () => {
  test('for an account of another issuer: a secret is sent to no other', async () => {
    const other = await site.credentials.coordinator.store(
      aToken({ device_secret: `${canary}device-secret` }),
    );
    expect(await failsFrom(other.id)).toBe('single_sign_on_unavailable');
    expect(site.org.requests).toEqual([]);
  });

  test.each([
    ['a device secret', { device_secret: undefined }],
    ['an ID token', { id_token: undefined }],
  ])('for an account without %s', async (_, fields) => {
    expect(await failsFrom((await addSource(fields)).id)).toBe('single_sign_on_unavailable');
    expect(site.org.requests).not.toContain('/token');
  });

  test.each(['nobody', '00000000-0000-4000-8000-000000000000'])(
    'for an account that is not there (%s)',
    async (id) => {
      expect(await failsFrom(id)).toBe('single_sign_on_unavailable');
      expect(site.org.requests).toEqual([]);
    },
  );
});

describe('what the profile asks of a sign-in', () => {
  test.each([
    ['context class', { acrValues: ['phr'] }, { acr: 'pwd' }],
    ['context class, when the org tells none', { acrValues: ['phr'] }, {}],
    ['age', { maxAge: 900 }, { auth_time: 1 }],
    ['age, when the org tells none', { maxAge: 900 }, {}],
  ])('is asked of the other session: its %s', async (_, asked, person) => {
    site.org.person = { sub: '00uAda', ...person };
    const view = await site.reaches(
      startFrom(source.id, { org: { ...second, ...asked } }),
      'done',
      'failed',
    );
    expect(view).toMatchObject({ error: { code: 'step_up_needed' } });
    expect(JSON.stringify(view)).toContain('a sign-in of its own in the browser');
    expect(await site.credentials.coordinator.allIDs()).toEqual([source.id]);
  });

  test('is fine when the other session has it', async () => {
    site.org.person = {
      sub: '00uAda',
      acr: 'phr',
      auth_time: Math.floor(site.clock.now() / 1000) - 800,
    };
    const org = { ...second, acrValues: ['phr'], maxAge: 900 };
    expect((await site.reaches(startFrom(source.id, { org }), 'done', 'failed')).phase).toBe(
      'done',
    );
  });
});

describe('an account that requires presence', () => {
  beforeEach(async () => {
    await source.setRequiresPresence(true);
  });

  test('is used after the person showed it, who is told what for', async () => {
    const prompt = site.presence.hold();
    const id = startFrom(source.id);
    await site.settle();
    expect(site.presence.prompts).toEqual(['sign in to Reports as Ada Lovelace']);
    expect(site.org.requests).not.toContain('/token');
    prompt.confirm();
    await site.reaches(id, 'done');
  });

  test('is not used when they do not', async () => {
    site.presence.denyNext();
    expect(await failsFrom(source.id)).toBe('presence_denied');
    expect(site.org.requests).toEqual([]);
  });

  test('holds up no quitting while the person is asked', async () => {
    const prompt = site.presence.hold();
    startFrom(source.id);
    await site.settle();
    await site.signIns.stop();
    prompt.confirm();
    await site.settle();
    expect(site.org.requests).toEqual([]);
    expect(site.signIns.views).toEqual([]);
  });
});

describe('when the org no longer accepts the session', () => {
  test('the attempt tells it, and the other account stays', async () => {
    site.org.answers.set('/token', () =>
      Response.json({ error: 'invalid_grant' }, { status: 400 }),
    );
    const before = source.metadata;
    expect(await failsFrom(source.id)).toBe('single_sign_on_ended');
    expect(await site.credentials.coordinator.allIDs()).toEqual([source.id]);
    expect(source.metadata).toBe(before);
  });
});

describe('tokens that are on their way', () => {
  test('are kept, though the person cancels or quits', async () => {
    const gate = site.org.hold('/token');
    const id = startFrom(source.id);
    await site.reaches(id, 'exchanging');
    site.signIns.cancel(id);
    const stopping = site.signIns.stop();
    gate.release();
    await stopping;
    expect(await site.credentials.coordinator.find({ tags: 'reports' })).toHaveLength(1);
  });
});

describe('signing in again from another account', () => {
  test('as the same person keeps the account', async () => {
    const view = await site.reaches(startFrom(source.id), 'done');
    const accountId = view.phase === 'done' ? view.signedInId : '';
    const again = await site.reaches(startFrom(source.id, { accountId }), 'done');
    expect(again).toMatchObject({ signedInId: accountId });
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(2);
  });

  test('as somebody else keeps the old session, and makes another account', async () => {
    const view = await site.reaches(startFrom(source.id), 'done');
    const accountId = view.phase === 'done' ? view.signedInId : '';
    const [old] = await site.credentials.coordinator.find({ tags: 'reports' });
    const before = old?.token;
    const grace = await addSource({ id_token: anIdToken({ sub: '00uGrace' }) });
    site.org.person = { sub: '00uGrace' };
    const other = await site.reaches(startFrom(grace.id, { accountId }), 'done');
    expect(other).not.toMatchObject({ signedInId: accountId });
    expect(old?.token).toBe(before);
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(4);
  });
});
