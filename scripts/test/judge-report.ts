import { z } from 'zod';

/** What is read of vitest's JSON report. */
export const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
export type Report = z.infer<typeof reportSchema>;

/** How a layer ended. */
export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  /** What failed, one line each. */
  readonly failures: readonly string[];
}

/**
 * Counts a layer's tests. A test that was left out counts as failed, and so do a file that could not be loaded, a
 * layer without tests, and a run that ended badly although every test passed.
 *
 * @param report - null when vitest wrote none
 * @param exitCode - of vitest
 */
export function judgeReport(report: Report | null, exitCode: number): Verdict {
  const tests = (report?.testResults ?? []).flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failures = [
    ...(report?.testResults ?? [])
      .filter((file) => file.status === 'failed' && !file.assertionResults.some(hasFailed))
      .map(({ name, message }) => `${name}: ${firstLine(message) || 'could not be run'}`),
    ...tests.filter((test) => test.status !== 'passed').map(describeTest),
  ];
  if (report === null) failures.push('vitest wrote no report');
  else if (tests.length === 0) failures.push('no test ran');
  if (exitCode !== 0 && failures.length === 0) failures.push(`vitest ended with ${exitCode}`);
  return { passed, failed: failures.length, failures };
}

function hasFailed({ status }: { readonly status: string }): boolean {
  return status === 'failed';
}

function describeTest({ fullName, status }: { fullName: string; status: string }): string {
  return status === 'failed' ? fullName : `${fullName}: left out (${status})`;
}

function firstLine(text = ''): string {
  return text.split('\n', 1)[0] ?? '';
}
