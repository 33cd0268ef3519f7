import { describe, expect, test } from 'vitest';
import { judgeReport, type Report } from '../../../scripts/test/judge-report.ts';

const file = (status: string, ...statuses: string[]): Report['testResults'][number] => ({
  name: 'some.test.ts',
  status,
  message: 'Cannot find module\n  at …',
  assertionResults: statuses.map((one) => ({ fullName: `is ${one}`, status: one })),
});

describe('a layer', () => {
  test('passes when all of its tests do', () => {
    expect(judgeReport({ testResults: [file('passed', 'passed', 'passed')] }, 0)).toEqual({
      passed: 2,
      failed: 0,
      failures: [],
    });
  });

  test('fails with a test that fails, and names it', () => {
    expect(judgeReport({ testResults: [file('failed', 'passed', 'failed')] }, 1)).toEqual({
      passed: 1,
      failed: 1,
      failures: ['is failed'],
    });
  });

  test.for(['skipped', 'pending', 'todo', 'disabled'])('fails with a test that is %s', (status) => {
    expect(judgeReport({ testResults: [file('passed', 'passed', status)] }, 0)).toEqual({
      passed: 1,
      failed: 1,
      failures: [`is ${status}: left out (${status})`],
    });
  });

  test('fails with a file that could not be loaded, although others passed', () => {
    const report = { testResults: [file('passed', 'passed'), file('failed')] };
    expect(judgeReport(report, 1)).toEqual({
      passed: 1,
      failed: 1,
      failures: ['some.test.ts: Cannot find module'],
    });
  });

  test('fails with a file whose hook failed after its tests had passed', () => {
    const verdict = judgeReport({ testResults: [file('failed', 'passed')] }, 1);
    expect(verdict).toMatchObject({ passed: 1, failed: 1 });
  });

  test('fails when no test ran', () => {
    expect(judgeReport({ testResults: [] }, 0)).toMatchObject({ failures: ['no test ran'] });
  });

  test('fails when there is no report', () => {
    expect(judgeReport(null, 0)).toMatchObject({ failures: ['vitest wrote no report'] });
  });

  test('fails when vitest ended badly for another reason', () => {
    expect(judgeReport({ testResults: [file('passed', 'passed')] }, 1)).toMatchObject({
      passed: 1,
      failures: ['vitest ended with 1'],
    });
  });
});
