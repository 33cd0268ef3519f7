import type { ReactElement } from 'react';
import type { SignInView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { BrowserIcon, WarningIcon } from '../components/icons.tsx';
import { Notice } from '../components/notice.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';

interface SignInBannersProps {
  readonly attempts: readonly SignInView[];
  /** The attempt that a dialog shows, or null. */
  readonly shownId: string | null;
}

/** The sign-ins that go on without a dialog. */
export function SignInBanners({ attempts, shownId }: SignInBannersProps): ReactElement[] {
  const { openDialog } = useServices();
  return attempts
    .filter((attempt) => attempt.id !== shownId && attempt.phase !== 'done')
    .map((attempt) => {
      const hasFailed = attempt.phase === 'failed';
      return (
        <Notice
          key={attempt.id}
          tone={hasFailed ? 'notice' : 'accent'}
          icon={hasFailed ? WarningIcon : BrowserIcon}
          title={
            hasFailed
              ? strings.signIn.bannerFailed(attempt.orgName)
              : strings.signIn.banner(attempt.orgName)
          }
          body={hasFailed ? attempt.error.message : strings.signIn.phase[attempt.phase]}
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
    });
}
