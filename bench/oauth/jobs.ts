// What the child processes of the OAuth bench tell their parent, each in one line of JSON.

/** Milliseconds of single refreshes: ours, and those of bare openid-client, which took turns with them. */
export interface RoundTrips {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

/** What was seen while many credentials that were due at once were refreshed by themselves. */
export interface DueTimes {
  /** Milliseconds from the start of the app's background work until the last one was refreshed and written. */
  readonly milliseconds: number;
  /** How many were refreshed once, and neither more often nor less. */
  readonly refreshedOnce: number;
  /** The most refreshes that the throttle surely let start within a second. */
  readonly startsInASecond: number;
  /** The most refreshes that were under way at the same time. */
  readonly atOnce: number;
  /** The longest time that the event loop was held up meanwhile, in milliseconds. */
  readonly longestBlock: number;
  /** The same of a thread beside it that did nothing: what the machine itself held up. */
  readonly idleBlock: number;
}
