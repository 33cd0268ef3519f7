// `npm run bench [-- start|sign-in|refresh|vault|oauth …] [--json] [--check] [--due N]`: how long a person waits.
// Printed figures, not tests. `--check` fails, and names each figure that is short of its target. `--due N` lets fewer
// than 1,000 credentials be due at once in the OAuth bench, which takes real time: a second for three of them.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { describeFigure } from '../bench/figures.ts';
import { measureOAuth } from '../bench/oauth/oauth-bench.ts';
import { oauthTable, oauthTargets } from '../bench/oauth/oauth-report.ts';
import { refreshToExpiry } from '../bench/refresh.ts';
import { signInToRow } from '../bench/sign-in.ts';
import { startToList } from '../bench/start.ts';
import { shortOf, type Target } from '../bench/targets.ts';
import { measureVault } from '../bench/vault/vault-bench.ts';
import { vaultTable, vaultTargets } from '../bench/vault/vault-report.ts';
import { describeHost } from '../test/support/app-driver/index.ts';
import {
  startKeyringSession,
  type KeyringSession,
} from '../test/support/keyring/keyring-session.ts';
import { explain } from './setup/plain-error.mjs';

/** What a bench with targets found. */
interface Findings {
  readonly figures: unknown;
  readonly table: string;
  readonly targets: readonly Target[];
}

interface BenchOptions {
  readonly keyring: KeyringSession;
  /** How many credentials are due at once in the OAuth bench. */
  readonly due: number;
}

const windowBenches = { start: startToList, 'sign-in': signInToRow, refresh: refreshToExpiry };
const judgedBenches: Readonly<Record<string, (options: BenchOptions) => Promise<Findings>>> = {
  vault: async ({ keyring }) => {
    const figures = await measureVault(keyring, tellProgress('vault'));
    return { figures, table: vaultTable(figures), targets: vaultTargets(figures) };
  },
  oauth: async ({ keyring, due }) => {
    const figures = await measureOAuth(keyring, due, tellProgress('oauth'));
    return { figures, table: oauthTable(figures), targets: oauthTargets(figures) };
  },
};
const benchNames = [...Object.keys(windowBenches), ...Object.keys(judgedBenches)];
/** With fewer, the ten seconds over which overdue credentials are spread count for more than the throttle. */
const fewestDue = 60;

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      due: { type: 'string', default: '1000' },
    },
  });
  const unknown = positionals.filter((name) => !benchNames.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no bench ${unknown.join(', ')}; ${benchNames.join(', ')}.`);
  }
  const due = Number(values.due);
  if (!Number.isInteger(due) || due < fewestDue) {
    throw new Error(`--due is a whole number from ${fewestDue}.`);
  }
  const isAsked = (name: string): boolean => positionals.length === 0 || positionals.includes(name);
  // With --json the figures alone are on the standard output.
  const tell = values.json ? console.error : console.log;
  tell(`\n${describeHost()}, on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
  const keyring = await startKeyringSession();
  const targets: Target[] = [];
  try {
    for (const [name, bench] of Object.entries(windowBenches)) {
      if (isAsked(name)) tell(describeFigure(await bench(keyring)));
    }
    for (const [name, bench] of Object.entries(judgedBenches)) {
      if (!isAsked(name)) continue;
      const found = await bench({ keyring, due });
      tellFindings(found, tell, values.json ? 'with_json' : 'without_json');
      targets.push(...found.targets);
    }
  } finally {
    await keyring.stop();
  }
  const short = shortOf(targets);
  if (values.check && short !== null) throw new Error(short);
}

function tellFindings(
  { figures, table, targets }: Findings,
  tell: (line: string) => void,
  json: 'with_json' | 'without_json',
): void {
  if (json === 'with_json') console.log(JSON.stringify({ figures, targets }, null, 2));
  tell(`\n${table}\n`);
  for (const { name, value, limit, reached } of targets) {
    tell(`${reached ? 'reached' : 'SHORT  '}  ${name}: ${Number(value.toPrecision(3))} (${limit})`);
  }
}

function tellProgress(bench: string): (line: string) => void {
  return (line) => {
    console.error(`${bench}: ${line}`);
  };
}

try {
  await run();
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}
