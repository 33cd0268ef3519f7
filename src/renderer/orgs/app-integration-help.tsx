import type { ReactElement } from 'react';
import {
  describeAppIntegration,
  settingsBehind,
  type IntegrationLine,
} from '../../shared/app-integration.ts';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import type { OrgInput } from '../../shared/org-profile.ts';
import { strings } from '../strings.ts';
import { useCopied } from '../use-copied.ts';
import { IntegrationLines } from './integration-lines.tsx';

const words = strings.orgs.help;

interface AppIntegrationHelpProps {
  /** The profile that was signed in with, as it is or as it is being edited. */
  readonly org: OrgInput;
  readonly errorCode: ErrorCode;
}

/**
 * What to compare at the org after a sign-in failed on configuration: what the error points at first and marked, the
 * rest folded away. Nothing when the error does not come from the app integration.
 */
export function AppIntegrationHelp({
  org,
  errorCode,
}: AppIntegrationHelpProps): ReactElement | null {
  const copied = useCopied();
  const pointed = pointedLines(org, errorCode);
  if (pointed.length === 0) return null;
  const rest = describeAppIntegration(org, null).filter(
    ({ topic }) => !pointed.some((line) => line.topic === topic),
  );
  return (
    <aside className="setup" aria-label={words.title(org.name)}>
      <div>
        <h3 className="setup-title">{words.title(org.name)}</h3>
        <p className="field-hint">
          {words.clientId} <code className="selectable">{org.clientId}</code>
        </p>
      </div>
      <IntegrationLines
        label={words.pointed}
        lines={pointed}
        ports={org.redirectPorts}
        copied={copied}
        look="pointed"
      />
      <details className="fold">
        <summary className="fold-title">{words.rest}</summary>
        <div className="fold-body">
          <IntegrationLines
            label={words.rest}
            lines={rest}
            ports={org.redirectPorts}
            copied={copied}
          />
        </div>
      </details>
    </aside>
  );
}

/** The lines of an app integration that an error points at, the likeliest first. */
export function pointedLines(org: OrgInput, errorCode: ErrorCode): readonly IntegrationLine[] {
  const lines = describeAppIntegration(org, null);
  return settingsBehind(errorCode).flatMap((topic) => lines.filter((line) => line.topic === topic));
}
