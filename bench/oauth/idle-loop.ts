// A thread that does nothing: how long its event loop is held up is the machine's doing, and the yardstick for a busy
// one. At any message it tells its longest hold in milliseconds, and ends.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';

const resolution = 5;
const delays = monitorEventLoopDelay({ resolution });
delays.enable();
parentPort?.once('message', () => {
  delays.disable();
  parentPort?.postMessage(Math.max(0, delays.max / 1e6 - resolution));
});
