import type { ReactElement } from 'react';
import type { AccountView, SignInView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { phaseWords } from './phase-words.ts';
import { findSomeoneElse, namesOf, type SomeoneElse } from './someone-else.ts';
import { wayIcons } from './way-icons.ts';

interface SignInBannersProps {
  readonly attempts: readonly SignInView[];
  readonly accounts: readonly AccountView[];
  /** The attempt that a dialog shows, or null. */
  readonly shownId: string | null;
}

/** The sign-ins that go on without a dialog, or ended in a way that the person has to see. */
export function SignInBanners({ attempts, accounts, shownId }: SignInBannersProps): ReactElement[] {
  return attempts
    .filter((attempt) => attempt.id !== shownId)
    .map((attempt) => ({ attempt, someoneElse: findSomeoneElse(attempt, accounts) }))
    .filter(({ attempt, someoneElse }) => attempt.phase !== 'done' || someoneElse !== null)
    .map(({ attempt, someoneElse }) => (
      <SignInBanner key={attempt.id} attempt={attempt} someoneElse={someoneElse} />
    ));
}

interface SignInBannerProps {
  readonly attempt: SignInView;
  readonly someoneElse: SomeoneElse | null;
}

function SignInBanner({ attempt, someoneElse }: SignInBannerProps): ReactElement {
  const { openDialog } = useServices();
  const needsCare = attempt.phase === 'failed' || someoneElse !== null;
  return (
    <Notice
      tone={needsCare ? 'notice' : 'accent'}
      icon={needsCare ? WarningIcon : wayIcons[attempt.method]}
      {...bannerWords(attempt, someoneElse)}
    >
      <Button
        label={strings.signIn.show}
        name={`${strings.signIn.show}: ${attempt.orgName}`}
        onPress={() => {
          openDialog({ kind: 'sign_in', attemptId: attempt.id });
        }}
      />
    </Notice>
  );
}

function bannerWords(
  attempt: SignInView,
  someoneElse: SomeoneElse | null,
): { title: string; body: string } {
  const words = strings.signIn;
  if (someoneElse !== null) {
    const names = namesOf(someoneElse);
    return {
      title: words.someoneElse.banner(attempt.orgName),
      body: words.someoneElse.body(names.came, names.asked),
    };
  }
  return attempt.phase === 'failed'
    ? { title: words.bannerFailed(attempt.orgName), body: attempt.error.message }
    : { title: words.banner(attempt.orgName), body: phaseWords(attempt) };
}
