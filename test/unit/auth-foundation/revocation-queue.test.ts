import { describe, expect, test, vi } from 'vitest';
import {
  CredentialEventEmitter,
  Failure,
  issuer,
  newCredentialId,
  OrgThrottle,
  timestamp,
  type CredentialEvents,
  type Token,
  type TokenContext,
  type TokenTypeHint,
} from '../../../src/main/auth-foundation/index.ts';
import { RevocationQueue } from '../../../src/main/auth-foundation/revocation-queue.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { aToken, canary, exampleContext } from '../../support/builders/tokens.ts';
import { turn } from '../../support/builders/turn.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { FakeOAuth2Client } from '../../support/fakes/fake-oauth2-client.ts';
import { FlowOrg } from '../oauth2-flows/flow-org.ts';
import { InMemoryRevocationStorage } from '../../support/fakes/in-memory-revocation-storage.ts';

const all: readonly TokenTypeHint[] = ['refresh_token', 'access_token', 'device_secret'];
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const otherContext: TokenContext = {
  issuer: issuer('https://other.example'),
  clientId: '0oaOther',
};
const offline = (): Promise<never> => Promise.reject(new Failure('network_unreachable'));
const refused = (): Promise<never> => Promise.reject(new Failure('client_rejected'));

interface Told {
  readonly queued: CredentialEvents['revocation_queued'][];
  readonly delayed: CredentialEvents['revocation_delayed'][];
  readonly ended: CredentialEvents['revocation_ended'][];
}

/** A queue with fakes all around; `restart` gives a new one on what the old one left on the disk. */
function site(
  storage = new InMemoryRevocationStorage(),
  clock = new FakeClock(),
  random: () => number = () => 0,
  throttle = new OrgThrottle(clock),
) {
  const client = new FakeOAuth2Client();
  const other = new FakeOAuth2Client();
  const backgroundErrors: unknown[] = [];
  const onBackgroundError = (thrown: unknown) => backgroundErrors.push(thrown);
  const events = new CredentialEventEmitter(onBackgroundError);
  const told: Told = { queued: [], delayed: [], ended: [] };
  events.on('revocation_queued', (event) => told.queued.push(event));
  events.on('revocation_delayed', (event) => told.delayed.push(event));
  events.on('revocation_ended', (event) => told.ended.push(event));
  const queue = new RevocationQueue({
    storage,
    clientFor: (context) => (context.issuer === otherContext.issuer ? other : client),
    clock,
    throttle,
    random,
    events,
    onBackgroundError,
  });
  const add = async (token: Token, kinds = all) => {
    const credentialId = token.id;
    await queue.add({ token, credentialId, remaining: kinds, person: 'Ada', cause: 'removal' });
    const id = told.queued.at(-1)?.id;
    if (id === undefined) throw new Error('Nothing was queued.');
    return id;
  };
  const pass = async (milliseconds: number) => {
    clock.advance(milliseconds);
    await turn();
  };
  const restart = async () => {
    queue.stop();
    const next = site(storage, clock);
    await next.queue.open();
    return next;
  };
  return {
    queue,
    storage,
    clock,
    throttle,
    client,
    other,
    told,
    backgroundErrors,
    add,
    pass,
    restart,
  };
}

const whole = () => aToken({ device_secret: `${canary}device` });
const kindsOf = ({ revoked }: FakeOAuth2Client) => revoked.map(({ kind }) => kind);

describe('a revocation that is added', () => {
  test('is on the disk and told about before anything is asked', async () => {
    const { queue, storage, client, told, add } = site();
    const token = whole();
    const id = await add(token);
    expect(storage.stored).toMatchObject([{ id, credentialId: token.id, remaining: all }]);
    expect(told.queued).toEqual([{ id, credentialId: token.id }]);
    expect(queue.list()).toMatchObject([{ id, person: 'Ada', attempts: 0, lastFailure: null }]);
    expect(client.revoked).toEqual([]);
  });

  test('is tried soon: refresh token, access token, device secret, and then it is gone', async () => {
    const { queue, storage, client, told, add, pass } = site();
    const token = whole();
    const id = await add(token, ['device_secret', 'access_token', 'refresh_token']);
    await pass(5 * second);
    expect(client.revoked).toEqual([
      { kind: 'refresh_token', value: token.refreshToken },
      { kind: 'access_token', value: token.accessToken },
      { kind: 'device_secret', value: token.deviceSecret },
    ]);
    expect(told.ended).toEqual([{ id, outcome: 'revoked' }]);
    expect(queue.list()).toEqual([]);
    expect(storage.stored).toEqual([]);
  });

  test('asks only for what remains', async () => {
    const { client, add, pass } = site();
    await add(whole(), ['device_secret']);
    await pass(5 * second);
    expect(kindsOf(client)).toEqual(['device_secret']);
  });

  test('is not there when it could not be written', async () => {
    const { queue, storage, clock, told, add } = site();
    storage.refuse('putRevocation');
    expect((await failureOf(add(whole()))).code).toBe('disk_full');
    expect(queue.list()).toEqual([]);
    expect(told.queued).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('an org that cannot be reached', () => {
  test('is asked again after pauses that double from five seconds up to an hour', async () => {
    const { client, clock, add, pass } = site();
    const tries: number[] = [];
    const begin = clock.now();
    client.onRevoke = () => {
      tries.push((clock.now() - begin) / second);
      return offline();
    };
    await add(aToken({ expires_in: undefined }));
    for (let passed = 0; passed < 4 * hour; passed += second) await pass(second);
    const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
  });

  test('is asked a little earlier by chance, so that not all come at once', async () => {
    const { queue, clock, client, add, pass } = site(undefined, undefined, () => 0.5);
    client.onRevoke = offline;
    const id = await add(aToken());
    await pass(second);
    const at = queue.nextAt(id);
    expect((at ?? 0) - clock.now()).toBe(4_500);
  });

  test('is asked for one token only, each time', async () => {
    const { client, add, pass } = site();
    client.onRevoke = offline;
    await add(whole());
    await pass(second);
    expect(kindsOf(client)).toEqual(['refresh_token']);
  });

  test('shows: why, how often, and when it is asked next', async () => {
    const { queue, storage, clock, client, told, add, pass } = site();
    client.onRevoke = offline;
    const id = await add(whole());
    await pass(second);
    const noted = { attempts: 1, lastFailure: { code: 'network_unreachable', at: clock.now() } };
    expect(queue.list()).toMatchObject([noted]);
    expect(storage.stored).toMatchObject([noted]);
    expect(told.delayed).toMatchObject([{ id, failure: { code: 'network_unreachable' } }]);
    expect(queue.nextAt(id)).toBe(clock.now() + 5 * second);
  });

  test('does not hold up the entries of another org', async () => {
    const { client, other, told, add, pass } = site();
    client.holdRevocations();
    await add(whole());
    const id = await add(aToken({}, otherContext));
    await pass(second);
    expect(kindsOf(other)).toEqual(['refresh_token', 'access_token']);
    expect(told.ended).toEqual([{ id, outcome: 'revoked' }]);
  });

  test('is asked at once when the network is back', async () => {
    const { queue, client, told, add, pass } = site();
    client.onRevoke = offline;
    await add(whole());
    await add(whole());
    await pass(10 * minute);
    client.onRevoke = () => Promise.resolve();
    queue.retryAll();
    await turn();
    expect(told.ended).toHaveLength(2);
  });
});

describe('an org that limits requests', () => {
  const limited = (retryAt: number) => () =>
    Promise.reject(new Failure('rate_limited', { retryAt }));

  test('is not asked before its limit ends, for any of its entries', async () => {
    const { queue, clock, client, told, add, pass } = site();
    const ends = clock.now() + 90 * second;
    client.onRevoke = limited(ends);
    const first = await add(whole());
    const next = await add(whole());
    await pass(second);
    expect(client.revoked).toHaveLength(1);
    expect([queue.nextAt(first), queue.nextAt(next)]).toEqual([ends, ends]);
    expect(queue.list()).toMatchObject([{ attempts: 1 }, { attempts: 0 }]);
    expect(told.delayed.map(({ id }) => id)).toEqual([first, next]);
    queue.retryAll();
    await pass(80 * second);
    expect(client.revoked).toHaveLength(1);
    client.onRevoke = () => Promise.resolve();
    await pass(10 * second);
    expect(told.ended).toHaveLength(2);
  });

  test('is believed for an hour at most', async () => {
    const { queue, clock, client, add, pass } = site();
    client.onRevoke = limited(clock.now() + 1_000 * hour);
    const id = await add(whole());
    await pass(second);
    expect(queue.nextAt(id)).toBe(clock.now() + hour);
  });

  test.each([1, 40])('does not outlast a clock that is set back by %i days', async (days) => {
    const { queue, clock, client, storage, add, pass } = site();
    client.onRevoke = limited(clock.now() + hour);
    const id = await add(whole());
    await pass(second);
    clock.setTo(clock.now() - days * 24 * hour);
    client.onRevoke = () => Promise.resolve();
    await queue.retry(id);
    expect(storage.stored).toEqual([]);
  });

  test('is written down once, however often its org is not asked because of it', async () => {
    const { queue, clock, client, storage, add, pass } = site();
    client.onRevoke = limited(clock.now() + hour);
    const id = await add(whole());
    await pass(second);
    const put = vi.spyOn(storage, 'putRevocation');
    await queue.retry(id);
    await queue.retry(id);
    expect(put).not.toHaveBeenCalled();
  });
});

describe('an org that is out of service (503) is not asked before its Retry-After, and then again', () => {
  test.each<[string, (now: number) => string]>([
    ['in seconds', () => '1800'],
    ['as a date', (now) => new Date(now + 30 * minute).toUTCString()],
  ])('%s', async (_form, retryAfter) => {
    const { queue, clock, client, told, add, pass } = site();
    const org = new FlowOrg();
    const headers = { 'retry-after': retryAfter(clock.now() + second) };
    org.next('/revoke', () => new Response('', { status: 503, headers }));
    const asked = org.client('0oaExample', { clock });
    client.onRevoke = (value, hint) => asked.revoke(value, hint);
    const id = await add(aToken(), ['refresh_token']);
    await pass(second);
    expect(queue.list()).toMatchObject([{ id, lastFailure: { code: 'server_unavailable' } }]);
    expect(queue.nextAt(id)).toBe(clock.now() + 30 * minute);
    await pass(29 * minute);
    expect(org.to('/revoke')).toHaveLength(1);
    await pass(minute);
    expect(org.to('/revoke')).toHaveLength(2);
    expect(told.ended).toMatchObject([{ id }]);
  });
});

describe('the turn of an org', () => {
  const host = 'example.okta.com';
  /** Takes both places of the throttle until the end of a test. */
  const occupy = ({ throttle }: { readonly throttle: OrgThrottle }) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    for (let count = 0; count < 2; count += 1) {
      throttle.enqueue(host, async () => {
        await promise;
      });
    }
    return () => {
      resolve(undefined);
    };
  };

  test('is waited for, behind whatever else is asked of it in the background', async () => {
    const made = site();
    const { client, add, pass } = made;
    const release = occupy(made);
    await add(whole());
    await pass(10 * second);
    expect(client.revoked).toEqual([]);
    release();
    await pass(second);
    expect(client.revoked).toHaveLength(3);
  });

  test('is not waited for by somebody who asks now', async () => {
    const made = site();
    const { queue, client, storage, add, pass } = made;
    occupy(made);
    const id = await add(whole());
    await pass(10 * second);
    await queue.retry(id);
    expect(client.revoked).toHaveLength(3);
    expect(storage.stored).toEqual([]);
  });

  test('is another one for another org', async () => {
    const made = site();
    occupy(made);
    await made.add(aToken({}, otherContext));
    await made.pass(second);
    expect(made.other.revoked).toHaveLength(2);
  });

  test('does not come during a rate limit that anybody met: the next try is planned for its end', async () => {
    const { queue, clock, throttle, client, add, pass } = site();
    const ends = timestamp(clock.now() + 10 * minute);
    const id = await add(whole());
    throttle.pause(host, ends);
    await pass(second);
    expect(client.revoked).toEqual([]);
    expect(queue.nextAt(id)).toBe(ends);
    expect(queue.list()).toMatchObject([{ attempts: 0, lastFailure: { code: 'rate_limited' } }]);
    await pass(10 * minute);
    expect(client.revoked).toHaveLength(3);
  });

  test('learns of a rate limit that a revocation met', async () => {
    const { clock, throttle, client, add, pass } = site();
    const retryAt = clock.now() + 5 * minute;
    client.onRevoke = () => Promise.reject(new Failure('rate_limited', { retryAt }));
    await add(whole());
    await pass(second);
    expect(throttle.pausedUntil(host)).toBe(retryAt);
  });

  test('is given up when the queue stops', async () => {
    const made = site();
    const { queue, client, clock, add, pass } = made;
    const release = occupy(made);
    await add(whole());
    await pass(2 * second);
    queue.stop();
    release();
    await pass(hour);
    expect(client.revoked).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('an org that refuses', () => {
  test('is asked for the other tokens too, and again after an hour, with its reason in view', async () => {
    const { queue, clock, client, add, pass } = site();
    client.onRevoke = (_value, kind) => (kind === 'refresh_token' ? refused() : Promise.resolve());
    const id = await add(whole());
    await pass(second);
    expect(kindsOf(client)).toEqual(all);
    expect(queue.list()).toMatchObject([
      { remaining: ['refresh_token'], lastFailure: { code: 'client_rejected' } },
    ]);
    expect(queue.nextAt(id)).toBe(clock.now() + hour);
  });

  test('to revoke an access token by itself, once the refresh token is gone, has done so with it', async () => {
    const { client, told, add, pass } = site();
    client.onRevoke = (_value, kind) =>
      kind === 'refresh_token'
        ? Promise.resolve()
        : Promise.reject(new Failure('revocation_unsupported'));
    const id = await add(aToken());
    await pass(second);
    expect(told.ended).toEqual([{ id, outcome: 'revoked' }]);
  });

  test('to revoke the only token there is, has not', async () => {
    const { queue, client, add, pass } = site();
    client.onRevoke = () => Promise.reject(new Failure('revocation_unsupported'));
    await add(aToken({ refresh_token: undefined }));
    await pass(second);
    expect(queue.list()).toMatchObject([{ lastFailure: { code: 'revocation_unsupported' } }]);
  });
});

describe('an access token that has expired', () => {
  test('is not asked for', async () => {
    const { clock, client, told, add, pass } = site();
    const token = aToken();
    clock.advance(2 * hour);
    const id = await add(token);
    await pass(second);
    expect(kindsOf(client)).toEqual(['refresh_token']);
    expect(told.ended).toEqual([{ id, outcome: 'revoked' }]);
  });

  test('ends the entry at that moment when nothing else is left, also offline', async () => {
    const { queue, storage, clock, client, told, add, pass } = site();
    client.onRevoke = refused;
    const token = aToken({ refresh_token: undefined, expires_in: 600 });
    const id = await add(token);
    await pass(second);
    expect(queue.nextAt(id)).toBe(token.expiresAt);
    await pass((token.expiresAt ?? 0) - clock.now());
    expect(client.revoked).toHaveLength(1);
    expect(told.ended).toEqual([{ id, outcome: 'expired' }]);
    expect(storage.stored).toEqual([]);
  });
});

describe('a restart', () => {
  test('goes on where the run before ended, and asks only for what remained', async () => {
    const { client, storage, add, pass, restart } = site();
    client.onRevoke = (_value, kind) => (kind === 'refresh_token' ? Promise.resolve() : offline());
    const id = await add(whole());
    await pass(second);
    expect(storage.stored).toMatchObject([{ remaining: ['access_token', 'device_secret'] }]);
    const next = await restart();
    expect(next.queue.list()).toMatchObject([{ id, attempts: 1, person: 'Ada' }]);
    await next.pass(second);
    expect(kindsOf(next.client)).toEqual(['access_token', 'device_secret']);
    expect(next.told.ended).toEqual([{ id, outcome: 'revoked' }]);
    expect(storage.stored).toEqual([]);
  });

  test('in the middle of a try asks again for the token whose answer was not written', async () => {
    const { client, storage, add, pass, restart } = site();
    const held = client.holdRevocations();
    const id = await add(whole());
    await pass(second);
    const next = await restart();
    held.release();
    await turn();
    expect(storage.stored).toMatchObject([{ id, remaining: all }]);
    expect(client.revoked).toHaveLength(1);
    await next.pass(second);
    expect(kindsOf(next.client)).toEqual(all);
  });

  test('that cannot read the disk can be tried again', async () => {
    const { queue, storage } = site();
    storage.refuse('pendingRevocations');
    expect((await failureOf(queue.open())).code).toBe('disk_full');
    storage.heal();
    await expect(queue.open()).resolves.toBeUndefined();
  });

  test('opened twice, each entry is there once', async () => {
    const { queue, clock, add } = site();
    await add(whole());
    await queue.open();
    expect(queue.list()).toHaveLength(1);
    expect(clock.pending).toBe(1);
  });
});

describe('a stopped queue', () => {
  test('leaves no timer, asks nobody, and keeps everything on the disk', async () => {
    const { queue, storage, clock, client, add } = site();
    client.onRevoke = offline;
    const id = await add(whole());
    queue.stop();
    expect(clock.pending).toBe(0);
    queue.retryAll();
    await queue.retry(id);
    await add(whole());
    expect(clock.pending).toBe(0);
    expect(client.revoked).toEqual([]);
    expect(storage.stored).toHaveLength(2);
  });
});

describe('trying one now', () => {
  test('ends it when the org agrees', async () => {
    const { queue, clock, told, add } = site();
    const id = await add(whole());
    await queue.retry(id);
    expect(told.ended).toEqual([{ id, outcome: 'revoked' }]);
    expect(clock.pending).toBe(0);
  });

  test('never makes two tries of one entry, and has no next one meanwhile', async () => {
    const { queue, client, add, pass } = site();
    const held = client.holdRevocations();
    const id = await add(aToken({ refresh_token: undefined }));
    const tries = [queue.retry(id), queue.retry(id)];
    queue.retryAll();
    await pass(hour / 2);
    expect(client.revoked).toHaveLength(1);
    expect(queue.nextAt(id)).toBeNull();
    held.release();
    await Promise.all(tries);
    expect(client.revoked).toHaveLength(1);
  });

  test('never makes two tries of one entry, also when the one under way fails', async () => {
    const { queue, clock, client, add } = site();
    client.onRevoke = offline;
    const id = await add(whole());
    await Promise.all([queue.retry(id), queue.retry(id)]);
    expect(client.revoked).toHaveLength(1);
    expect(clock.pending).toBe(1);
  });

  test('asks one org for one entry after another', async () => {
    const { queue, client, add } = site();
    const held = client.holdRevocations();
    await add(whole());
    await add(whole());
    queue.retryAll();
    await turn();
    expect(client.revoked).toHaveLength(1);
    held.release();
    await turn();
    expect(client.revoked).toHaveLength(6);
  });

  test('of an entry that is not there is refused', async () => {
    const { queue } = site();
    expect((await failureOf(queue.retry(newCredentialId()))).code).toBe('account_not_found');
  });
});

describe('giving one up', () => {
  test('deletes it from the disk and tells', async () => {
    const { queue, storage, clock, told, add } = site();
    const id = await add(whole());
    await queue.giveUp(id);
    expect(storage.stored).toEqual([]);
    expect(queue.list()).toEqual([]);
    expect(clock.pending).toBe(0);
    expect(told.ended).toEqual([{ id, outcome: 'given_up' }]);
  });

  test('while it is tried lasts, whatever the org answers then', async () => {
    const { queue, storage, clock, client, told, add, pass } = site();
    const held = client.holdRevocations();
    const id = await add(whole());
    await pass(second);
    await queue.giveUp(id);
    held.release();
    await turn();
    expect(client.revoked).toHaveLength(1);
    expect(storage.stored).toEqual([]);
    expect(clock.pending).toBe(0);
    expect(told.ended).toEqual([{ id, outcome: 'given_up' }]);
  });

  test('while it is being deleted lasts, whatever the org answers meanwhile', async () => {
    const { queue, storage, client, add, pass } = site();
    const org = client.holdRevocations();
    const id = await add(whole());
    await pass(second);
    const disk = storage.hold('dropRevocation');
    const givingUp = queue.giveUp(id);
    await turn();
    org.release();
    await turn();
    disk.release();
    await givingUp;
    await turn();
    expect(storage.stored).toEqual([]);
    expect(queue.list()).toEqual([]);
  });

  test('twice tells once', async () => {
    const { queue, told, add } = site();
    const id = await add(whole());
    await Promise.all([queue.giveUp(id), queue.giveUp(id)]);
    expect(told.ended).toEqual([{ id, outcome: 'given_up' }]);
  });

  test('keeps it when it cannot be deleted', async () => {
    const { queue, storage, told, add } = site();
    const id = await add(whole());
    storage.refuse('dropRevocation');
    expect((await failureOf(queue.giveUp(id))).code).toBe('disk_full');
    expect(queue.list()).toHaveLength(1);
    expect(queue.nextAt(id)).not.toBeNull();
    expect(told.ended).toEqual([]);
  });

  test('of an entry that is not there is refused', async () => {
    const { queue } = site();
    expect((await failureOf(queue.giveUp(newCredentialId()))).code).toBe('account_not_found');
  });
});

describe('a disk that refuses', () => {
  test('to note the progress loses nothing and stops nothing', async () => {
    const { queue, storage, client, told, backgroundErrors, add, pass } = site();
    const id = await add(whole());
    storage.refuse('putRevocation');
    client.onRevoke = (_value, kind) => (kind === 'refresh_token' ? Promise.resolve() : offline());
    await pass(second);
    expect(queue.list()).toMatchObject([{ remaining: ['access_token', 'device_secret'] }]);
    expect(storage.stored).toMatchObject([{ id, remaining: all }]);
    expect(backgroundErrors).not.toEqual([]);
    client.onRevoke = () => Promise.resolve();
    await pass(5 * second);
    expect(told.ended).toEqual([{ id, outcome: 'revoked' }]);
    expect(storage.stored).toEqual([]);
  });

  test('to delete an entry that has ended keeps it in view until it is deleted, without asking again', async () => {
    const { queue, storage, client, told, add, pass } = site();
    storage.refuse('dropRevocation');
    const id = await add(whole());
    await pass(second);
    expect(told.ended).toEqual([]);
    expect(queue.list()).toMatchObject([{ id, remaining: [], lastFailure: { code: 'disk_full' } }]);
    storage.heal();
    await pass(5 * second);
    expect(told.ended).toEqual([{ id, outcome: 'revoked' }]);
    expect(client.revoked).toHaveLength(3);
  });

  test('to delete an entry that has expired does not make it a revoked one', async () => {
    const { storage, clock, told, add, pass } = site();
    const token = aToken({ refresh_token: undefined });
    clock.advance(2 * hour);
    storage.refuse('dropRevocation');
    const id = await add(token);
    await pass(second);
    storage.heal();
    await pass(5 * second);
    expect(told.ended).toEqual([{ id, outcome: 'expired' }]);
  });
});

test('nothing that is told holds a token', async () => {
  const { queue, client, told, add, pass } = site();
  client.onRevoke = offline;
  await add(aToken({}, exampleContext));
  await pass(second);
  expect(JSON.stringify([told, queue.list()])).not.toContain(canary);
});
