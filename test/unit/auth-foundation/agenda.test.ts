import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Agenda } from '../../../src/main/auth-foundation/agenda.ts';
import { timestamp } from '../../../src/main/auth-foundation/index.ts';

const steps = fc.array(fc.record({ key: fc.nat(15), at: fc.option(fc.nat(50), { nil: null }) }), {
  maxLength: 60,
});

test('whatever is set and struck out, it gives what is due in the order of its times, and of setting', () => {
  fc.assert(
    fc.property(steps, fc.nat(50), (changes, now) => {
      const agenda = new Agenda<number>();
      const model = new Map<number, number>();
      for (const { key, at } of changes) {
        if (at === null) {
          agenda.delete(key);
          model.delete(key);
        } else {
          agenda.set(key, timestamp(at));
          model.delete(key);
          model.set(key, at);
        }
        expect(agenda.nextAt).toBe(model.size === 0 ? null : Math.min(...model.values()));
      }
      const taken: number[] = [];
      for (let key = agenda.take(timestamp(now)); key !== undefined;) {
        taken.push(key);
        key = agenda.take(timestamp(now));
      }
      // A Map keeps the order of setting, and sorting keeps it where times are equal.
      const due = [...model].filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b);
      expect(taken).toEqual(due.map(([key]) => key));
    }),
    { numRuns: 500 },
  );
});
