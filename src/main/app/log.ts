/** What a log line may hold: counts, codes and opaque identifiers; never a token, a claim, a URL or an e-mail. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where the app writes down what happened, for diagnostics. */
export interface Log {
  /**
   * @param event - what happened, as a fixed name in snake_case
   * @param fields - facts about it
   */
  info(event: string, fields?: LogFields): void;
  /** The same for what went wrong. */
  error(event: string, fields?: LogFields): void;
}
