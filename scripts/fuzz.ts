// `npm run fuzz -- loopback --requests N --seed S [--sockets K]`: sends hostile HTTP from many sockets to a listener
// that waits for a redirect, and lets a real sign-in come back to it in the middle.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { listenForRedirect } from '../src/main/desktop-platform/loopback/loopback-listener.ts';
import {
  fuzzLoopback,
  lastLine,
  type LoopbackFuzzResult,
} from '../test/support/fuzz/loopback-run.ts';
import { explain, PlainError } from './setup/plain-error.mjs';

const usage = 'Usage: npm run fuzz -- loopback [--requests N] [--seed S] [--sockets K]';
const count = z.coerce.number().int();

try {
  process.exitCode = await main();
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}

/** @returns the exit code */
async function main(): Promise<number> {
  const { requests, seed, sockets } = readWish();
  console.log(`\n${requests} hostile requests from ${sockets} sockets at once, seed ${seed}\n`);
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
  const result = await fuzzLoopback({
    requests,
    seed,
    sockets,
    listen: listenForRedirect,
    onProgress: (soFar) => {
      if (soFar % Math.ceil(requests / 10) === 0) {
        console.log(`${soFar} requests after ${seconds()} s`);
      }
    },
  });
  console.log(describeRun(result));
  console.log(`${seconds()} s, seed ${seed}`);
  console.log(lastLine(result));
  const { crashes, accepted, signInProblem } = result;
  const isFine = crashes.length + accepted.length === 0 && signInProblem === null;
  return isFine && result.requests === requests ? 0 : 1;
}

function readWish(): {
  readonly requests: number;
  readonly seed: number;
  readonly sockets: number;
} {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        requests: { type: 'string', default: '10000' },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        sockets: { type: 'string', default: '64' },
      },
    });
    z.tuple([z.literal('loopback')]).parse(positionals);
    return {
      requests: count.min(1).parse(values.requests),
      seed: count.nonnegative().parse(values.seed),
      sockets: count.min(1).max(1000).parse(values.sockets),
    };
  } catch {
    throw new PlainError('These arguments are not understood.', usage);
  }
}

function describeRun(result: LoopbackFuzzResult): string {
  const { answers, peakConnections, memoryGrowth, impossible, crashes, accepted, signInProblem } =
    result;
  return [
    `answers: ${answers.map(([status, times]) => `${status} ${times}`).join(', ')}`,
    `most connections at once: ${peakConnections}`,
    `memory growth: ${(memoryGrowth / 2 ** 20).toFixed(1)} MB`,
    ...(impossible > 0 ? [`not sent for want of ports or file descriptors: ${impossible}`] : []),
    ...(signInProblem === null ? [] : [`the sign-in failed: ${signInProblem}`]),
    ...accepted.map(([kind, times]) => `accepted: ${kind}, ${times} times`),
    ...crashes.map((crash) => `crash: ${crash}`),
  ].join('\n');
}
