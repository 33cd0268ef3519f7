import { beforeEach, describe, expect, test } from 'vitest';
import type { Credential } from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { SignInSite } from './sign-in-site.ts';

let site: SignInSite;
beforeEach(() => {
  site = new SignInSite();
});

async function onlyCredential(): Promise<Credential> {
  const [credential] = await site.credentials.coordinator.find({});
  if (credential === undefined) throw new Error('There is no credential.');
  return credential;
}

describe('tokens that cannot be saved', () => {
  test('stay with the attempt, and the browser says so', async () => {
    site.credentials.storage.refuse('add', 1);
    const view = await site.signIn();
    expect(view).toMatchObject({
      phase: 'failed',
      error: { code: 'disk_full' },
      canRetrySave: true,
    });
    await site.settle();
    expect(site.listeners[0]?.results).toEqual([{ kind: 'failed', code: 'disk_full' }]);
  });

  test('are saved at another try', async () => {
    site.credentials.storage.refuse('add', 1);
    const { id } = await site.signIn({ tags: ['work'] });
    await site.signIns.retrySave(id);
    expect(site.view(id)).toMatchObject({ phase: 'done' });
    expect((await onlyCredential()).tags).toEqual(['work']);
    expect(site.org.requests.filter((path) => path === '/token')).toHaveLength(1);
  });

  test('stay when the other try fails too', async () => {
    site.credentials.storage.refuse('add');
    const { id } = await site.signIn();
    expect((await failureOf(site.signIns.retrySave(id))).code).toBe('disk_full');
    expect(site.view(id)).toMatchObject({ phase: 'failed', canRetrySave: true });
  });

  test('are stored once, however often the person presses', async () => {
    site.credentials.storage.refuse('add', 1);
    const { id } = await site.signIn();
    await Promise.all([site.signIns.retrySave(id), site.signIns.retrySave(id)]);
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(1);
  });

  test('another try without such tokens does nothing', async () => {
    const { id } = await site.signIn();
    await site.signIns.retrySave(id);
    await site.signIns.retrySave('nobody');
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(1);
  });
});

describe('signing in again', () => {
  test('as the same person keeps identifier, tags and default', async () => {
    await site.signIn({ tags: ['work'] });
    const credential = await onlyCredential();
    const before = credential.token.accessToken;
    const view = await site.signIn({ accountId: credential.id });
    expect(view).toMatchObject({ phase: 'done', signedInId: credential.id });
    expect(await onlyCredential()).toBe(credential);
    expect(credential.token.accessToken).not.toBe(before);
    expect(credential.tags).toEqual(['work']);
    expect(await site.credentials.coordinator.getDefault()).toBe(credential);
  });

  test('as another person makes a new account with the same tags, and leaves the old one', async () => {
    await site.signIn({ tags: ['work'] });
    const credential = await onlyCredential();
    const before = credential.token;
    site.org.person = { sub: '00uGrace', name: 'Grace Hopper' };
    const view = await site.signIn({ accountId: credential.id });
    expect(view).toMatchObject({ phase: 'done' });
    expect(credential.token).toBe(before);
    const all = await site.credentials.coordinator.find({ tags: 'work' });
    expect(all.map(({ metadata }) => metadata.claims?.sub)).toEqual(['00uAda', '00uGrace']);
  });

  test('where nobody says who came back makes a new account, and leaves the old one', async () => {
    const org = { ...site.profile, scopes: ['offline_access'] };
    site.org.givesIdToken = false;
    await site.signIn({ org });
    const credential = await onlyCredential();
    const before = credential.token;
    await site.signIn({ org, accountId: credential.id });
    expect(credential.token).toBe(before);
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(2);
  });

  test('through another client of the org makes a new account: a session belongs to its client', async () => {
    await site.signIn();
    const credential = await onlyCredential();
    const before = credential.token;
    const org = site.profileAt(site.org.issuer, '0oaOther');
    await site.signIn({ accountId: credential.id, org });
    expect(credential.token).toBe(before);
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(2);
  });

  test('to an account that was removed meanwhile makes a new one', async () => {
    await site.signIn();
    const credential = await onlyCredential();
    const id = site.start({ accountId: credential.id, tags: ['kept'] });
    await site.reaches(id, 'waiting_for_browser');
    await credential.remove();
    site.comeBack();
    await site.reaches(id, 'done');
    expect((await onlyCredential()).id).not.toBe(credential.id);
    expect((await onlyCredential()).tags).toEqual(['kept']);
  });

  test('suggests the person to the login page', async () => {
    site.org.person = { sub: '00uAda', preferred_username: 'ada@example.com' };
    await site.signIn();
    const { id } = await onlyCredential();
    await site.signIn({ accountId: id });
    const asked = site.opened.at(-1)?.searchParams;
    expect(asked?.get('login_hint')).toBe('ada@example.com');
    expect(asked?.get('prompt')).toBeNull();
  });
});

describe('a further account', () => {
  test('of an org asks for the password, whoever the browser is signed in as', async () => {
    await site.signIn();
    expect(site.opened[0]?.searchParams.get('prompt')).toBeNull();
    site.org.person = { sub: '00uGrace' };
    await site.signIn();
    expect(site.opened[1]?.searchParams.get('prompt')).toBe('login');
    expect(site.opened[1]?.searchParams.get('login_hint')).toBeNull();
  });

  test('does not become one with the first, even if it is the same person', async () => {
    await site.signIn();
    await site.signIn();
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(2);
  });
});
