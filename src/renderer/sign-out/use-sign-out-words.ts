import { useEffect, useRef } from 'react';
import type { SignOutView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { strings } from '../strings.ts';

/**
 * Says once how each sign-out of the browser goes on.
 *
 * @param attempts - every sign-out of the window
 * @param shownId - the one that a dialog shows, or null: there, an error is an alert by itself
 */
export function useSignOutWords(attempts: readonly SignOutView[], shownId: string | null): void {
  const announce = useAnnounce();
  const said = useRef(new Map<string, SignOutView['phase']>());
  useEffect(() => {
    for (const attempt of attempts) {
      if (said.current.get(attempt.id) === attempt.phase) continue;
      said.current.set(attempt.id, attempt.phase);
      if (attempt.phase !== 'failed') announce(strings.signOut.phase[attempt.phase]);
      else if (attempt.id !== shownId) {
        announce(strings.done.failed(attempt.error.message, attempt.error.next));
      }
    }
  }, [announce, attempts, shownId]);
}
