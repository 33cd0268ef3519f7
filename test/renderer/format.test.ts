import { describe, expect, it } from 'vitest';
import {
  formatExactTime,
  formatRecent,
  formatSize,
  formatSpan,
  secondsLeft,
} from '../../src/renderer/format.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe('a time span', () => {
  it.each([
    [4 * minute + 12 * second, '4 min 12 s'],
    [4 * minute, '4 min'],
    [5 * minute - 1, '5 min'],
    [minute + second, '1 min 1 s'],
    [14 * second, '14 s'],
    [1, '1 s'],
    [5 * minute, '5 min'],
    [59 * minute + 59 * second, '59 min'],
    [hour, '1 hr'],
    [hour + 12 * minute, '1 hr 12 min'],
    [27 * hour, '1 day 3 hr'],
  ])('of %i ms reads %s', (span, text) => {
    expect(formatSpan(span)).toBe(text);
  });

  it('reads zero only when it is over', () => {
    expect(formatSpan(0)).toBe('0 s');
    expect(formatSpan(1)).toBe('1 s');
    expect(secondsLeft(-5)).toBe(0);
    expect(secondsLeft(27_001)).toBe(28);
  });
});

describe('a point in time', () => {
  it('loses its date within a day', () => {
    const then = new Date(2026, 10, 23, 17, 19).getTime();
    expect(formatRecent(then, then + hour)).toBe('5:19 PM');
    expect(formatRecent(then, then + 30 * hour)).toContain('Nov 23, 2026');
  });

  it('has its seconds where many happen in a minute', () => {
    const then = new Date(2026, 10, 23, 17, 19, 7).getTime();
    expect(formatExactTime(then)).toMatch(/^Nov 23, 2026, 5:19:07\sPM$/);
  });
});

describe('the size of a file', () => {
  it('has the fitting unit', () => {
    expect([0, 1, 812, 999, 1000, 4812].map(formatSize)).toEqual([
      '0 bytes',
      '1 byte',
      '812 bytes',
      '999 bytes',
      '1 kB',
      '4.8 kB',
    ]);
  });
});
