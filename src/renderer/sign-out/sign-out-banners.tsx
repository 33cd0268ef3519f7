import type { ReactElement } from 'react';
import type { SignOutView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { SignOutIcon, ValidIcon, WarningIcon, type Icon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.signOut;

interface SignOutBannersProps {
  readonly attempts: readonly SignOutView[];
  /** The attempt that a dialog shows, or null. */
  readonly shownId: string | null;
}

/** The sign-outs that go on or ended without a dialog. */
export function SignOutBanners({ attempts, shownId }: SignOutBannersProps): ReactElement[] {
  return attempts
    .filter(({ id }) => id !== shownId)
    .map((attempt) => <SignOutBanner key={attempt.id} attempt={attempt} />);
}

function SignOutBanner({ attempt }: { readonly attempt: SignOutView }): ReactElement {
  const { openDialog } = useServices();
  const dismiss = useCommand('signOut.dismiss');
  const isDone = attempt.phase === 'done';
  const label = isDone ? strings.common.dismiss : strings.signIn.show;
  return (
    <Notice tone={attempt.phase === 'failed' ? 'notice' : 'accent'} {...bannerWords(attempt)}>
      <Button
        label={label}
        name={`${label}: ${attempt.orgName}`}
        isPending={dismiss.isPending}
        onPress={() => {
          if (isDone) dismiss.run({ attemptId: attempt.id });
          else openDialog({ kind: 'signing_out', attemptId: attempt.id });
        }}
      />
    </Notice>
  );
}

function bannerWords(attempt: SignOutView): { title: string; body: string; icon: Icon } {
  const { orgName } = attempt;
  switch (attempt.phase) {
    case 'preparing':
    case 'waiting_for_browser':
      return { title: words.banner(orgName), body: words.phase[attempt.phase], icon: SignOutIcon };
    case 'done':
      return {
        title: words.bannerDone(orgName),
        body: words.doneHint(attempt.person ?? strings.account.unnamed, orgName),
        icon: ValidIcon,
      };
    case 'failed':
      return {
        title: words.bannerFailed(orgName),
        body: attempt.error.message,
        icon: WarningIcon,
      };
  }
}
