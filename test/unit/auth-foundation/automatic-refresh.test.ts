import { describe, expect, test } from 'vitest';
import { Failure, timestamp } from '../../../src/main/auth-foundation/index.ts';
import { AutomaticRefreshSite, hour, minute, second, unknownId } from './automatic-refresh-site.ts';

describe('automatic refresh', () => {
  test('refreshes each credential at 75 % of its lifetime, again and again', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    await site.pass(3 * hour);
    expect(site.requestsOf(id)).toEqual([2700, 5400, 8100, 10_800]);
    expect(site.count('credential_expired', id)).toBe(0);
  });

  test('tells the planned time once, and again only when it changes', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    const at = timestamp(site.clock.now() + 2700 * second);
    site.events.emit('credential_saved', { id });
    site.automatic.replan();
    await site.pass(0);
    expect(site.told).toEqual([{ name: 'refresh_planned', id, at }]);
    expect(site.automatic.nextAt(id)).toBe(at);
  });

  test('planned again without anything new, jitter does not change the time', async () => {
    const site = new AutomaticRefreshSite({ random: Math.random });
    const id = site.keep(3600);
    await site.automatic.start();
    for (let times = 0; times < 10; times += 1) site.automatic.replan();
    expect(site.count('refresh_planned', id)).toBe(1);
  });

  test('follows a credential that is added, and forgets one that is removed', async () => {
    const site = new AutomaticRefreshSite();
    await site.automatic.start();
    const id = site.add(3600);
    await site.pass(0);
    expect(site.nextIn(id)).toBe(2700);
    site.remove(id);
    expect(site.automatic.nextAt(id)).toBeNull();
    await site.pass(hour, minute);
    expect(site.requests).toEqual([]);
    expect(site.clock.pending).toBe(1);
  });

  test('removes what is not stored any more although nobody told so', async () => {
    const site = new AutomaticRefreshSite();
    await site.automatic.start();
    site.events.emit('credential_saved', { id: unknownId });
    await site.pass(0);
    expect(site.automatic.nextAt(unknownId)).toBeNull();
  });

  test('[Swift hazard] a token replaced by another path is planned anew', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    await site.pass(2000 * second);
    await site.refresh(id);
    await site.pass(1000 * second);
    expect(site.requestsOf(id)).toEqual([2000]);
    await site.pass(2000 * second);
    expect(site.requestsOf(id)).toEqual([2000, 4700]);
  });

  test('a token that is in use but not saved yet is planned like any other', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    site.answer = () => {
      site.renew(id, 7200);
      return Promise.reject(new Failure('token_unsaved'));
    };
    await site.pass(2700 * second);
    expect(site.nextIn(id)).toBe(5400);
  });

  test('a token that somebody else could not save is read when that is told', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    const { facts } = site.metadata(id);
    const expiresAt = timestamp(facts.issuedAt + 2 * hour);
    site.change(id, { facts: { ...facts, expiresAt } });
    site.events.emit('credential_unsaved', { id, failure: new Failure('disk_full') });
    await site.pass(0);
    expect(site.nextIn(id)).toBe(5400);
  });

  test('does not refresh what somebody has just refreshed, although that is still being read', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    await site.pass(2699 * second);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    site.reading = promise.then(() => undefined);
    site.renew(id, 3600);
    await site.pass(10 * second);
    resolve(undefined);
    await site.pass(10 * second);
    expect(site.requestsOf(id)).toEqual([]);
    expect(site.nextIn(id)).toBe(2680);
  });

  test('joins a manual refresh that is under way by asking the coordinator once', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    const { promise, resolve } = Promise.withResolvers<number>();
    site.answer = () => promise;
    await site.pass(hour);
    expect(site.requestsOf(id)).toEqual([2700]);
    resolve(3600);
    await site.pass(0);
    expect(site.nextIn(id)).toBe(2700);
  });

  test('plans a credential that changed while all were being loaded by its newest state', async () => {
    const site = new AutomaticRefreshSite();
    const [changed, removed] = [site.keep(3600), site.keep(3600)];
    const { promise, resolve } = Promise.withResolvers<undefined>();
    site.reading = promise.then(() => undefined);
    const started = site.automatic.start();
    resolve(undefined);
    await promise;
    await Promise.resolve();
    site.renew(changed, 7200);
    site.remove(removed);
    await started;
    await site.pass(0);
    expect(site.nextIn(changed)).toBe(5400);
    expect(site.automatic.nextAt(removed)).toBeNull();
  });

  test('reads again what could not be read, and tells why', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    site.isStorageBroken = true;
    await site.automatic.start();
    const added = site.add(3600);
    await site.pass(0);
    expect(site.errors).toEqual([new Failure('disk_read_failed'), new Failure('disk_read_failed')]);
    site.isStorageBroken = false;
    await site.pass(31 * second);
    expect(site.nextIn(id)).toBe(2669);
    expect(site.nextIn(added)).toBe(2669);
  });

  test('a defect of the refresh is told, and backed off like a failure', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(1);
    await site.automatic.start();
    const defect = new TypeError('defect');
    site.refresh = () => Promise.reject(defect);
    await site.pass(5 * second);
    expect(site.errors).toEqual([defect]);
    expect(site.nextIn(id)).toBeGreaterThan(0);
  });
});

describe('the choice', () => {
  test('of the credential counts before the default, also when it changes', async () => {
    const site = new AutomaticRefreshSite({ enabled: false });
    const [plain, chosen] = [site.keep(3600), site.keep(3600, { automaticRefresh: true })];
    await site.automatic.start();
    expect([site.nextIn(plain), site.nextIn(chosen)]).toEqual([null, 2700]);
    site.change(plain, { automaticRefresh: true });
    site.events.emit('automatic_refresh_changed', { id: plain, choice: true });
    site.change(chosen, { automaticRefresh: false });
    site.events.emit('automatic_refresh_changed', { id: chosen, choice: false });
    await site.pass(0);
    expect([site.nextIn(plain), site.nextIn(chosen)]).toEqual([2700, null]);
    await site.pass(hour, minute);
    expect(site.requestsOf(chosen)).toEqual([]);
  });

  test('of the default can change at any time', async () => {
    const site = new AutomaticRefreshSite({ enabled: false });
    const id = site.keep(3600);
    await site.automatic.start();
    site.automatic.setDefault(true);
    expect(site.nextIn(id)).toBe(2700);
    site.automatic.setDefault(false);
    expect(site.nextIn(id)).toBeNull();
    await site.pass(hour, minute);
    expect(site.requests).toEqual([]);
    expect(site.told.map(({ name }) => name)).toEqual([
      'refresh_planned',
      'refresh_planned',
      'credential_expired',
    ]);
  });
});

describe('an access token that expires', () => {
  test('is told once for each token, whether it is refreshed by itself or not', async () => {
    const site = new AutomaticRefreshSite({ enabled: false });
    const id = site.keep(3600);
    await site.automatic.start();
    await site.pass(hour - second, minute);
    expect(site.count('credential_expired', id)).toBe(0);
    await site.pass(second);
    expect(site.count('credential_expired', id)).toBe(1);
    site.events.emit('credential_saved', { id });
    site.clock.jump(-2 * hour);
    await site.pass(4 * hour, 10 * second);
    expect(site.count('credential_expired', id)).toBe(1);
    site.renew(id, 60);
    await site.pass(2 * minute);
    expect(site.count('credential_expired', id)).toBe(2);
  });

  test('is not told for one that had expired before it was seen', async () => {
    const site = new AutomaticRefreshSite({ enabled: false });
    const id = site.keep(60);
    await site.pass(2 * minute);
    await site.automatic.start();
    await site.pass(minute);
    expect(site.count('credential_expired', id)).toBe(0);
  });
});

describe('stopped', () => {
  test('it leaves no timer, and nothing is refreshed, planned or told', async () => {
    const site = new AutomaticRefreshSite();
    const [running, waiting, planned] = [site.keep(1), site.keep(1), site.keep(3600)];
    const { promise, resolve } = Promise.withResolvers<number>();
    site.answer = () => promise;
    await site.automatic.start();
    await site.pass(minute);
    site.told.length = 0;
    const requests = site.requests.length;
    site.automatic.stop();
    resolve(3600);
    site.renew(waiting, 1);
    site.automatic.replan();
    site.automatic.setDefault(false);
    await site.pass(2 * hour, minute);
    expect(site.clock.pending).toBe(0);
    expect(site.told).toEqual([]);
    expect(site.requests).toHaveLength(requests);
    for (const id of [running, waiting, planned]) expect(site.automatic.nextAt(id)).toBeNull();
  });

  test('while everything is being loaded, it takes nothing of that', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    const started = site.automatic.start();
    site.automatic.stop();
    await started;
    expect(site.automatic.nextAt(id)).toBeNull();
    expect(site.clock.pending).toBe(0);
  });

  test('it can be started again, and starting twice is starting once', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    site.automatic.stop();
    await Promise.all([site.automatic.start(), site.automatic.start()]);
    expect(site.clock.pending).toBe(2);
    await site.pass(hour);
    expect(site.requestsOf(id)).toEqual([2700]);
  });
});
