/** What a hostile client does on one connection. */
export interface Attack {
  readonly kind: string;
  readonly steps: readonly AttackStep[];
  /**
   * `read` waits for what comes back; `reset` ends the connection at once, as a crashed program does; `hold` keeps it
   * open and silent.
   */
  readonly ending: 'read' | 'reset' | 'hold';
}

export type AttackStep =
  | { readonly kind: 'send'; readonly bytes: Buffer }
  /** In milliseconds. */
  | { readonly kind: 'wait'; readonly time: number };

/** What a hostile client aims at. It knows more than a real one could: the state of the attempt. */
export interface Target {
  readonly port: number;
  /** Of the callback. */
  readonly path: string;
  readonly state: string;
}
