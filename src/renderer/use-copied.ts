import { useEffect, useState } from 'react';

/** How long a copy is marked: milliseconds. */
const markedMs = 4000;

/** Which of the things that one view offers was copied last: the clipboard holds only one of them. */
export interface Copied<Thing extends string = string> {
  /** Null when nothing was, when that was a while ago, or when it was forgotten. */
  readonly last: Thing | null;
  readonly mark: (thing: Thing) => void;
  readonly forget: () => void;
}

/** The mark of the last copy, for all buttons of a view that copy. It goes by itself. */
export function useCopied<Thing extends string = string>(): Copied<Thing> {
  const [copy, setCopy] = useState<{ readonly thing: Thing } | null>(null);
  // Each copy is an object of its own, so that copying the same thing again starts the time anew.
  useEffect(() => {
    if (copy === null) return;
    const timer = setTimeout(() => {
      setCopy(null);
    }, markedMs);
    return () => {
      clearTimeout(timer);
    };
  }, [copy]);
  return {
    last: copy?.thing ?? null,
    mark: (thing) => {
      setCopy({ thing });
    },
    forget: () => {
      setCopy(null);
    },
  };
}
