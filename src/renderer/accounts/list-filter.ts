/** Which accounts the list shows. */
export interface ListFilter {
  /** What the person typed into the search. */
  readonly query: string;
  /** Only those that need the person. */
  readonly onlyAttention: boolean;
}

/** Every account. */
export const noFilter: ListFilter = { query: '', onlyAttention: false };
