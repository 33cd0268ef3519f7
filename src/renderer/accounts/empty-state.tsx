import type { ReactElement, ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { AppMark, PlusIcon, RestoreIcon } from '../components/icons.tsx';
import { useServices } from '../services.ts';
import { strings } from '../strings.ts';

const words = strings.empty;

interface EmptyStateProps {
  readonly hasOrg: boolean;
  /** Whether there are accounts that cannot be opened: then this is not the first run. */
  readonly hasQuarantined: boolean;
}

/** A list without accounts: the first run, or accounts of which none can be opened. */
export function EmptyState({ hasOrg, hasQuarantined }: EmptyStateProps): ReactElement {
  const { openDialog } = useServices();
  if (hasQuarantined) {
    return (
      <Panel title={words.noneOpened.title} text={<p>{words.noneOpened.body}</p>}>
        <Button
          look="primary"
          label={words.noneOpened.action}
          onPress={() => {
            openDialog({ kind: 'quarantine' });
          }}
        />
        <StartButton hasOrg={hasOrg} look="secondary" />
      </Panel>
    );
  }
  const { title, body } = hasOrg ? words.noAccount : words.noOrg;
  return (
    <Panel
      title={title}
      text={
        <>
          <p>{body}</p>
          {!hasOrg && <p>{words.noOrg.hint}</p>}
        </>
      }
    >
      <StartButton hasOrg={hasOrg} look="primary" />
    </Panel>
  );
}

interface PanelProps {
  readonly title: string;
  readonly text: ReactElement;
  /** The buttons before the one that restores a backup. */
  readonly children: ReactNode;
}

function Panel({ title, text, children }: PanelProps): ReactElement {
  const { openDialog } = useServices();
  return (
    <div className="panel">
      <AppMark className="panel-mark" />
      <h2 className="panel-title">{title}</h2>
      <div className="panel-text">{text}</div>
      <div className="button-line">
        {children}
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

interface StartButtonProps {
  readonly hasOrg: boolean;
  readonly look: 'primary' | 'secondary';
}

/** Adds an org first, and then an account. */
function StartButton({ hasOrg, look }: StartButtonProps): ReactElement {
  const { openDialog } = useServices();
  return (
    <Button
      look={look}
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
  );
}
