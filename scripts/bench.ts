// `npm run bench [-- start|sign-in|refresh|vault …] [--json] [--check]`: how long a person waits. Printed figures, not
// tests. `--check` fails, and names each figure that is short of its target.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { describeFigure } from '../bench/figures.ts';
import { refreshToExpiry } from '../bench/refresh.ts';
import { signInToRow } from '../bench/sign-in.ts';
import { startToList } from '../bench/start.ts';
import { measureVault } from '../bench/vault/vault-bench.ts';
import { vaultTable, vaultTargets } from '../bench/vault/vault-report.ts';
import { describeHost } from '../test/support/app-driver/index.ts';
import {
  startKeyringSession,
  type KeyringSession,
} from '../test/support/keyring/keyring-session.ts';
import { explain } from './setup/plain-error.mjs';

const windowBenches = { start: startToList, 'sign-in': signInToRow, refresh: refreshToExpiry };
const benchNames = [...Object.keys(windowBenches), 'vault'];

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => !benchNames.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no bench ${unknown.join(', ')}; ${benchNames.join(', ')}.`);
  }
  const isAsked = (name: string): boolean => positionals.length === 0 || positionals.includes(name);
  // With --json the figures alone are on the standard output.
  const tell = values.json ? console.error : console.log;
  tell(`\n${describeHost()}, on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
  const keyring = await startKeyringSession();
  try {
    for (const [name, bench] of Object.entries(windowBenches)) {
      if (isAsked(name)) tell(describeFigure(await bench(keyring)));
    }
    if (isAsked('vault')) await runVaultBench(keyring, tell, values);
  } finally {
    await keyring.stop();
  }
}

async function runVaultBench(
  keyring: KeyringSession,
  tell: (line: string) => void,
  { json, check }: { readonly json: boolean; readonly check: boolean },
): Promise<void> {
  const figures = await measureVault(keyring, (line) => {
    console.error(`vault: ${line}`);
  });
  const targets = vaultTargets(figures);
  if (json) console.log(JSON.stringify({ figures, targets }, null, 2));
  tell(`\n${vaultTable(figures)}\n`);
  for (const { name, value, limit, reached } of targets) {
    tell(`${reached ? 'reached' : 'SHORT  '}  ${name}: ${Number(value.toPrecision(3))} (${limit})`);
  }
  const short = targets.filter(({ reached }) => !reached);
  if (!check || short.length === 0) return;
  throw new Error(`Short of its target: ${short.map(({ name }) => name).join('; ')}.`);
}

try {
  await run();
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}
