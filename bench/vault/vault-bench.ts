import { execFile as execFileWithCallback } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/setup/project.mjs';
import type { KeyringSession } from '../../test/support/keyring/keyring-session.ts';
import type { OpenTimes, QueryTimes, ReplaceTimes } from './jobs.ts';
import { percentile } from '../timed.ts';

const execFile = promisify(execFileWithCallback);

/** What was measured with one number of credentials. */
export interface VaultFigures {
  readonly count: number;
  readonly replace: ReplaceTimes;
  readonly open: OpenTimes;
  readonly plainLoop: OpenTimes;
  readonly queries: QueryTimes;
  /** Null where filling the keychain one by one would take hours. */
  readonly keytar: { readonly replace: readonly number[] } | null;
  readonly electronStore: { readonly replace: readonly number[]; readonly open: OpenTimes };
}

const vaultSizes: readonly number[] = [10, 100, 1_000, 10_000];
/** gnome-keyring writes its whole file for every item, so that filling it grows with the square. */
const mostKeytarItems = 1_000;

/**
 * Measures the vault and its peers, each job in a process of its own, at each size in turn.
 *
 * @param keyring - holds the vault's key, and the tokens of the keytar peer
 * @param tell - is told what is being measured
 */
export async function measureVault(
  keyring: KeyringSession,
  tell: (line: string) => void,
): Promise<readonly VaultFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vault-bench-'));
  try {
    const figures: VaultFigures[] = [];
    for (const count of vaultSizes) {
      tell(`${count} credentials`);
      figures.push(await measureSize(join(folder, String(count)), count, keyring));
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureSize(
  folder: string,
  count: number,
  keyring: KeyringSession,
): Promise<VaultFigures> {
  await mkdir(folder);
  const run = <Result>(job: string, samples: number): Promise<Result> =>
    runJob<Result>([job, folder, String(count), String(samples)], keyring);
  await run('fill', 0);
  const figures = {
    count,
    // Before the others, because it also warms the system's cache of the files for all of them alike.
    plainLoop: await several(3, () => run<OpenTimes>('plain-loop', 0)),
    open: await several(3, () => run<OpenTimes>('open', 0)),
    replace: await run<ReplaceTimes>('replace', 300),
    queries: await run<QueryTimes>('queries', 20),
    keytar:
      count > mostKeytarItems ? null : { replace: await run<readonly number[]>('keytar', 15) },
    electronStore: {
      replace: await run<readonly number[]>('electron-store', count > 1000 ? 3 : 15),
      open: await several(3, () => run<OpenTimes>('electron-store-open', 0)),
    },
  };
  await rm(folder, { recursive: true, force: true });
  return figures;
}

/** The median time of several, and the worst of what must never be bad. */
async function several(times: number, once: () => Promise<OpenTimes>): Promise<OpenTimes> {
  const all: OpenTimes[] = [];
  for (let time = 0; time < times; time += 1) all.push(await once());
  const worst = (figure: (times: OpenTimes) => number): number => Math.max(...all.map(figure));
  return {
    milliseconds: percentile(
      all.map(({ milliseconds }) => milliseconds),
      50,
    ),
    longestBlock: worst(({ longestBlock }) => longestBlock),
    peakMemory: worst(({ peakMemory }) => peakMemory),
  };
}

async function runJob<Result>(args: readonly string[], keyring: KeyringSession): Promise<Result> {
  const { stdout } = await execFile(process.execPath, [`${root}/bench/vault/child.ts`, ...args], {
    env: { ...process.env, ...keyring.env },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result;
}
