import { useEffect, useRef } from 'react';
import type { AccountView, SignInView } from '../../shared/views.ts';
import { personName } from '../accounts/account-names.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { phaseSaid } from './phase-words.ts';
import { findSomeoneElse, namesOf } from './someone-else.ts';

interface SignInEnds {
  readonly attempts: readonly SignInView[];
  readonly accounts: readonly AccountView[];
  /** The attempt that a dialog shows, or null. */
  readonly shownId: string | null;
}

/**
 * Says once how each sign-in goes on, and closes those that are done: the account is announced and shown, and the main
 * process is told that the person has seen the end. One that signed in somebody else stays until it is closed.
 */
export function useSignInEnds({ attempts, accounts, shownId }: SignInEnds): void {
  const { send, closeDialog, showAccount } = useServices();
  const announce = useAnnounce();
  const said = useRef(new Map<string, SignInView['phase'] | 'someone_else'>());
  useEffect(() => {
    for (const attempt of attempts) {
      const someoneElse = findSomeoneElse(attempt, accounts);
      const step = someoneElse === null ? attempt.phase : 'someone_else';
      if (said.current.get(attempt.id) === step) continue;
      if (someoneElse !== null) {
        const names = namesOf(someoneElse);
        announce(strings.signIn.someoneElse.body(names.came, names.asked));
      } else if (attempt.phase === 'done') {
        const account = accounts.find(({ id }) => id === attempt.signedInId);
        // The account may come with the next patch: its row is what there is to show.
        if (account === undefined) continue;
        const name = personName(account);
        const words =
          attempt.accountId === account.id ? strings.done.signedInAgain : strings.done.signedIn;
        announce(words(name));
        if (attempt.id === shownId) closeDialog();
        showAccount(account.id);
        void send('signIn.dismiss', { attemptId: attempt.id });
      } else if (attempt.phase === 'failed') {
        // In its dialog, the error is an alert by itself.
        if (attempt.id !== shownId)
          announce(strings.done.failed(attempt.error.message, attempt.error.next));
      } else {
        announce(phaseSaid(attempt));
      }
      said.current.set(attempt.id, step);
    }
  });
}
