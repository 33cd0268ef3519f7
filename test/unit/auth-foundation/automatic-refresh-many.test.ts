import { expect, test } from 'vitest';
import { AutomaticRefreshSite, hour, minute, second } from './automatic-refresh-site.ts';
import { turn } from '../../support/builders/turn.ts';

const many = 10_000;
/** Milliseconds of the processor's time that work in one turn of the event loop may take, on a slow machine. */
const longestWork = 200;

/** The processor's time that some work takes, in milliseconds; that of a busy machine's others does not count. */
function costOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

test('10,000 credentials are planned with two timers, and others get their turn on the event loop', async () => {
  const site = new AutomaticRefreshSite({ random: Math.random });
  const ids = Array.from({ length: many }, (_, index) => site.keep(3600 + index));
  const started = site.automatic.start();
  let most = 0;
  for (let before = 0; before < many; before = site.told.length) {
    await turn();
    most = Math.max(most, site.told.length - before);
  }
  await started;
  expect(most).toBeLessThanOrEqual(500);
  expect(site.clock.pending).toBe(2);
  for (const id of ids) expect(site.automatic.nextAt(id)).not.toBeNull();
});

test('10,000 that expire in a sleep are told in parts', async () => {
  const site = new AutomaticRefreshSite({ enabled: false });
  for (let index = 0; index < many; index += 1) site.keep(3600);
  await site.automatic.start();
  const timers = site.clock.delays.length;
  await site.pass(hour, minute);
  expect(site.told).toHaveLength(many);
  const parts = site.clock.delays.slice(timers).filter((delay) => delay === 0);
  expect(parts.length).toBeGreaterThanOrEqual(many / 250 - 1);
});

test('with 10,000 credentials, planning all of them anew is quick, and a change costs little', async () => {
  const site = new AutomaticRefreshSite({ random: Math.random });
  const ids = Array.from({ length: many }, (_, index) => site.keep(3600 + index));
  await site.automatic.start();
  const replan = (): void => {
    site.automatic.replan();
  };
  const turnOff = (): void => {
    site.automatic.setDefault(false);
  };
  expect(costOf(replan)).toBeLessThan(longestWork);
  expect(costOf(turnOff)).toBeLessThan(longestWork);
  site.automatic.setDefault(true);
  const renew = (): void => {
    for (const id of ids.slice(0, 1000)) site.renew(id, 7200);
  };
  expect(costOf(renew) / 1000).toBeLessThan(0.5);
  await turn();
  expect(site.clock.pending).toBe(2);
});

test('10,000 credentials that are overdue after a sleep are asked for no faster than the throttle allows', async () => {
  const site = new AutomaticRefreshSite({ random: Math.random });
  for (let index = 0; index < many; index += 1) site.keep(24 * 3600);
  await site.automatic.start();
  site.clock.jump(48 * hour);
  site.automatic.replan();
  await site.pass(10 * minute, second);
  expect(site.requests.length).toBeGreaterThan(10 * 60 * 3 * 0.9);
  expect(site.requests.length).toBeLessThanOrEqual(10 * 60 * 3 + 3);
  expect(site.clock.pending).toBeLessThanOrEqual(3);
});
