import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/main/auth-foundation/index.ts';
import { Vault } from '../../../src/main/desktop-platform/index.ts';
import { FakeKeychain } from '../fakes/fake-keychain.ts';
import { nameOf, type FaultCase } from './cases.ts';
import type { Endpoint } from './endpoints.ts';
import type { Expectation } from './expectation.ts';
import { FaultServer } from './fault-server.ts';
import { judge, type Finding } from './judge.ts';
import { runCase } from './run-case.ts';

/** One case that did not end as it should have. */
export interface CaseFinding extends Finding {
  readonly name: string;
  readonly endpoint: Endpoint;
}

export interface FaultRunResult {
  readonly cases: number;
  readonly findings: readonly CaseFinding[];
}

export interface FaultRunOptions {
  readonly cases: readonly FaultCase[];
  /** Gives what is expected of a case, or null when nobody has said. */
  readonly oracle: (each: FaultCase) => Expectation | null;
  /** How many cases are under way at once. */
  readonly lanes: number;
  /** Is told after each case how many have ended. */
  readonly onProgress?: (ended: number) => void;
}

/** Runs cases on real sockets, with a real vault on a folder of its own. */
export async function runFaults(options: FaultRunOptions): Promise<FaultRunResult> {
  const { cases, oracle, lanes, onProgress = () => undefined } = options;
  const directory = await mkdtemp(join(tmpdir(), 'account-manager-faults-'));
  const server = await FaultServer.start();
  const storage = await Vault.open({ directory, keychain: new FakeKeychain(), clock: systemClock });
  const findings: CaseFinding[] = [];
  const waiting = cases.values();
  let ended = 0;
  const work = async (): Promise<void> => {
    for (const each of waiting) {
      const { endpoint } = each;
      const found = await findingsOf(each, oracle(each), () => runCase(each, { server, storage }));
      findings.push(...found.map((finding) => ({ ...finding, name: nameOf(each), endpoint })));
      ended += 1;
      onProgress(ended);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, work));
    return { cases: cases.length, findings };
  } finally {
    await storage.close();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** How many cases are held to a class of failure alone: which code of it is right depends on Okta’s words. */
export function countClassOnly({
  cases,
  oracle,
}: Pick<FaultRunOptions, 'cases' | 'oracle'>): number {
  return cases.filter((each) => {
    const ending = oracle(each)?.ending;
    return ending?.kind === 'fails' && ending.codes.length === 0;
  }).length;
}

/** The one line that a machine reads: how many cases, and how many of them went wrong in which way. */
export function lastLine({ cases, findings }: FaultRunResult): string {
  const count = (kind: Finding['kind']): number =>
    new Set(findings.filter((each) => each.kind === kind).map(({ name }) => name)).size;
  return [
    `cases ${cases}`,
    `misclassified ${count('misclassified')}`,
    `sessions lost ${count('session_lost')}`,
    `hangs ${count('hang')}`,
  ].join(', ');
}

async function findingsOf(
  each: FaultCase,
  expected: Expectation | null,
  run: () => ReturnType<typeof runCase>,
): Promise<readonly Finding[]> {
  if (expected === null)
    return [{ kind: 'misclassified', detail: 'nobody has said what is right' }];
  try {
    return judge(expected, await run());
  } catch (thrown) {
    // What keeps a case from being run at all proves nothing of the session.
    const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : nameOf(each);
    return [{ kind: 'session_lost', detail }];
  }
}
