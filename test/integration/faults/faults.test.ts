import { expect, test } from 'vitest';
import { faultMatrix } from '../../support/faults/cases.ts';
import { lastLine, runFaults } from '../../support/faults/fault-run.ts';
import { expectationOf } from '../../support/faults/oracle.ts';

/** One case in so many: all endpoints, and most kinds of fault. `npm run faults` has them all. */
const share = 23;

const cases = faultMatrix().cases.filter((_each, index) => index % share === 0);

test('each fault is told for what it is, and no session is lost', async () => {
  const result = await runFaults({ cases, oracle: expectationOf, lanes: 8 });
  expect(result.findings).toEqual([]);
  expect(lastLine(result)).toBe(`cases ${cases.length}, misclassified 0, sessions lost 0, hangs 0`);
});

test('a wrong expectation is noticed', async () => {
  const [revoked] = faultMatrix().cases.filter(
    ({ endpoint, fault }) => endpoint === 'refresh' && fault.name === '503 that says invalid_grant',
  );
  if (revoked === undefined) throw new Error('There is no such case.');
  const result = await runFaults({
    cases: [revoked],
    oracle: () => ({
      ending: { kind: 'fails', of: 'sign_in_needed', codes: ['refresh_token_rejected'] },
      session: 'marked',
      leastRequests: 1,
      mostRequests: 1,
      requestId: 'of_answer',
      retryIn: null,
    }),
    lanes: 1,
  });
  expect(lastLine(result)).toBe('cases 1, misclassified 1, sessions lost 1, hangs 0');
});
