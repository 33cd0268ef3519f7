import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeWrongClock, ServerClock } from '../../../src/main/auth-foundation/server-clock.ts';

const noon = Date.UTC(2026, 0, 1, 12);

/** Asks a server whose clock is ahead; the request takes `there`, the answer `back` milliseconds. */
function ask(clock: ServerClock, at: number, ahead: number, there = 0, back = 0): void {
  const date = new Date(at + there + ahead).toUTCString();
  clock.learn(new Headers({ date }), { sentAt: at, answeredAt: at + there + back });
}

describe('a server’s clock', () => {
  test('is unknown before its first answer, and corrects nothing', () => {
    expect(new ServerClock()).toMatchObject({ offset: null, correction: 0 });
  });

  test.each([
    ['without a date', {}],
    ['with a date that nobody can read', { date: 'soon' }],
    ['that a cache kept', { date: new Date(noon).toUTCString(), age: '12' }],
  ])('is not told by an answer %s', (_what, headers: Record<string, string>) => {
    const clock = new ServerClock();
    clock.learn(new Headers(headers), { sentAt: noon, answeredAt: noon });
    expect(clock.offset).toBeNull();
  });

  test('is not told by an answer during which the clock here was set back', () => {
    const clock = new ServerClock();
    ask(clock, noon, 0, 0, -5_000);
    expect(clock.offset).toBeNull();
  });

  test('is known to half a second after an answer that took no time', () => {
    const clock = new ServerClock();
    ask(clock, noon, 60_000);
    expect(clock.offset).toEqual({ offset: 60_500, uncertainty: 500 });
  });

  test('is counted from the middle of the request', () => {
    const clock = new ServerClock();
    ask(clock, noon, 60_000, 2_000, 2_000);
    expect(clock.offset).toEqual({ offset: 60_500, uncertainty: 2_500 });
  });

  test('corrects nothing while both clocks may be the same', () => {
    const clock = new ServerClock();
    ask(clock, noon + 400, 0, 100, 100);
    expect(clock.correction).toBe(0);
    ask(clock, noon + 60_950, 0, 10, 10);
    expect(clock.correction).toBe(0);
  });

  test('is known better with every answer', () => {
    const clock = new ServerClock();
    ask(clock, noon, 60_300);
    ask(clock, noon + 700, 60_300);
    expect(clock.offset).toEqual({ offset: 60_650, uncertainty: 350 });
    ask(clock, noon + 10_000, 60_300, 20_000, 20_000);
    expect(clock.offset).toEqual({ offset: 60_650, uncertainty: 350 });
  });

  test('is learned anew when one of the clocks was set', () => {
    const clock = new ServerClock();
    ask(clock, noon, 0);
    ask(clock, noon, -3_600_000);
    expect(clock.correction).toBe(-3_599_500);
  });

  test('lies within what it says, whatever the way there and back', () => {
    const way = fc.integer({ min: 0, max: 30_000 });
    const trip = fc.tuple(fc.integer({ min: 0, max: 100_000_000 }), way, way);
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(trip, { minLength: 1, maxLength: 20 }),
        (ahead, trips) => {
          const clock = new ServerClock();
          for (const [at, there, back] of trips) ask(clock, noon + at, ahead, there, back);
          const { offset, uncertainty } = clock.offset ?? { offset: 0, uncertainty: 0 };
          // Half a millisecond for rounding.
          expect(Math.abs(offset - ahead)).toBeLessThanOrEqual(uncertainty + 1);
        },
      ),
    );
  });
});

describe('a wrong clock in words', () => {
  test.each([
    ['unknown', null, null],
    ['a minute off', 60_000, null],
    ['behind', 61_000, 'The clock of this computer is about 1 minute behind the org’s.'],
    ['ahead', -600_000, 'The clock of this computer is about 10 minutes ahead of the org’s.'],
  ])('that is %s', (_what, offset, words) => {
    const measured = offset === null ? null : { offset, uncertainty: 500 };
    expect(describeWrongClock(measured)).toBe(words);
  });
});
