import { useState, type ReactElement } from 'react';
import type { AccountView, FrameView, OrgView } from '../../shared/views.ts';
import { Button } from '../components/button.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { duplicateOf } from '../orgs/org-draft.ts';
import { useServices, type OpenDialog } from '../services.ts';
import { strings } from '../strings.ts';
import { OrgProfiles } from './org-profiles.tsx';
import { OrgTransfers } from './org-transfers.tsx';
import { PresetProblem } from './preset-problem.tsx';
import { RemoveOrgDialog } from './remove-org-dialog.tsx';

const words = strings.orgs.settings;
const settings: OpenDialog = { kind: 'settings' };

interface OrgsSectionProps {
  readonly orgs: readonly OrgView[];
  readonly presetProblem: FrameView['presetProblem'];
  readonly accounts: readonly AccountView[];
}

/** The org profiles: each can be changed, removed and taken as the pattern of another, and all go to a file and back. */
export function OrgsSection({ orgs, presetProblem, accounts }: OrgsSectionProps): ReactElement {
  const { openDialog } = useServices();
  const [removing, setRemoving] = useState<OrgView | null>(null);
  const accountCounts = countByOrg(accounts);
  return (
    <section className="settings-section">
      <div className="settings-head">
        <h3 className="settings-title">{words.title}</h3>
        <Button
          look="quiet"
          icon={PlusIcon}
          label={words.add}
          onPress={() => {
            openDialog({ kind: 'add_org', prefill: {}, from: settings });
          }}
        />
      </div>
      {presetProblem !== null && <PresetProblem problem={presetProblem} />}
      <OrgProfiles
        orgs={orgs}
        accountCounts={accountCounts}
        onEdit={({ id }) => {
          openDialog({ kind: 'edit_org', orgId: id, errorCode: null, from: settings });
        }}
        onDuplicate={(org) => {
          openDialog({ kind: 'add_org', prefill: duplicateOf(org), from: settings });
        }}
        onRemove={setRemoving}
      />
      <OrgTransfers canExport={orgs.some(({ isLocked }) => !isLocked)} />
      {removing && (
        <RemoveOrgDialog
          org={removing}
          accountCount={accountCounts.get(removing.id) ?? 0}
          onClose={() => {
            setRemoving(null);
          }}
        />
      )}
    </section>
  );
}

function countByOrg(accounts: readonly AccountView[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { org } of accounts) {
    if (org.id !== null) counts.set(org.id, (counts.get(org.id) ?? 0) + 1);
  }
  return counts;
}
