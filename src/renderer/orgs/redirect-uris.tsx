import { useState, type ReactElement } from 'react';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { CheckIcon, CopyIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';

const words = strings.orgs.setup;

/** The redirect URIs to register at the org, and a button that copies them. */
export function RedirectUris({ uris }: { readonly uris: readonly string[] }): ReactElement {
  const announce = useAnnounce();
  const copy = useCommand('orgs.copyRedirectUris');
  const [wasCopied, setCopied] = useState(false);
  return (
    <div className="redirects">
      <div className="redirects-head">
        <h3 className="field-label">{words.redirects}</h3>
        <Button
          look="quiet"
          icon={wasCopied ? CheckIcon : CopyIcon}
          label={wasCopied ? strings.common.copied : words.copyAll}
          name={wasCopied ? strings.common.copied : `${words.copyAll}: ${words.redirects}`}
          isPending={copy.isPending}
          onPress={() => {
            copy.run({}, () => {
              setCopied(true);
              announce(words.copied);
            });
          }}
        />
      </div>
      {copy.error && <ErrorNote error={copy.error} onDismiss={copy.dismissError} />}
      <ul className="code-list" aria-label={words.redirects}>
        {uris.map((uri) => (
          <li key={uri}>
            <code className="selectable">{uri}</code>
          </li>
        ))}
      </ul>
      <p className="field-hint">{words.redirectsHint}</p>
    </div>
  );
}
