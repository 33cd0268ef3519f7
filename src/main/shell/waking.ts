import { net, powerMonitor } from 'electron';
import type { WakeReason } from '../app/index.ts';

/** Milliseconds between two looks at the network: Electron tells its state in the main process, but not its changes. */
const lookEvery = 10_000;

/**
 * Tells when the computer wakes from sleep, and when there is a network again.
 *
 * @param onWake - is called each time
 * @returns a function that ends the watching
 */
export function watchForWaking(onWake: (reason: WakeReason) => void): () => void {
  const onResume = (): void => {
    onWake('resumed');
  };
  powerMonitor.on('resume', onResume);
  let wasOnline = net.isOnline();
  const look = setInterval(() => {
    const isOnline = net.isOnline();
    if (isOnline && !wasOnline) onWake('online');
    wasOnline = isOnline;
  }, lookEvery);
  return () => {
    powerMonitor.off('resume', onResume);
    clearInterval(look);
  };
}
