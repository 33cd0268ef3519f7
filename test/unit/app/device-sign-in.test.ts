import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import type { SignInView } from '../../../src/shared/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { canary } from '../../support/builders/tokens.ts';
import { userCode } from '../../support/fakes/in-process-org.ts';
import { SignInSite } from './sign-in-site.ts';

const method = { kind: 'device' } as const;
const pause = 5_000;
let site: SignInSite;

beforeEach(() => {
  site = new SignInSite();
});

/** A sign-in that shows its code, and waits for the first poll. */
async function showsCode(
  about: Parameters<SignInSite['start']>[0] = {},
): Promise<Extract<SignInView, { phase: 'waiting_for_device' }>> {
  const view = await site.reaches(site.start({ method, ...about }), 'waiting_for_device', 'failed');
  if (view.phase !== 'waiting_for_device') throw new Error(`It ended as ${view.phase}.`);
  await site.settle();
  return view;
}

/** Lets the next poll come, and its answer be dealt with. */
async function poll(): Promise<void> {
  const before = polls();
  for (let waited = 0; polls() === before && waited < 60; waited += 1) {
    site.clock.advance(pause);
    await site.settle();
  }
  await site.settle();
}

function polls(): number {
  return site.org.requests.filter((path) => path === '/token').length;
}

function refuse(error: string, times = 1): void {
  const answer = (): Response => Response.json({ error }, { status: 400 });
  site.org.next('/token', ...Array.from({ length: times }, () => answer));
}

describe('the code', () => {
  test('is shown with the page to type it at, and until when it is good', async () => {
    const view = await showsCode({ tags: ['tv'] });
    expect(view).toEqual({
      id: view.id,
      orgId: 'org-1',
      orgName: 'Example',
      tags: ['tv'],
      accountId: null,
      method: 'device',
      phase: 'waiting_for_device',
      userCode,
      verificationUri: `${site.org.issuer}/activate`,
      verificationUriComplete: `${site.org.issuer}/activate?user_code=${userCode}`,
      expiresAt: site.clock.now() + 600_000,
      problem: null,
    });
    expect(site.opened).toEqual([]);
    expect(site.listeners).toEqual([]);
  });

  test('can be had for the clipboard, and the page for the browser', async () => {
    const { id } = await showsCode();
    expect(site.signIns.userCode(id)).toBe(userCode);
    await site.signIns.openBrowser(id);
    expect(site.opened.map(({ href }) => href)).toEqual([
      `${site.org.issuer}/activate?user_code=${userCode}`,
    ]);
  });

  test('is typed at the plain page where the org has no link with the code in it', async () => {
    site.org.answers.set('/device/authorize', () =>
      Response.json({
        device_code: `${canary}device-code`,
        user_code: userCode,
        verification_uri: `${site.org.issuer}/activate`,
        expires_in: 600,
      }),
    );
    const { id, verificationUriComplete } = await showsCode();
    expect(verificationUriComplete).toBeNull();
    expect((await site.signIns.newPage(id)).href).toBe(`${site.org.issuer}/activate`);
  });

  test('is told to nobody when the wait is over', async () => {
    const { id } = await showsCode();
    await poll();
    await site.reaches(id, 'done');
    expect(() => site.signIns.userCode(id)).toThrow(new Failure('sign_in_timed_out'));
    expect((await failureOf(site.signIns.newPage(id))).code).toBe('sign_in_timed_out');
    expect(JSON.stringify(site.signIns.views)).not.toContain(userCode);
  });

  test('of a sign-in in the browser does not exist', async () => {
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    expect(() => site.signIns.userCode(id)).toThrow(new Failure('sign_in_timed_out'));
    site.signIns.cancel(id);
  });
});

describe('the end', () => {
  test('is an account with the tags, after the person has typed the code', async () => {
    refuse('authorization_pending', 2);
    const { id } = await showsCode({ tags: ['tv'] });
    for (let times = 0; times < 3; times += 1) await poll();
    expect(await site.reaches(id, 'done')).toMatchObject({ method: 'device' });
    expect(site.phases).toEqual([
      'preparing',
      'waiting_for_device',
      'exchanging',
      'saving',
      'done',
    ]);
    const [credential] = await site.credentials.coordinator.find({ tags: 'tv' });
    expect(credential?.metadata.claims?.sub).toBe('00uAda');
    expect(site.broughtForward).toBe(1);
    expect(site.clock.pending).toBe(0);
  });

  test('of a second one is an account of its own, with tags of its own', async () => {
    await showsCode({ tags: ['first'] });
    await poll();
    const { id } = await showsCode({ tags: ['second'] });
    await poll();
    await site.reaches(id, 'done');
    const all = await site.credentials.coordinator.find({});
    expect(all.map(({ tags }) => tags)).toEqual([['first'], ['second']]);
  });

  test('of signing in again as the same person keeps the account', async () => {
    const first = await showsCode({ tags: ['tv'] });
    await poll();
    const done = await site.reaches(first.id, 'done');
    const signedInId = done.phase === 'done' ? done.signedInId : '';
    const { id } = await showsCode({ accountId: signedInId });
    await poll();
    expect(await site.reaches(id, 'done')).toMatchObject({ signedInId });
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(1);
  });

  test('is a failure when the person declines', async () => {
    refuse('access_denied');
    const { id } = await showsCode();
    await poll();
    expect(await site.reaches(id, 'failed')).toMatchObject({
      error: { code: 'sign_in_denied' },
      canRetrySave: false,
    });
  });

  test('is a failure when nobody types the code in time', async () => {
    const { id } = await showsCode();
    refuse('authorization_pending', 1000);
    site.clock.advance(600_000);
    await site.settle();
    await poll();
    expect(await site.reaches(id, 'failed')).toMatchObject({
      error: { code: 'device_code_expired' },
    });
    expect(site.clock.pending).toBe(0);
  });

  test('is a failure where the org has no place for devices', async () => {
    site.org.metadata = { device_authorization_endpoint: undefined };
    const id = site.start({ method });
    expect(await site.reaches(id, 'failed')).toMatchObject({
      error: { code: 'device_flow_unsupported' },
    });
  });

  test('is asked for with the age and the parameters of the profile, and the age is checked', async () => {
    const org = {
      ...site.profile,
      maxAge: 900,
      parameters: [{ name: 'idp', value: '0oaPartner' }],
    };
    site.org.person = { sub: '00uAda', auth_time: Math.floor(site.clock.now() / 1000) - 5000 };
    const { id } = await showsCode({ org });
    expect(Object.fromEntries(site.org.formsTo('/device/authorize')[0] ?? [])).toMatchObject({
      max_age: '900',
      idp: '0oaPartner',
    });
    await poll();
    expect(await site.reaches(id, 'done', 'failed')).toMatchObject({
      error: { code: 'id_token_invalid' },
    });
  });

  test('is bound to a key where the profile wants it, and context classes are asked for', async () => {
    site.org.fields = { token_type: 'DPoP' };
    site.org.person = { sub: '00uAda', acr: 'phr' };
    const { id } = await showsCode({ org: { ...site.profile, dpop: true, acrValues: ['phr'] } });
    await poll();
    await site.reaches(id, 'done');
    const [credential] = await site.credentials.coordinator.find({});
    expect(credential?.metadata.facts.isBound).toBe(true);
    expect(site.org.formsTo('/device/authorize')[0]?.get('acr_values')).toBe('phr');
  });
});

describe('an org that cannot be asked', () => {
  test('is told while the wait goes on, and no more when it answers again', async () => {
    const { id } = await showsCode();
    site.org.next('/token', () => Promise.reject(new TypeError('fetch failed')));
    await poll();
    expect(site.view(id)).toMatchObject({
      phase: 'waiting_for_device',
      userCode,
      problem: { code: 'network_unreachable' },
    });
    refuse('authorization_pending');
    await poll();
    expect(site.view(id)).toMatchObject({ phase: 'waiting_for_device', problem: null });
    await poll();
    expect(await site.reaches(id, 'done')).toBeDefined();
  });
});

describe('cancelling', () => {
  test('before there is a code shows none, and quitting waits for no answer', async () => {
    site.org.hold('/device/authorize');
    const id = site.start({ method });
    while (!site.org.requests.includes('/device/authorize')) await site.settle();
    site.signIns.cancel(id);
    await site.signIns.stop();
    expect(site.phases).not.toContain('waiting_for_device');
  });

  test('between two polls ends them', async () => {
    const { id } = await showsCode();
    site.signIns.cancel(id);
    await site.signIns.stop();
    expect(site.signIns.views).toEqual([]);
    expect(site.clock.pending).toBe(0);
    expect(polls()).toBe(0);
  });

  test('during a poll keeps no account, and ends the tokens that it brings', async () => {
    const { id } = await showsCode();
    const gate = site.org.hold('/token');
    await poll();
    site.signIns.cancel(id);
    await site.signIns.stop();
    gate.release();
    while (!site.org.requests.includes('/revoke')) await site.settle();
    expect(site.signIns.views).toEqual([]);
    expect(await site.credentials.coordinator.allIDs()).toEqual([]);
  });

  test('is what quitting does', async () => {
    await showsCode();
    await site.signIns.stop();
    expect(site.signIns.views).toEqual([]);
    expect(site.clock.pending).toBe(0);
  });
});

describe('tokens that cannot be saved', () => {
  test('stay with the attempt until another try works', async () => {
    site.credentials.storage.refuse('add', 2);
    const { id } = await showsCode({ tags: ['tv'] });
    await poll();
    expect(await site.reaches(id, 'failed')).toMatchObject({
      error: { code: 'disk_full' },
      canRetrySave: true,
    });
    expect((await failureOf(site.signIns.retrySave(id))).code).toBe('disk_full');
    await site.signIns.retrySave(id);
    expect(site.view(id)).toMatchObject({ phase: 'done' });
    expect(await site.credentials.coordinator.find({ tags: 'tv' })).toHaveLength(1);
    expect(polls()).toBe(1);
  });
});

test('no secret is shown or logged, and the code only while it is waited for', async () => {
  refuse('authorization_pending');
  site.org.fields = { device_secret: `${canary}device-secret` };
  site.credentials.storage.refuse('add', 1);
  const { id } = await showsCode();
  const shown: string[] = [];
  const look = (): void => {
    shown.push(JSON.stringify(site.signIns.views));
  };
  await poll();
  look();
  await poll();
  await site.reaches(id, 'failed');
  look();
  await site.signIns.retrySave(id);
  look();
  expect(shown.map((text) => text.includes(userCode))).toEqual([true, false, false]);
  const [credential] = await site.credentials.coordinator.find({});
  const all = JSON.stringify([shown, site.log.lines]);
  expect(credential?.token.deviceSecret).toBe(`${canary}device-secret`);
  expect(all).not.toContain(canary);
  expect(all).not.toContain(credential?.token.idToken);
  expect(JSON.stringify(site.log.lines)).not.toContain(userCode);
});
