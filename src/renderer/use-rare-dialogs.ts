import { useEffect, useState } from 'react';
import type * as RareDialogs from './rare-dialogs.ts';

type Load =
  | { readonly kind: 'pending' }
  | { readonly kind: 'ready'; readonly dialogs: typeof RareDialogs }
  | { readonly kind: 'failed'; readonly cause: unknown };

let loaded: Load = { kind: 'pending' };

/** Loads the rare dialogs while the window has nothing else to do, so that the first of them opens at once. */
export function preloadRareDialogs(): void {
  requestIdleCallback(() => {
    // A failure is told by the dialog that needs them, which tries again.
    void load();
  });
}

/**
 * The rare dialogs, or null until they are loaded. Not React's `lazy`: what suspends shows 300 ms late.
 *
 * @throws what the import threw, in the render
 */
export function useRareDialogs(): typeof RareDialogs | null {
  const [state, setState] = useState(loaded);
  useEffect(() => {
    if (loaded.kind === 'ready') return;
    void (async () => {
      setState(await load());
    })();
  }, []);
  const known = loaded.kind === 'ready' ? loaded : state;
  if (known.kind === 'failed') throw known.cause;
  return known.kind === 'ready' ? known.dialogs : null;
}

async function load(): Promise<Load> {
  try {
    loaded = { kind: 'ready', dialogs: await import('./rare-dialogs.ts') };
    return loaded;
  } catch (cause) {
    return { kind: 'failed', cause };
  }
}
