import type { ReactElement } from 'react';
import type { IntegrationLine, IntegrationTopic } from '../../shared/app-integration.ts';
import type { OrgInput, RegisteredUriKind } from '../../shared/org-profile.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { CheckIcon, CopyIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import type { Copied } from '../use-copied.ts';

const words = strings.orgs.setup;

/** The lines whose values are URIs that the app can copy. */
const uriTopics: Partial<Record<IntegrationTopic, RegisteredUriKind>> = {
  redirect_uris: 'redirect',
  sign_out_uris: 'sign_out',
};

interface IntegrationLinesProps {
  readonly lines: readonly IntegrationLine[];
  /** The ports of the profile, for the URIs to copy. */
  readonly ports: OrgInput['redirectPorts'];
  readonly label: string;
  /** What was copied last, also from other lists of the view. */
  readonly copied: Copied;
  /** Whether the lines stand out, as what an error points at. */
  readonly look?: 'plain' | 'pointed';
}

/** What to choose at the org, line by line, with buttons that copy the URIs. */
export function IntegrationLines({
  lines,
  ports,
  label,
  copied,
  look = 'plain',
}: IntegrationLinesProps): ReactElement {
  return (
    <ul className={`integration integration-${look}`} aria-label={label}>
      {lines.map((line) => (
        <Line key={line.topic} line={line} ports={ports} copied={copied} />
      ))}
    </ul>
  );
}

interface LineProps {
  readonly line: IntegrationLine;
  readonly ports: OrgInput['redirectPorts'];
  readonly copied: Copied;
}

function Line({ line, ports, copied }: LineProps): ReactElement {
  // Without a port there is no URI: the field of the ports says what is wrong.
  const uris = line.values.length === 0 ? undefined : uriTopics[line.topic];
  return (
    <li className="integration-line">
      <div className="integration-head">
        <div className="integration-words">
          <h4 className="integration-setting">{line.setting}</h4>
          {line.place !== null && <p className="field-hint">{line.place}</p>}
        </div>
        {uris !== undefined && <CopyUris kind={uris} ports={ports} copied={copied} />}
      </div>
      {uris === undefined ? (
        <ul className="integration-values">
          {line.values.map((value) => (
            <li key={value} className="selectable">
              {value}
            </li>
          ))}
        </ul>
      ) : (
        <ul className="code-list" aria-label={line.setting}>
          {line.values.map((uri) => (
            <li key={uri}>
              <code className="selectable" dir="ltr">
                {uri}
              </code>
            </li>
          ))}
        </ul>
      )}
      {line.note !== null && <p className="field-hint">{line.note}</p>}
    </li>
  );
}

interface CopyUrisProps {
  readonly kind: RegisteredUriKind;
  readonly ports: OrgInput['redirectPorts'];
  readonly copied: Copied;
}

/** Copies the URIs, one on each line; it says so for a while, as long as they are the ones to copy. */
function CopyUris({ kind, ports, copied }: CopyUrisProps): ReactElement {
  const announce = useAnnounce();
  const copy = useCommand('orgs.copyUris');
  const uris = JSON.stringify({ kind, ports });
  const wasCopied = copied.last === uris;
  return (
    <>
      <Button
        look="quiet"
        icon={wasCopied ? CheckIcon : CopyIcon}
        label={wasCopied ? strings.common.copied : words.copyAll}
        name={wasCopied ? words.copiedOf[kind] : words.copyAllOf[kind]}
        widest={words.copyAll}
        isPending={copy.isPending}
        onPress={() => {
          copy.run({ kind, ports }, () => {
            copied.mark(uris);
            announce(words.copied[kind]);
          });
        }}
      />
      {copy.error && <ErrorNote error={copy.error} onDismiss={copy.dismissError} />}
    </>
  );
}
