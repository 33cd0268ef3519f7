import type { ReactElement } from 'react';
import { describeAppIntegration } from '../../shared/app-integration.ts';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import type { OrgInput } from '../../shared/org-profile.ts';
import type { IssuerCandidate } from '../../shared/views.ts';
import { strings } from '../strings.ts';
import { useCopied } from '../use-copied.ts';
import { AppIntegrationHelp, pointedLines } from './app-integration-help.tsx';
import { IntegrationLines } from './integration-lines.tsx';

const words = strings.orgs.setup;

interface OrgSetupProps {
  readonly profile: OrgInput;
  /** What the issuer says of itself, or null when it was not asked. */
  readonly candidate: IssuerCandidate | null;
  /** The error that led here, or null. */
  readonly errorCode: ErrorCode | null;
}

/** What the administrator sets at the org for a profile, beside the form that changes it. */
export function OrgSetup({ profile, candidate, errorCode }: OrgSetupProps): ReactElement {
  const copied = useCopied();
  if (errorCode !== null && pointedLines(profile, errorCode).length > 0) {
    return <AppIntegrationHelp org={profile} errorCode={errorCode} />;
  }
  return (
    <aside className="setup" aria-label={words.title}>
      <div>
        <h3 className="setup-title">{words.title}</h3>
        <p className="field-hint">{words.hint}</p>
      </div>
      <IntegrationLines
        label={words.title}
        lines={describeAppIntegration(profile, candidate)}
        ports={profile.redirectPorts}
        copied={copied}
      />
    </aside>
  );
}
