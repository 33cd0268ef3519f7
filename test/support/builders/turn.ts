/** One turn of the event loop: every promise that can settle without the outside world has settled. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
