import type { ReactElement } from 'react';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { Segments } from '../components/segments.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { orgLimits } from './org-limits.ts';
import type { OrgForm } from './use-org-draft.ts';

const words = strings.orgs.network;

/** How the org is reached: through which proxy, and whom its certificate may come from. */
export function NetworkFields({ form }: { readonly form: OrgForm }): ReactElement {
  const { draft, change, text } = form;
  return (
    <>
      <Segments
        label={words.proxy}
        hint={words.proxyHint[draft.proxyKind]}
        choices={words.proxyKind}
        order={['system', 'none', 'server']}
        chosen={draft.proxyKind}
        onChange={(proxyKind) => {
          change({ proxyKind });
        }}
      />
      {draft.proxyKind === 'server' && (
        <TextInput
          {...text('proxyUrl')}
          isCode
          label={words.proxyUrl}
          hint={words.proxyUrlHint}
          maxLength={orgLimits.proxyUrl}
        />
      )}
      <CaFile
        path={draft.caFile}
        onChange={(caFile) => {
          change({ caFile });
        }}
      />
    </>
  );
}

interface CaFileProps {
  readonly path: string | null;
  readonly onChange: (path: string | null) => void;
}

/** The file with further certification authorities. */
function CaFile({ path, onChange }: CaFileProps): ReactElement {
  const announce = useAnnounce();
  const choose = useCommand('orgs.chooseCaFile');
  return (
    <div className="field" role="group" aria-label={words.caFile}>
      <span className="field-label">{words.caFile}</span>
      <p className="ca-file">
        {path === null ? (
          <span className="muted">{words.caFileNone}</span>
        ) : (
          <code className="selectable">{path}</code>
        )}
      </p>
      {choose.error && <ErrorNote error={choose.error} onDismiss={choose.dismissError} />}
      <div className="button-line">
        <Button
          label={words.caFileChoose}
          isPending={choose.isPending}
          onPress={() => {
            choose.run({}, (chosen) => {
              if (chosen.path === null) return;
              onChange(chosen.path);
              announce(words.caFileChosen(chosen.path));
            });
          }}
        />
        {path !== null && (
          <Button
            look="quiet"
            label={words.caFileRemove}
            onPress={() => {
              onChange(null);
              announce(words.caFileNone);
            }}
          />
        )}
      </div>
      <p className="field-hint">{words.caFileHint}</p>
    </div>
  );
}

/** Whether an error may be repaired in {@link NetworkFields}. */
export function isAboutNetwork(code: ErrorCode | null): boolean {
  return (
    code === 'proxy_failed' || code === 'certificate_rejected' || code === 'ca_file_unreadable'
  );
}
