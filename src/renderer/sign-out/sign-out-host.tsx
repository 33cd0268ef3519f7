import { useEffect, useRef, type ReactElement } from 'react';
import type { OrgView, SignOutView } from '../../shared/views.ts';
import { Dialog } from '../components/dialog.tsx';
import { Spinner } from '../components/spinner.tsx';
import { strings } from '../strings.ts';
import { SignOutProgressDialog } from './sign-out-progress-dialog.tsx';

const words = strings.signOut;

interface SignOutHostProps {
  readonly attemptId: string;
  readonly attempts: readonly SignOutView[];
  /** The profile of an account, or null when it is gone. */
  readonly orgOf: (accountId: string) => OrgView | null;
  readonly onClose: () => void;
  readonly onRestarted: (attemptId: string) => void;
}

/** Finds the attempt to show: the reply that names it may come before the patch that brings it, and it ends some day. */
export function SignOutHost({
  attemptId,
  attempts,
  orgOf,
  onClose,
  onRestarted,
}: SignOutHostProps): ReactElement {
  const attempt = attempts.find(({ id }) => id === attemptId);
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (attempt !== undefined) seen.current = attempt.id;
    else if (seen.current === attemptId) onClose();
  });
  if (attempt !== undefined) {
    return (
      <SignOutProgressDialog
        attempt={attempt}
        org={orgOf(attempt.accountId)}
        onClose={onClose}
        onRestarted={onRestarted}
      />
    );
  }
  return (
    <Dialog title={words.pendingTitle} onClose={onClose}>
      <p className="progress-line">
        <Spinner /> {words.phase.preparing}
      </p>
    </Dialog>
  );
}
