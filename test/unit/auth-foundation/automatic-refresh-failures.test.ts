import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/main/auth-foundation/index.ts';
import {
  AutomaticRefreshSite,
  day,
  hour,
  minute,
  second,
  unknownId,
  unreachable,
} from './automatic-refresh-site.ts';

describe('failures', () => {
  test('[Swift hazard] offline for a night, it backs off; online again, it refreshes each once', async () => {
    const site = new AutomaticRefreshSite({ random: Math.random });
    const ids = [site.keep(3600), site.keep(3600), site.keep(3600)];
    await site.automatic.start();
    site.answer = unreachable;
    await site.pass(8 * hour);
    for (const id of ids) {
      expect(site.requestsOf(id).length).toBeGreaterThan(25);
      expect(site.requestsOf(id).length).toBeLessThan(75);
    }
    site.requests.length = 0;
    site.answer = () => 3600;
    site.automatic.replan();
    await site.pass(20 * second);
    for (const id of ids) {
      expect(site.requestsOf(id)).toHaveLength(1);
      expect(site.isExpired(id)).toBe(false);
    }
  });

  test('a network that comes and goes every second makes no loop', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(1);
    site.answer = unreachable;
    await site.automatic.start();
    for (let times = 0; times < 100; times += 1) {
      site.automatic.replan();
      await site.pass(second);
    }
    expect(site.requestsOf(id).length).toBeLessThanOrEqual(11);
  });

  test('one failure counts once, although it is told and thrown', async () => {
    const site = new AutomaticRefreshSite({ random: () => 0.999999 });
    const id = site.keep(1);
    site.answer = unreachable;
    await site.automatic.start();
    await site.pass(2 * minute, second / 10);
    const pauses = site.requestsOf(id).map((at, index, all) => at - (all[index - 1] ?? 0));
    expect(pauses.slice(1, 5).map(Math.round)).toEqual([10, 10, 20, 40]);
  });

  test('a manual refresh that fails is counted too', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    await site.pass(2695 * second);
    site.answer = unreachable;
    await expect(site.refresh(id)).rejects.toThrow(Failure);
    await site.pass(0);
    expect(site.nextIn(id)).toBe(10);
  });

  test.each(['refresh_token_rejected', 'subject_changed'] as const)(
    '%s ends it until there is a new token',
    async (code) => {
      const site = new AutomaticRefreshSite();
      const id = site.keep(3600);
      await site.automatic.start();
      site.answer = () => Promise.reject(new Failure(code));
      await site.pass(hour);
      site.automatic.replan();
      site.events.emit('automatic_refresh_changed', { id, choice: null });
      await site.pass(day, minute);
      expect(site.requestsOf(id)).toEqual([2700]);
      expect(site.nextIn(id)).toBeNull();
      site.renew(id, 3600);
      await site.pass(0);
      expect(site.nextIn(id)).toBe(2700);
    },
  );

  test('a refused configuration is tried hourly, so that one that is repaired is noticed', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    site.answer = () => Promise.reject(new Failure('client_rejected'));
    await site.pass(6 * hour, minute);
    expect(site.requestsOf(id)).toEqual([0, 1, 2, 3, 4, 5].map((count) => 2700 + count * 3600));
    site.answer = () => 3600;
    await site.pass(hour, minute);
    expect(site.isExpired(id)).toBe(false);
  });

  test('a refused configuration counts no more when it is to be planned anew', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    site.answer = () => Promise.reject(new Failure('client_rejected'));
    await site.pass(2700 * second);
    site.automatic.replan();
    await site.pass(minute);
    expect(site.requestsOf(id)).toHaveLength(2);
    site.events.emit('automatic_refresh_changed', { id, choice: true });
    await site.pass(minute);
    expect(site.requestsOf(id)).toHaveLength(3);
  });

  test('those of an edited org profile are planned anew, and no others', async () => {
    const site = new AutomaticRefreshSite();
    const edited = site.keep(3600);
    const other = site.keep(3600, { org: 'https://login.example.net' });
    await site.automatic.start();
    site.answer = () => Promise.reject(new Failure('ca_file_unreadable'));
    await site.pass(2710 * second);
    expect([site.nextIn(edited), site.nextIn(other)]).toEqual([3590, 3590]);
    site.requests.length = 0;
    site.answer = () => 3600;
    const { issuer } = site.metadata(edited);
    site.automatic.reconsider((context) => context.issuer === issuer);
    await site.pass(minute);
    expect(site.requestsOf(edited)).toHaveLength(1);
    expect(site.requestsOf(other)).toEqual([]);
  });

  test('an outage whose end the org told is waited for, also when the network returns', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    const retryAt = site.clock.now() + 2700 * second + 30 * minute;
    site.answer = () => Promise.reject(new Failure('server_unavailable', { retryAt }));
    await site.pass(2701 * second);
    site.automatic.replan();
    site.answer = () => 3600;
    await site.pass(29 * minute);
    expect(site.requestsOf(id)).toEqual([2700]);
    await site.pass(minute);
    expect(site.requestsOf(id)).toEqual([2700, 4500]);
  });

  test('[Swift hazard] without a refresh token it asks never', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(60);
    const { facts } = site.metadata(id);
    site.change(id, { facts: { ...facts, hasRefreshToken: false } });
    await site.automatic.start();
    await site.pass(hour);
    expect(site.requests).toEqual([]);
    expect(site.count('credential_expired', id)).toBe(1);
  });

  test('a rate limit holds the whole org until its reset, whoever met it, and no other org', async () => {
    const site = new AutomaticRefreshSite();
    const [limited, other] = [site.keep(3600), site.keep(3600)];
    const elsewhere = site.keep(3600, { org: 'https://login.example.net' });
    await site.automatic.start();
    await site.pass(2695 * second);
    const retryAt = site.clock.now() + 60 * second;
    site.answer = () => Promise.reject(new Failure('rate_limited', { retryAt }));
    await expect(site.refresh(limited)).rejects.toThrow(Failure);
    site.answer = () => 3600;
    site.automatic.replan();
    await site.pass(59 * second);
    expect(site.requestsOf(limited)).toEqual([2695]);
    expect(site.requestsOf(other)).toEqual([]);
    expect(site.requestsOf(elsewhere)).toEqual([2700]);
    await site.pass(second);
    expect(site.requestsOf(limited)).toEqual([2695, 2755]);
    expect(site.requestsOf(other)).toEqual([2755]);
  });
});

describe('lifetimes', () => {
  test.each([
    ['equal to the grace', 300, 150],
    ['shorter than the grace', 60, 30],
    ['of 5 seconds', 5, 10],
    ['of a second', 1, 10],
    ['of nothing', 0, 10],
  ])('[Swift hazard] %s make no tight loop', async (_about, lifetime, pause) => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(lifetime);
    site.answer = () => lifetime;
    await site.automatic.start();
    await site.pass(10 * minute);
    const pauses = site.requestsOf(id).map((at, index, all) => at - (all[index - 1] ?? -Infinity));
    expect(Math.min(...pauses)).toBe(pause);
    expect(pauses.length).toBeGreaterThan(600 / pause - 2);
  });

  test('of a century set no timer that fires at once', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(100 * 365 * 24 * 3600);
    await site.automatic.start();
    const longest = site.clock.delays.at(-1);
    expect(longest).toBe(2 ** 31 - 1);
    site.clock.advance(26 * day);
    expect(site.requestsOf(id)).toEqual([]);
  });
});

describe('the clock', () => {
  test('after a sleep of 8 hours, what is overdue is refreshed once within a minute', async () => {
    const site = new AutomaticRefreshSite({ random: Math.random });
    const ids = Array.from({ length: 20 }, () => site.keep(3600));
    await site.automatic.start();
    await site.pass(10 * minute);
    site.clock.jump(8 * hour);
    await site.pass(minute);
    for (const id of ids) {
      expect(site.requestsOf(id)).toHaveLength(1);
      expect(site.count('credential_expired', id)).toBe(1);
      expect(site.isExpired(id)).toBe(false);
    }
    const moments = new Set(site.requests.map(({ at }) => at));
    expect(moments.size).toBeGreaterThan(5);
  });

  test('after a sleep, what was not due yet is refreshed at its time of day', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(10 * 3600);
    await site.automatic.start();
    site.clock.jump(5 * hour);
    await site.pass(3 * hour, 10 * second);
    expect(site.requestsOf(id)).toEqual([2.5 * 3600]);
  });

  test('set back a day and noticed at the next event, it makes nothing due early', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    await site.pass(10 * minute + 20 * second);
    site.clock.jump(-day);
    site.events.emit('credential_saved', { id });
    await site.pass(35 * minute);
    expect(site.requestsOf(id)).toEqual([2700]);
  });

  test('planned anew again and again, what is overdue is not put off', async () => {
    const site = new AutomaticRefreshSite({ random: () => 0.9 });
    const id = site.keep(3600);
    await site.automatic.start();
    site.clock.jump(8 * hour);
    for (let times = 0; times < 10; times += 1) {
      site.automatic.replan();
      await site.pass(second);
    }
    expect(site.requestsOf(id)).toEqual([9]);
  });

  test.each([
    ['before', 0],
    ['between two looks at it', 17 * second],
  ])('set back a day, %s, does not keep a token from being refreshed in time', async (_, when) => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    await site.pass(10 * minute + when);
    site.clock.jump(-day);
    await site.pass(hour);
    expect(site.requestsOf(id)).toEqual([2700]);
    expect(site.nextIn(id)).toBeGreaterThan(0);
    expect(site.nextIn(id)).toBeLessThanOrEqual(2700);
  });

  test('set back a day, it does not make a backoff or a rate limit longer', async () => {
    const site = new AutomaticRefreshSite();
    const [failing, limited] = [site.keep(1), site.keep(1, { org: 'https://login.example.net' })];
    await site.automatic.start();
    site.answer = (id) =>
      id === failing
        ? unreachable()
        : Promise.reject(new Failure('rate_limited', { retryAt: site.clock.now() + 10 * minute }));
    await site.pass(5 * second);
    site.answer = () => 3600;
    site.clock.jump(-day);
    await site.pass(hour - second);
    expect(site.requestsOf(failing).length).toBeGreaterThan(1);
    await site.pass(10 * second);
    expect(site.requestsOf(limited).length).toBeGreaterThan(1);
  });

  test('set ahead a day, every token is refreshed once, and set back again none is asked for in a loop', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    await site.automatic.start();
    await site.pass(10 * minute);
    site.clock.jump(day);
    await site.pass(10 * minute);
    expect(site.requestsOf(id)).toHaveLength(1);
    site.clock.jump(-day);
    await site.pass(10 * minute);
    expect(site.requestsOf(id)).toHaveLength(1);
    await site.pass(hour);
    expect(site.requestsOf(id)).toHaveLength(2);
  });

  test('set back a day before the start, a token born in the future is refreshed by its lifetime', async () => {
    const site = new AutomaticRefreshSite();
    const id = site.keep(3600);
    site.clock.jump(-day);
    await site.automatic.start();
    for (let times = 0; times < 12; times += 1) {
      site.automatic.replan();
      await site.pass(5 * minute);
    }
    expect(site.requestsOf(id)).toEqual([2700]);
  });
});

describe('the org’s throttle', () => {
  test('1,000 that are due at once end within 1.2 times what it allows, and another org does not wait', async () => {
    const site = new AutomaticRefreshSite();
    for (let index = 0; index < 1000; index += 1) site.keep(3600);
    await site.automatic.start();
    const other = site.keep(3600, { org: 'https://login.example.net' });
    site.events.emit('credential_added', { id: other, reason: 'signed_in' });
    await site.pass(2700 * second, 10 * second);
    await site.pass((1000 / 3) * 1.2 * second, second / 10);
    expect(site.requests).toHaveLength(1001);
    expect(site.requestsOf(other)).toEqual([2700]);
  });

  test('counts all authorization servers of an org together', async () => {
    const site = new AutomaticRefreshSite();
    const servers = ['https://acme.okta.com', 'https://acme.okta.com/oauth2/default'];
    for (const org of servers) for (let index = 0; index < 3; index += 1) site.keep(600, { org });
    site.answer = () => new Promise<number>(() => undefined);
    await site.automatic.start();
    await site.pass(hour);
    expect(site.requests).toHaveLength(2);
  });

  test('refreshes that never end hold up no other org', async () => {
    const site = new AutomaticRefreshSite();
    const hanging = [site.keep(600), site.keep(600), site.keep(600)];
    const other = site.keep(3600, { org: 'https://login.example.net' });
    site.answer = (id) => (hanging.includes(id) ? new Promise<number>(() => undefined) : 3600);
    await site.automatic.start();
    await site.pass(hour);
    expect(site.requests.map(({ id }) => id)).toEqual([...hanging.slice(0, 2), other]);
  });

  test('planned anew while they wait, they keep their places', async () => {
    const draws: number[] = [];
    const site = new AutomaticRefreshSite({ random: () => draws.shift() ?? 0 });
    const ids = [site.keep(600), site.keep(600), site.keep(600), site.keep(600)];
    const { promise, resolve } = Promise.withResolvers<number>();
    site.answer = () => promise;
    await site.automatic.start();
    await site.pass(400 * second);
    draws.push(0.9, 0.1);
    site.automatic.replan();
    resolve(3600);
    await site.pass(20 * second);
    expect(site.requests.map(({ id }) => id)).toEqual(ids);
    expect(site.requestsOf(ids[3] ?? unknownId)).toEqual([400]);
  });

  test('one that is refreshed by hand, or turned off, while it waits is not asked for again', async () => {
    const site = new AutomaticRefreshSite();
    site.keep(600);
    site.keep(600);
    const [byHand, off] = [site.keep(600), site.keep(600)];
    site.answer = () => new Promise<number>(() => undefined);
    await site.automatic.start();
    await site.pass(400 * second);
    site.renew(byHand, 3600);
    site.change(off, { automaticRefresh: false });
    site.events.emit('automatic_refresh_changed', { id: off, choice: false });
    await site.pass(0);
    expect(site.nextIn(byHand)).toBe(2700);
    expect(site.nextIn(off)).toBeNull();
    expect(site.requests).toHaveLength(2);
  });
});
