import type { ReactElement } from 'react';
import { Button } from '../components/button.tsx';
import { AppMark, PlusIcon, RestoreIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';

interface EmptyStateProps {
  readonly hasOrg: boolean;
  /** Whether there are accounts that cannot be opened: then this is not the first run. */
  readonly hasQuarantined: boolean;
}

/** The first run: one thing to do, an org first and then an account; or a backup, for who has one. */
export function EmptyState({ hasOrg, hasQuarantined }: EmptyStateProps): ReactElement {
  const { openDialog } = useServices();
  const words = strings.empty;
  const noAccount = hasQuarantined ? words.noAccount.titleOfKnown : words.noAccount.title;
  return (
    <div className="panel">
      <AppMark className="panel-mark" />
      <h2 className="panel-title">{hasOrg ? noAccount : words.noOrg.title}</h2>
      <div className="panel-text">
        <p>{hasOrg ? words.noAccount.body : words.noOrg.body}</p>
        {!hasOrg && <p>{words.noOrg.hint}</p>}
      </div>
      <div className="button-line">
        <Button
          look="primary"
          icon={PlusIcon}
          label={hasOrg ? words.noAccount.action : words.noOrg.action}
          onPress={() => {
            openDialog(
              hasOrg
                ? { kind: 'add_account', orgId: null }
                : { kind: 'add_org', prefill: {}, from: null },
            );
          }}
        />
        <Button
          look="quiet"
          icon={RestoreIcon}
          label={strings.vault.restore.offer}
          onPress={() => {
            openDialog({ kind: 'restore', from: null });
          }}
        />
      </div>
    </div>
  );
}
