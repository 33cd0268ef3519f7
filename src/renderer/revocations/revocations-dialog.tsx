import { useState, type ReactElement } from 'react';
import type { RevocationView } from '../../shared/views.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useFocusInDialog } from '../focus-return.ts';
import { strings } from '../strings.ts';
import { GiveUpDialog } from './give-up-dialog.tsx';
import { RevocationItem } from './revocation-item.tsx';
import { useEndedSessions } from './use-ended-sessions.ts';

const words = strings.revocations;

interface RevocationsDialogProps {
  /** What still has to be revoked, oldest first. */
  readonly revocations: readonly RevocationView[];
  readonly onClose: () => void;
}

/** Every session that still has to be ended at its org. */
export function RevocationsDialog({ revocations, onClose }: RevocationsDialogProps): ReactElement {
  const announce = useAnnounce();
  const [givingUp, setGivingUp] = useState<RevocationView | null>(null);
  const expectGone = useEndedSessions(revocations);
  useFocusInDialog(revocations, givingUp);
  return (
    <Dialog title={words.title} size="medium" onClose={onClose}>
      {revocations.length === 0 ? (
        <p role="status">{words.none}</p>
      ) : (
        <>
          <p>{words.body}</p>
          <ul className="cards" aria-label={words.list}>
            {revocations.map((revocation) => (
              <RevocationItem key={revocation.id} revocation={revocation} onGiveUp={setGivingUp} />
            ))}
          </ul>
        </>
      )}
      {givingUp && (
        <GiveUpDialog
          revocation={givingUp}
          onStart={() => {
            expectGone(givingUp.id);
          }}
          onGivenUp={() => {
            const { person, orgName } = givingUp;
            announce(words.givenUp(person ?? words.unnamed, orgName));
          }}
          onClose={() => {
            setGivingUp(null);
          }}
        />
      )}
    </Dialog>
  );
}
