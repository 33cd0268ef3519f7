// `npm run faults [-- --json] [--only TEXT] [--parallel K]`: puts every fault at every endpoint of an org and looks each
// time whether the app says what it is, keeps the session, and ends in time.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { faultMatrix, nameOf } from '../test/support/faults/cases.ts';
import { endpoints } from '../test/support/faults/endpoints.ts';
import { countClassOnly, lastLine, runFaults } from '../test/support/faults/fault-run.ts';
import { expectationOf } from '../test/support/faults/oracle.ts';
import { explain, PlainError } from './setup/plain-error.mjs';

const usage = 'Usage: npm run faults [-- [--json] [--only TEXT] [--parallel K]]';
const count = z.coerce.number().int().min(1);

try {
  // What hangs would keep this process.
  process.exit(await main());
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}

/** @returns the exit code */
async function main(): Promise<number> {
  const { isJson, only, lanes } = readWish();
  const { cases: all, leftOut } = faultMatrix();
  const cases = all.filter((each) => nameOf(each).includes(only));
  if (cases.length === 0) throw new PlainError(`No case is called ${only}.`, usage);
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 1000);
  const say = (text: string): void => {
    if (!isJson) console.log(text);
  };
  say(`\n${cases.length} cases, ${lanes} at once\n`);
  const result = await runFaults({
    cases,
    oracle: expectationOf,
    lanes,
    onProgress: (ended) => {
      if (ended % 250 === 0) say(`${ended} cases after ${seconds()} s`);
    },
  });
  const perEndpoint = Object.fromEntries(
    endpoints.map((endpoint) => [
      endpoint,
      cases.filter((each) => each.endpoint === endpoint).length,
    ]),
  );
  for (const { kind, name, detail } of result.findings) say(`${kind}: ${name}: ${detail}`);
  say(`cases by endpoint: ${JSON.stringify(perEndpoint)}`);
  say(`left out with a reason: ${leftOut.reduce((sum, { at }) => sum + at.length, 0)}`);
  say(`${seconds()} s`);
  const classOnly = countClassOnly({ cases, oracle: expectationOf });
  say(`class only: ${classOnly}`);
  if (isJson) {
    const { findings } = result;
    const report = { cases: cases.length, classOnly, seconds: seconds(), perEndpoint, leftOut };
    console.log(JSON.stringify({ ...report, findings }));
  }
  console.log(lastLine(result));
  return result.findings.length === 0 ? 0 : 1;
}

function readWish(): { readonly isJson: boolean; readonly only: string; readonly lanes: number } {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        parallel: { type: 'string', default: '8' },
      },
    });
    return { isJson: values.json, only: values.only, lanes: count.parse(values.parallel) };
  } catch {
    throw new PlainError('These arguments are not understood.', usage);
  }
}
