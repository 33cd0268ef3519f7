import { useEffect, useRef, type ReactElement } from 'react';
import type { AccountView, SignInView } from '../../shared/views.ts';
import { personName } from '../accounts/account-names.ts';
import { Dialog } from '../components/dialog.tsx';
import { Spinner } from '../components/spinner.tsx';
import { strings } from '../strings.ts';
import { SignInDialog } from './sign-in-dialog.tsx';
import { findSomeoneElse, type AskedAccounts } from './someone-else.ts';
import { SomeoneElseDialog } from './someone-else-dialog.tsx';

interface SignInHostProps {
  readonly attemptId: string;
  readonly attempts: readonly SignInView[];
  readonly accounts: readonly AccountView[];
  readonly asked: AskedAccounts;
  readonly onClose: () => void;
  readonly onRestarted: (attemptId: string) => void;
}

/** Finds the attempt to show: the reply that names it may come before the patch that brings it, and it ends some day. */
export function SignInHost({
  attemptId,
  attempts,
  accounts,
  asked,
  onClose,
  onRestarted,
}: SignInHostProps): ReactElement {
  const attempt = attempts.find(({ id }) => id === attemptId);
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (attempt !== undefined) seen.current = attempt.id;
    else if (seen.current === attemptId) onClose();
  });
  const again = accounts.find(({ id }) => id === asked.get(attemptId));
  const title = again ? strings.signIn.titleAgain(personName(again)) : strings.signIn.title;
  if (attempt !== undefined) {
    const someoneElse = findSomeoneElse(attempt, asked, accounts);
    if (someoneElse !== null) {
      return (
        <SomeoneElseDialog
          attempt={attempt}
          someoneElse={someoneElse}
          onClose={onClose}
          onRestarted={onRestarted}
        />
      );
    }
    return (
      <SignInDialog title={title} attempt={attempt} onClose={onClose} onRestarted={onRestarted} />
    );
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="progress-line">
        <Spinner /> {strings.signIn.phase.preparing}
      </p>
    </Dialog>
  );
}
