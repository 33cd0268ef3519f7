import { useEffect, useRef, type ReactElement } from 'react';
import type { SignInMethod } from '../../shared/contract.ts';
import type { AccountView, OrgView, SignInView } from '../../shared/views.ts';
import { personName } from '../accounts/account-names.ts';
import { Dialog } from '../components/dialog.tsx';
import { Spinner } from '../components/spinner.tsx';
import { strings } from '../strings.ts';
import { SignInDialog } from './sign-in-dialog.tsx';
import { findSomeoneElse } from './someone-else.ts';
import { SomeoneElseDialog } from './someone-else-dialog.tsx';
import type { StartedMethods } from './started-methods.ts';

interface SignInHostProps {
  readonly attemptId: string;
  readonly attempts: readonly SignInView[];
  readonly accounts: readonly AccountView[];
  readonly orgs: readonly OrgView[];
  readonly methods: StartedMethods;
  readonly onClose: () => void;
  readonly onRestarted: (attemptId: string, method: SignInMethod) => void;
}

/** Finds the attempt to show: the reply that names it may come before the patch that brings it, and it ends some day. */
export function SignInHost({
  attemptId,
  attempts,
  accounts,
  orgs,
  methods,
  onClose,
  onRestarted,
}: SignInHostProps): ReactElement {
  const attempt = attempts.find(({ id }) => id === attemptId);
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (attempt !== undefined) seen.current = attempt.id;
    else if (seen.current === attemptId) onClose();
  });
  const again = accounts.find(({ id }) => id === attempt?.accountId);
  const title = again ? strings.signIn.titleAgain(personName(again)) : strings.signIn.title;
  if (attempt !== undefined) {
    const method = methods.methodOf(attempt);
    const someoneElse = findSomeoneElse(attempt, accounts);
    if (someoneElse !== null) {
      return (
        <SomeoneElseDialog
          attempt={attempt}
          method={method}
          someoneElse={someoneElse}
          onClose={onClose}
          onRestarted={onRestarted}
        />
      );
    }
    return (
      <SignInDialog
        title={title}
        isAgain={again !== undefined}
        attempt={attempt}
        method={method}
        org={orgs.find(({ id }) => id === attempt.orgId) ?? null}
        onClose={onClose}
        onRestarted={onRestarted}
      />
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
