import { beforeEach, describe, expect, test } from 'vitest';
import { canary } from '../../support/builders/tokens.ts';
import { SignInSite } from './sign-in-site.ts';

let site: SignInSite;
beforeEach(() => {
  site = new SignInSite();
});

async function expectNothingHappened(): Promise<void> {
  await site.signIns.stop();
  expect(site.signIns.views).toEqual([]);
  expect(site.opened).toEqual([]);
  expect(await site.credentials.coordinator.allIDs()).toEqual([]);
  for (const { isClosed } of site.listeners) expect(isClosed).toBe(true);
}

function revokedHints(): (string | null)[] {
  return site.org.formsTo('/revoke').map((form) => form.get('token_type_hint'));
}

describe('cancelling while it is prepared', () => {
  test('during discovery takes no port and opens no browser', async () => {
    const gate = site.org.hold('/.well-known/openid-configuration');
    const id = site.start();
    site.signIns.cancel(id);
    gate.release();
    await expectNothingHappened();
    expect(site.listeners).toEqual([]);
  });

  test('while the port is being taken opens no browser', async () => {
    const bound = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    site.listen = async (listener) => {
      asked.resolve(undefined);
      await bound.promise;
      return listener;
    };
    const id = site.start();
    await asked.promise;
    site.signIns.cancel(id);
    bound.resolve(undefined);
    await expectNothingHappened();
  });

  test('while the accounts are looked through opens no browser', async () => {
    const gate = site.credentials.storage.hold('allIDs');
    const listening = Promise.withResolvers<undefined>();
    site.listen = (listener) => {
      listening.resolve(undefined);
      return Promise.resolve(listener);
    };
    const id = site.start();
    await listening.promise;
    await site.settle();
    site.signIns.cancel(id);
    gate.release();
    await expectNothingHappened();
  });
});

describe('cancelling while the browser is open', () => {
  test('frees the port and forgets the attempt', async () => {
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    site.signIns.cancel(id);
    await site.settle();
    expect(site.signIns.views).toEqual([]);
    expect(site.listeners[0]?.isClosed).toBe(true);
  });

  test('is not done by dismissing: an attempt that goes on stays, and quitting ends it', async () => {
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    site.signIns.dismiss(id);
    expect(site.signIns.views).toMatchObject([{ id, phase: 'waiting_for_browser' }]);
    await site.signIns.stop();
    expect(site.listeners[0]?.isClosed).toBe(true);
  });

  test('in the moment in which the browser comes back redeems nothing', async () => {
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    site.comeBack();
    site.signIns.cancel(id);
    await site.settle();
    expect(site.org.requests).not.toContain('/token');
    expect(await site.credentials.coordinator.allIDs()).toEqual([]);
  });

  test('leaves the other attempts', async () => {
    const first = site.start();
    await site.reaches(first, 'waiting_for_browser');
    const second = site.start();
    await site.reaches(second, 'waiting_for_browser');
    site.signIns.cancel(first);
    site.comeBack();
    await site.reaches(second, 'done');
  });
});

describe('cancelling when tokens are on their way', () => {
  test('while the code is redeemed keeps what comes', async () => {
    const gate = site.org.hold('/token');
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    site.comeBack();
    await site.reaches(id, 'exchanging');
    site.signIns.cancel(id);
    site.signIns.dismiss(id);
    gate.release();
    await site.reaches(id, 'done');
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(1);
  });

  test('while the code is redeemed in vain does not hide why', async () => {
    const gate = site.org.hold('/token');
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    site.comeBack();
    await site.reaches(id, 'exchanging');
    site.signIns.cancel(id);
    site.org.answers.set('/token', () => new Response('', { status: 503 }));
    gate.release();
    expect(await site.reaches(id, 'failed')).toMatchObject({
      error: { code: 'server_unavailable' },
    });
  });

  test('while they are saved keeps them', async () => {
    const gate = site.credentials.storage.hold('add');
    const id = site.start();
    await site.reaches(id, 'waiting_for_browser');
    site.comeBack();
    await site.reaches(id, 'saving');
    site.signIns.cancel(id);
    gate.release();
    await site.reaches(id, 'done');
  });

  test('when it is done leaves its end to be seen', async () => {
    const { id } = await site.signIn();
    site.signIns.cancel(id);
    expect(site.view(id)).toMatchObject({ phase: 'done' });
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(1);
  });
});

describe('tokens that could not be saved', () => {
  test('are not thrown away by cancelling, which comes too late', async () => {
    site.credentials.storage.refuse('add', 1);
    const { id } = await site.signIn();
    site.signIns.cancel(id);
    expect(site.view(id)).toMatchObject({ phase: 'failed', canRetrySave: true });
    await site.signIns.retrySave(id);
    expect(site.view(id)).toMatchObject({ phase: 'done' });
    expect(site.org.requests).not.toContain('/revoke');
  });

  test('are revoked when the person throws them away', async () => {
    site.credentials.storage.refuse('add');
    const { id } = await site.signIn();
    site.signIns.dismiss(id);
    expect(site.signIns.views).toEqual([]);
    await site.signIns.stop();
    expect(revokedHints()).toEqual(['refresh_token', 'access_token']);
  });

  test('of a second sign-in are left to expire: the account may have the same grant', async () => {
    const { signedInId } = await site.signIn().then((view) => {
      if (view.phase !== 'done') throw new Error('The first sign-in failed.');
      return view;
    });
    site.credentials.storage.refuse('replace');
    const { id } = await site.signIn({ accountId: signedInId });
    expect(site.view(id)).toMatchObject({ phase: 'failed', canRetrySave: true });
    site.signIns.dismiss(id);
    await site.signIns.stop();
    expect(revokedHints()).toEqual([]);
  });

  test('and not revoked either are logged, without the tokens', async () => {
    site.org.answers.set('/revoke', () => new Response('', { status: 503 }));
    site.credentials.storage.refuse('add');
    const { id } = await site.signIn();
    site.signIns.dismiss(id);
    await site.signIns.stop();
    const lines = JSON.stringify(site.log.lines);
    expect(lines).toContain('discarded_tokens_not_revoked');
    expect(lines).not.toContain(canary);
  });
});

test('cancelling what is not there does nothing', () => {
  site.signIns.cancel('nobody');
  expect(site.phases).toEqual([]);
});

test('quitting ends every wait', async () => {
  const ids = [site.start(), site.start()];
  for (const id of ids) await site.reaches(id, 'waiting_for_browser');
  await site.signIns.stop();
  expect(site.listeners.map(({ isClosed }) => isClosed)).toEqual([true, true]);
});

test('quitting waits until tokens that are on their way are saved', async () => {
  const gate = site.org.hold('/token');
  const id = site.start();
  await site.reaches(id, 'waiting_for_browser');
  site.comeBack();
  await site.reaches(id, 'exchanging');
  const stopping = site.signIns.stop();
  gate.release();
  await stopping;
  expect(await site.credentials.coordinator.allIDs()).toHaveLength(1);
});

describe('quitting while tokens could not be saved', () => {
  test('tries once more to save them', async () => {
    site.credentials.storage.refuse('add');
    expect(await site.signIn()).toMatchObject({ phase: 'failed', canRetrySave: true });
    site.credentials.storage.heal();
    await site.signIns.stop();
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(1);
  });

  test('revokes them when that fails again: nobody will ever have them', async () => {
    site.credentials.storage.refuse('add');
    await site.signIn();
    await site.settle();
    const before = site.clock.pending;
    await expect(site.signIns.stop()).resolves.toBeUndefined();
    expect(revokedHints()).toEqual(['refresh_token', 'access_token']);
    expect(site.clock.pending).toBe(before);
  });

  test('waits only a little for an org that does not answer', async () => {
    site.credentials.storage.refuse('add');
    await site.signIn();
    site.org.hold('/revoke');
    const stopping = site.signIns.stop();
    for (let round = 0; round < 20; round += 1) await site.settle();
    expect(site.org.requests).toContain('/revoke');
    site.clock.advance(5_000);
    await expect(stopping).resolves.toBeUndefined();
  });

  test('waits for the try that the person has asked for', async () => {
    site.credentials.storage.refuse('add');
    const { id } = await site.signIn();
    site.credentials.storage.heal();
    const gate = site.credentials.storage.hold('add');
    const retrying = site.signIns.retrySave(id);
    let hasStopped = false;
    const stopping = site.signIns.stop().then(() => {
      hasStopped = true;
    });
    await site.settle();
    expect(hasStopped).toBe(false);
    gate.release();
    await Promise.all([retrying, stopping]);
    expect(await site.credentials.coordinator.allIDs()).toHaveLength(1);
  });
});
