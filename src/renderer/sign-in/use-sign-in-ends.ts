import { useEffect, useRef } from 'react';
import type { AccountView, SignInView } from '../../shared/views.ts';
import { personName } from '../accounts/account-names.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';

interface SignInEnds {
  readonly attempts: readonly SignInView[];
  readonly accounts: readonly AccountView[];
  /** The attempt that a dialog shows, or null. */
  readonly shownId: string | null;
}

/**
 * Says once how each sign-in goes on, and closes those that are done: the account is announced and shown, and the main
 * process is told that the person has seen the end.
 */
export function useSignInEnds({ attempts, accounts, shownId }: SignInEnds): void {
  const { send, closeDialog, showAccount } = useServices();
  const announce = useAnnounce();
  const said = useRef(new Map<string, SignInView['phase']>());
  /** The attempts that sign an account in again: a done attempt does not tell. */
  const again = useRef(new Set<string>());
  useEffect(() => {
    for (const attempt of attempts) {
      if (said.current.get(attempt.id) === attempt.phase) continue;
      if (attempt.phase === 'done') {
        const account = accounts.find(({ id }) => id === attempt.accountId);
        // The account may come with the next patch: its row is what there is to show.
        if (account === undefined) continue;
        const name = personName(account);
        const words = again.current.has(attempt.id)
          ? strings.done.signedInAgain
          : strings.done.signedIn;
        announce(words(name));
        if (attempt.id === shownId) closeDialog();
        showAccount(account.id);
        void send('signIn.dismiss', { attemptId: attempt.id });
      } else if (attempt.phase === 'failed') {
        // In its dialog, the error is an alert by itself.
        if (attempt.id !== shownId)
          announce(strings.done.failed(attempt.error.message, attempt.error.next));
      } else {
        if (attempt.accountId !== null) again.current.add(attempt.id);
        announce(strings.signIn.phase[attempt.phase]);
      }
      said.current.set(attempt.id, attempt.phase);
    }
  });
}
