import { z } from 'zod';
import { errorCodeSchema, historyEventNames, type HistoryEventName } from '../../shared/index.ts';
import type { Failure } from './failure.ts';
import { timestamp, type Timestamp } from './identifiers.ts';

export const historyEntrySchema = z.strictObject({
  /** When it happened, the last time if it happened several times in a row; milliseconds since the epoch. */
  at: z.number().transform(timestamp),
  event: z.enum(historyEventNames),
  /** Why, for what went wrong; its class and words follow from it. */
  code: errorCodeSchema.nullable(),
  /** The org's own words, or which kind of token; never a token. */
  detail: z.string().nullable(),
  requestId: z.string().nullable(),
  /** How many times in a row. */
  count: z.number().int().positive(),
});
/** One line of a credential's history: what happened and why, without a secret. */
export type HistoryEntry = Readonly<z.output<typeof historyEntrySchema>>;

/** The most entries one credential keeps; the oldest goes first, but never how it began. */
export const longestHistory = 50;

/**
 * Makes an entry.
 *
 * @param event - what happened
 * @param at - when
 * @param why - the failure behind it, or which kind of token it was about
 */
export function historyEntry(
  event: HistoryEventName,
  at: Timestamp,
  why: Failure | string | null = null,
): HistoryEntry {
  if (why === null || typeof why === 'string') {
    return { at, event, code: null, detail: why, requestId: null, count: 1 };
  }
  return { at, event, code: why.code, detail: why.detail, requestId: why.requestId, count: 1 };
}

/**
 * Adds an entry to a history, oldest first. The same event for the same reason several times in a row is one entry
 * with a count, so that a night without a network does not push out everything else.
 *
 * @returns a new history of at most {@link longestHistory} entries
 */
export function addToHistory(
  history: readonly HistoryEntry[],
  entry: HistoryEntry,
): readonly HistoryEntry[] {
  const last = history.at(-1);
  if (last?.event === entry.event && last.code === entry.code && last.detail === entry.detail) {
    return [...history.slice(0, -1), { ...entry, count: last.count + entry.count }];
  }
  const longer = [...history, entry];
  // How it began says where the credential is from.
  return longer.length > longestHistory ? longer.toSpliced(1, 1) : longer;
}
