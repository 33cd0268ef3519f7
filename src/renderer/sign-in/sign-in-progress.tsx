import type { ReactElement } from 'react';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import type { OrgView, SignInView } from '../../shared/views.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { ValidIcon } from '../components/icons.tsx';
import { Spinner } from '../components/spinner.tsx';
import { strings } from '../strings.ts';
import { useRareDialogs } from '../use-rare-dialogs.ts';
import { WaitingForBrowser } from './waiting-for-browser.tsx';

const words = strings.signIn;

interface SignInProgressProps {
  readonly attempt: SignInView;
  /** The profile that is signed in with, or null when it was removed meanwhile. */
  readonly org: OrgView | null;
}

/** Where a sign-in attempt stands. */
export function SignInProgress({ attempt, org }: SignInProgressProps): ReactElement {
  switch (attempt.phase) {
    case 'waiting_for_browser':
      return (
        <WaitingForBrowser
          of="signIn"
          attempt={attempt}
          title={words.phase.waiting_for_browser}
          hint={words.waitingHint(attempt.orgName)}
        />
      );
    case 'waiting_for_device':
      return <WaitingForDevice attempt={attempt} />;
    case 'failed':
      return (
        <>
          <ErrorNote error={attempt.error} />
          {org && <WhatToCompare org={org} errorCode={attempt.error.code} />}
        </>
      );
    case 'done':
      return (
        <p className="progress-line tone-good">
          <ValidIcon /> {words.phase.done}
        </p>
      );
    case 'preparing':
    case 'exchanging':
    case 'saving':
      return (
        <p className="progress-line">
          <Spinner /> {words.phase[attempt.phase]}
        </p>
      );
  }
}

function WaitingForDevice({
  attempt,
}: {
  readonly attempt: Extract<SignInView, { phase: 'waiting_for_device' }>;
}): ReactElement | null {
  const rare = useRareDialogs();
  return rare && <rare.DeviceCode attempt={attempt} />;
}

interface WhatToCompareProps {
  readonly org: OrgView;
  readonly errorCode: ErrorCode;
}

/** What an administrator compares after a sign-in that failed on configuration. */
function WhatToCompare(props: WhatToCompareProps): ReactElement | null {
  const rare = useRareDialogs();
  return rare && <rare.AppIntegrationHelp {...props} />;
}
