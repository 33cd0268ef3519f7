import { createContext, use } from 'react';

/** What the list knows about its rows beyond their accounts. */
export interface RowMarks {
  /** The accounts whose rows also tell issuer and client. */
  readonly lookAlikes: ReadonlySet<string>;
  /** The account that is marked for a moment, as it was just added; null for none. */
  readonly highlightedId: string | null;
}

/**
 * The marks, as a context: only the rows in view read it. As an argument of the row, a new mark would make React Aria
 * build the nodes of all rows again, in view or not.
 */
export const RowMarksContext = createContext<RowMarks>({
  lookAlikes: new Set(),
  highlightedId: null,
});

/** The marks of the list around a row. */
export function useRowMarks(): RowMarks {
  return use(RowMarksContext);
}
