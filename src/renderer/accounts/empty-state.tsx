import type { ReactElement } from 'react';
import { Button } from '../components/button.tsx';
import { AppMark, PlusIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';

/** The first run: one thing to do, an org first and then an account. */
export function EmptyState({ hasOrg }: { readonly hasOrg: boolean }): ReactElement {
  const { openDialog } = useServices();
  const words = strings.empty;
  return (
    <div className="panel">
      <AppMark className="panel-mark" />
      <h2 className="panel-title">{hasOrg ? words.noAccount.title : words.noOrg.title}</h2>
      <div className="panel-text">
        <p>{hasOrg ? words.noAccount.body : words.noOrg.body}</p>
        {!hasOrg && <p>{words.noOrg.hint}</p>}
      </div>
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
    </div>
  );
}
