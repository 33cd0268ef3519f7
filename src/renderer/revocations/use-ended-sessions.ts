import { useCallback, useEffect, useRef } from 'react';
import type { RevocationView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { strings } from '../strings.ts';

/**
 * Says which sessions were ended, as their entries leave the list.
 *
 * @param revocations - what still has to be revoked
 * @returns marks an entry that leaves the list for another reason
 */
export function useEndedSessions(revocations: readonly RevocationView[]): (id: string) => void {
  const announce = useAnnounce();
  const known = useRef(revocations);
  const unsaid = useRef(new Set<string>());
  useEffect(() => {
    const ids = new Set(revocations.map(({ id }) => id));
    for (const { id, person, orgName } of known.current) {
      if (ids.has(id) || unsaid.current.has(id)) continue;
      announce(strings.revocations.ended(person ?? strings.revocations.unnamed, orgName));
    }
    known.current = revocations;
  }, [revocations, announce]);
  return useCallback((id) => {
    unsaid.current.add(id);
  }, []);
}
