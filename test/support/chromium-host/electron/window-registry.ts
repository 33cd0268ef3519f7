/** What quitting needs to know of a window. */
export interface RegisteredWindow {
  readonly id: number;
  close(): void;
  destroy(): void;
  isDestroyed(): boolean;
}

/** The windows there are, oldest first. */
export const windows = new Set<RegisteredWindow>();
