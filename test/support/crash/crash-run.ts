import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issuer } from '../../../src/main/auth-foundation/index.ts';
import { demoClient, startOktaLikeOrg } from '../okta-like-org/index.ts';
import { faultCells, type FaultCell } from './fault-cells.ts';
import { Lane, type TriedDiskFault } from './lane.ts';
import type { Finding } from './ledger.ts';
import type { OperationName } from './messages.ts';
import { Random } from './random.ts';
import { TokenIndex } from './token-index.ts';
import { WorkerDefect } from './worker-process.ts';

/** What a run does. */
export interface CrashRunOptions {
  /** Kills at random moments, beside those of the faults. */
  readonly kills: number;
  /** Repeats a run, as far as the machine lets it. */
  readonly seed: number;
  /** Vaults that are worked on side by side. */
  readonly lanes: number;
  /** Whether disk and keychain fail in every way, one after another. */
  readonly faults: 'none' | 'every';
  /** Ends the run: every worker is killed, and the run rejects. */
  readonly signal?: AbortSignal;
  /** Is told the number of kills so far, after each. */
  readonly onProgress?: (kills: number) => void;
}

/** How a run ended. */
export interface CrashResult {
  readonly kills: number;
  readonly findings: readonly Finding[];
  /** Milliseconds from the receipt of each rotated token to its durable write, in ascending order. */
  readonly untilDurable: readonly number[];
  /** How often each operation was under way at a kill. */
  readonly underWay: Readonly<Record<OperationName, number>>;
  readonly rotationsCutOff: number;
  /** Every fault of the disk that was tried; one that made no call fail is a finding. */
  readonly diskFaults: readonly TriedDiskFault[];
}

/** Seconds for which the org still takes a refresh token that it has rotated. */
const leewaySeconds = 60;

/** Works on vaults at an org that rotates refresh tokens, and kills the workers, until all kills are done. */
export async function runCrashes(options: CrashRunOptions): Promise<CrashResult> {
  const cells = options.faults === 'every' ? [...faultCells()] : [];
  let killsLeft = options.kills;
  let kills = 0;
  return onLanes(options, async (lane, onNewLane) => {
    const step = (): ((lane: Lane) => Promise<void>) | undefined => {
      const cell: FaultCell | undefined = cells.shift();
      if (cell?.lane === 'new') return () => onNewLane((each) => runAndProveOnce(each, cell));
      if (cell !== undefined) return cell.run;
      killsLeft -= 1;
      return killsLeft >= 0 ? (each) => each.killOnce() : undefined;
    };
    await lane.workInPeace(1_000);
    for (let next = step(); next !== undefined; next = step()) {
      await next(lane);
      options.signal?.throwIfAborted();
      kills += 1;
      options.onProgress?.(kills);
    }
    await lane.prove();
  });
}

async function runAndProveOnce(lane: Lane, { run }: FaultCell): Promise<void> {
  await run(lane);
  await lane.proveOnce();
}

/** Works on one lane; a worker that fails it is a finding. */
export type UseLane = (lane: Lane) => Promise<void>;

/**
 * Gives every lane a vault at one org, and ends everything afterwards.
 *
 * @param use - works on one lane; it may have another one, whose vault is not made yet
 */
export async function onLanes(
  { seed, lanes: count, signal }: Pick<CrashRunOptions, 'seed' | 'lanes' | 'signal'>,
  use: (lane: Lane, onNewLane: (use: UseLane) => Promise<void>) => Promise<void>,
): Promise<CrashResult> {
  const directory = await mkdtemp(join(tmpdir(), 'oam-crash-'));
  const org = await startOktaLikeOrg({
    authorizationServers: [{ name: 'default', refreshTokenRotation: 'rotate', leewaySeconds }],
  });
  const index = new TokenIndex(org.control);
  const context = { issuer: issuer(org.issuerOf('default')), clientId: demoClient.clientId };
  const compileCache = join(directory, 'compiled');
  const lanes: Lane[] = [];
  let places = 0;
  const endAll = (): Promise<unknown> => Promise.all(lanes.map((lane) => lane.end()));
  signal?.addEventListener('abort', () => void endAll());
  const onNewLane = async (useNew: UseLane): Promise<void> => {
    const random = new Random(seed + places * 7919);
    places += 1;
    const folder = await mkdtemp(join(directory, 'lane-'));
    const lane = new Lane({ directory: folder, context, compileCache, index, random });
    lanes.push(lane);
    await useLane(lane, useNew);
  };
  try {
    const all = Array.from({ length: count }, () => onNewLane((lane) => use(lane, onNewLane)));
    await Promise.all(all);
    return summarize(lanes);
  } finally {
    await endAll();
    await org.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The one line that a machine reads. */
export function lastLine({ kills, findings }: Pick<CrashResult, 'kills' | 'findings'>): string {
  const count = (kind: Finding['kind']): number =>
    findings.filter((finding) => finding.kind === kind).length;
  return [
    `kills ${kills}`,
    `sessions lost ${count('session_lost')}`,
    `records unreadable ${count('record_unreadable')}`,
    `wrong tokens ${count('wrong_token')}`,
  ].join(', ');
}

/** The value below which a share of ascending figures lies; null when there are none. */
export function percentile(figures: readonly number[], share: number): number | null {
  return figures[Math.min(figures.length - 1, Math.floor(figures.length * share))] ?? null;
}

async function useLane(lane: Lane, use: UseLane): Promise<void> {
  try {
    await use(lane);
  } catch (thrown) {
    if (!(thrown instanceof WorkerDefect)) throw thrown;
    lane.ledger.loseEverything(thrown.message);
  }
}

function summarize(lanes: readonly Lane[]): CrashResult {
  const underWay = lanes.flatMap((lane) => lane.underWay);
  const sum = (figure: (lane: Lane) => number): number =>
    lanes.reduce((total, lane) => total + figure(lane), 0);
  return {
    kills: sum((lane) => lane.kills),
    findings: lanes.flatMap((lane) => lane.ledger.findings),
    untilDurable: lanes.flatMap((lane) => lane.ledger.untilDurable).sort((a, b) => a - b),
    underWay: countEach(underWay),
    rotationsCutOff: sum((lane) => lane.rotationsCutOff),
    diskFaults: lanes.flatMap((lane) => lane.diskFaults),
  };
}

function countEach(names: readonly OperationName[]): Record<OperationName, number> {
  const counts = {
    store: 0,
    refresh: 0,
    set_tags: 0,
    set_default: 0,
    remove: 0,
    remove_and_revoke_later: 0,
    change_key: 0,
    back_up: 0,
  };
  for (const name of names) counts[name] += 1;
  return counts;
}
