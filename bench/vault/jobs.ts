// What the child processes of the vault bench tell their parent, each in one line of JSON.

/** Milliseconds of single writes. */
export interface ReplaceTimes {
  readonly vault: readonly number[];
  readonly floor: readonly number[];
}

export interface OpenTimes {
  /** Milliseconds from nothing to a listable state. */
  readonly milliseconds: number;
  /** The longest time that the event loop was held up meanwhile, in milliseconds. */
  readonly longestBlock: number;
  /** The most memory that the process had, in MiB. */
  readonly peakMemory: number;
}

export interface QueryTimes {
  /** Milliseconds of one query. */
  readonly byTag: readonly number[];
  readonly byClaim: readonly number[];
  /** `getDefault` and `refreshIfNeeded` of a valid token, calls a second. */
  readonly validTokenCalls: number;
  /** Storage calls made by them: none, or it is not the path without I/O. */
  readonly storageCalls: number;
  /** Requests made by 1,000 concurrent `refresh()` of one credential. */
  readonly requests: number;
}
