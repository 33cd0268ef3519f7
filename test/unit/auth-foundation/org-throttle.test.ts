import { describe, expect, test } from 'vitest';
import { OrgThrottle } from '../../../src/main/auth-foundation/org-throttle.ts';
import { timestamp } from '../../../src/main/auth-foundation/index.ts';
import { turn } from '../../support/builders/turn.ts';
import { JumpingClock } from '../../support/fakes/jumping-clock.ts';

const host = 'example.okta.com';

/** A throttle whose jobs take `duration` milliseconds, with what started when, in milliseconds since the beginning. */
function site(duration = 0) {
  const clock = new JumpingClock();
  const begin = clock.uptime;
  const throttle = new OrgThrottle(clock);
  const starts: { readonly name: string; readonly at: number }[] = [];
  let running = 0;
  let most = 0;
  const add = (name: string, org = host) =>
    throttle.enqueue(org, async () => {
      starts.push({ name, at: clock.uptime - begin });
      running += 1;
      most = Math.max(most, running);
      if (duration > 0) await new Promise<void>((resolve) => clock.after(duration, resolve));
      running -= 1;
    });
  const pass = async (milliseconds: number, step = 50) => {
    for (let passed = 0; passed < milliseconds; passed += step) {
      await turn();
      clock.advance(step);
    }
    await turn();
  };
  return {
    clock,
    throttle,
    starts,
    add,
    pass,
    most: () => most,
    times: () => starts.map(({ at }) => at),
  };
}

test('starts at most 3 a second, in the order they came', async () => {
  const { add, pass, starts, times } = site();
  for (const name of 'abcdefg') add(name);
  await pass(3000);
  expect(starts.map(({ name }) => name).join('')).toBe('abcdefg');
  expect(times()).toEqual([0, 0, 0, 1000, 1000, 1000, 2000]);
});

test('runs at most 2 at once', async () => {
  const { add, pass, most, times } = site(5000);
  for (const name of 'abcd') add(name);
  await pass(6000);
  expect(most()).toBe(2);
  expect(times()).toEqual([0, 0, 5000, 5000]);
});

test('1,000 at once end within 1.2 times what is allowed, and never start more than 3 in a second', async () => {
  const { add, pass, times } = site(200);
  for (let index = 0; index < 1000; index += 1) add(`${index}`);
  await pass((1000 / 3) * 1.2 * 1000);
  expect(times()).toHaveLength(1000);
  const tooClose = times().filter((at, index, all) => at - (all[index - 3] ?? -Infinity) < 1000);
  expect(tooClose).toEqual([]);
});

test('an org that is slow, paused or never answers holds up no other', async () => {
  const { add, pass, throttle, clock, starts } = site(3_600_000);
  add('a');
  add('b');
  add('c');
  throttle.pause(host, timestamp(clock.now() + 1_000_000));
  add('other', 'other.example.com');
  await pass(1000);
  expect(starts.map(({ name }) => name)).toEqual(['a', 'b', 'other']);
});

test('a pause holds the whole org until it ends, and a shorter one does not shorten it', async () => {
  const { add, pass, throttle, clock, times } = site();
  throttle.pause(host, timestamp(clock.now() + 60_000));
  throttle.pause(host, timestamp(clock.now() + 1_000));
  for (const name of 'abcd') add(name);
  await pass(62_000);
  expect(times()).toEqual([60_000, 60_000, 60_000, 61_000]);
});

test('a pause that begins while others wait holds them too', async () => {
  const { add, pass, throttle, clock, times } = site();
  for (const name of 'abcd') add(name);
  throttle.pause(host, timestamp(clock.now() + 30_000));
  await pass(31_000);
  expect(times()).toEqual([0, 0, 30_000, 30_000]);
});

test('a clock that is set back a day makes a pause no longer', async () => {
  const { add, pass, throttle, clock, times } = site();
  throttle.pause(host, timestamp(clock.now() + 60_000));
  add('a');
  clock.jump(-86_400_000);
  throttle.clockJumped(-86_400_000);
  await pass(61_000);
  expect(times()).toEqual([60_000]);
});

test('a clock that is set back a day does not stop the starts', async () => {
  const { add, pass, clock, times } = site();
  for (const name of 'abcd') add(name);
  clock.jump(-86_400_000);
  await pass(1000);
  expect(times()).toHaveLength(4);
});

test('a pause that ended in a sleep is over', async () => {
  const { add, throttle, clock, times } = site();
  throttle.pause(host, timestamp(clock.now() + 60_000));
  add('a');
  clock.jump(8 * 3_600_000);
  throttle.clockJumped(8 * 3_600_000);
  await turn();
  expect(times()).toEqual([0]);
});

test('a withdrawn job does not run, and the next one takes its place', async () => {
  const { add, pass, starts } = site();
  for (const name of 'abc') add(name);
  const withdraw = add('d');
  add('e');
  withdraw();
  await pass(2000);
  expect(starts.map(({ name }) => name).join('')).toBe('abce');
});

test('without jobs there is no timer, and what runs counts when others come', async () => {
  const { add, pass, clock, starts } = site(5000);
  for (const name of 'ab') add(name);
  add('c')();
  expect(clock.pending).toBe(2);
  add('d');
  await pass(4000);
  expect(starts.map(({ name }) => name).join('')).toBe('ab');
  await pass(2000);
  expect(starts.map(({ name }) => name).join('')).toBe('abd');
});

test('a job that waited alone for a pause leaves no timer when it is withdrawn', () => {
  const { add, throttle, clock } = site();
  throttle.pause(host, timestamp(clock.now() + 60_000));
  const withdraw = add('a');
  expect(clock.pending).toBe(1);
  withdraw();
  expect(clock.pending).toBe(0);
});

describe('what a person asks for', () => {
  test('counts as a start, so that background work makes room', async () => {
    const { add, pass, throttle, times } = site();
    throttle.noteRequest(host);
    throttle.noteRequest(host);
    for (const name of 'abcd') add(name);
    await pass(2500);
    expect(times()).toEqual([0, 1000, 1000, 1000]);
  });

  test('is of its own org only', async () => {
    const { add, pass, throttle, times } = site();
    for (let count = 0; count < 3; count += 1) throttle.noteRequest('other.okta.com');
    for (const name of 'abc') add(name);
    await pass(500);
    expect(times()).toEqual([0, 0, 0]);
  });

  test('does not make a job count twice, whose own request is told as well', async () => {
    const { pass, throttle, clock } = site();
    const begin = clock.uptime;
    const times: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      throttle.enqueue(host, () => {
        throttle.noteRequest(host);
        times.push(clock.uptime - begin);
        return Promise.resolve();
      });
    }
    await pass(1500);
    expect(times).toEqual([0, 0, 0, 1000, 1000, 1000]);
  });

  test('counts in full after a job that asked nothing', async () => {
    const { add, pass, throttle, times } = site();
    for (const name of 'ab') add(name);
    await pass(1000);
    for (let count = 0; count < 3; count += 1) throttle.noteRequest(host);
    add('c');
    await pass(1500);
    expect(times()).toEqual([0, 0, 2000]);
  });
});

test('a pause is told until it ends, and is believed for an hour at most', () => {
  const { throttle, clock } = site();
  expect(throttle.pausedUntil(host)).toBeNull();
  throttle.pause(host, timestamp(clock.now() + 10 * 3_600_000));
  expect(throttle.pausedUntil(host)).toBe(clock.now() + 3_600_000);
  throttle.pause(host, timestamp(clock.now() + 1_000));
  expect(throttle.pausedUntil(host)).toBe(clock.now() + 3_600_000);
  expect(throttle.pausedUntil('other.okta.com')).toBeNull();
  clock.advance(3_600_000);
  expect(throttle.pausedUntil(host)).toBeNull();
});
