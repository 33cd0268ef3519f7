import { useState, type ReactElement } from 'react';
import type { CommandOutput } from '../../shared/contract.ts';
import { useAnnounce } from '../components/announcer.tsx';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { RestoreIcon, SaveIcon } from '../components/icons.tsx';
import { IntoView } from '../components/into-view.tsx';
import { strings } from '../strings.ts';
import { useCommand } from '../use-command.ts';
import { ImportResult } from './import-result.tsx';

const words = strings.orgs.settings;

type Imported = Extract<CommandOutput<'orgs.import'>, { kind: 'imported' }>;

/** Writes the profiles to a file, and adds those of one. */
export function OrgTransfers({ canExport }: { readonly canExport: boolean }): ReactElement {
  const announce = useAnnounce();
  const exportOrgs = useCommand('orgs.export');
  const importOrgs = useCommand('orgs.import');
  const [imported, setImported] = useState<Imported | null>(null);
  const [exported, setExported] = useState<string | null>(null);
  const error = exportOrgs.error ?? importOrgs.error;
  const startOver = () => {
    exportOrgs.dismissError();
    importOrgs.dismissError();
    setImported(null);
    setExported(null);
  };
  return (
    <>
      <div className="button-line">
        <Button
          icon={RestoreIcon}
          label={words.import}
          name={words.importOf}
          isPending={importOrgs.isPending}
          onPress={() => {
            startOver();
            importOrgs.run({}, (outcome) => {
              if (outcome.kind === 'cancelled') return;
              setImported(outcome);
              announce(words.imported(outcome.added, outcome.kept, outcome.refused.length));
            });
          }}
        />
        {canExport && (
          <Button
            icon={SaveIcon}
            label={words.export}
            name={words.exportOf}
            isPending={exportOrgs.isPending}
            onPress={() => {
              startOver();
              exportOrgs.run({}, (outcome) => {
                if (outcome.kind === 'cancelled') return;
                setExported(words.exported(outcome.orgs));
                announce(words.exported(outcome.orgs));
              });
            }}
          />
        )}
      </div>
      {error && (
        <IntoView>
          <ErrorNote error={error} onDismiss={startOver} />
        </IntoView>
      )}
      {exported !== null && (
        <IntoView>
          <p className="muted">{exported}</p>
        </IntoView>
      )}
      {imported !== null && (
        <IntoView>
          <ImportResult
            imported={imported}
            onDismiss={() => {
              setImported(null);
            }}
          />
        </IntoView>
      )}
    </>
  );
}
