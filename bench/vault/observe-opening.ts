import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { OpenTimes } from './jobs.ts';

const resolution = 5;

/** Opens something and watches how long it takes, how long it holds up the event loop, and how much memory it takes. */
export async function observeOpening(open: () => Promise<unknown>): Promise<OpenTimes> {
  const delays = monitorEventLoopDelay({ resolution });
  // What loading the modules has held up is not the opening's.
  await pause(100);
  delays.enable();
  await pause(5 * resolution);
  delays.reset();
  const started = performance.now();
  await open();
  const milliseconds = performance.now() - started;
  // A block at the very end is noticed by the next tick.
  await pause(5 * resolution);
  delays.disable();
  return {
    milliseconds,
    longestBlock: Math.max(0, delays.max / 1e6 - resolution),
    peakMemory: process.resourceUsage().maxRSS / 1024,
  };
}
