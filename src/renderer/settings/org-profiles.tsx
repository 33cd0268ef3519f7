import type { ReactElement } from 'react';
import type { OrgView } from '../../shared/views.ts';
import { IconButton } from '../components/button.tsx';
import { CodeFact, Fact } from '../components/fact.tsx';
import { DuplicateIcon, EditIcon, InfoIcon, LockIcon, RemoveIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';

const words = strings.orgs.settings;

interface OrgProfilesProps {
  readonly orgs: readonly OrgView[];
  /** How many accounts were signed in with each profile, by its id. */
  readonly accountCounts: ReadonlyMap<string, number>;
  readonly onEdit: (org: OrgView) => void;
  readonly onDuplicate: (org: OrgView) => void;
  readonly onRemove: (org: OrgView) => void;
}

/** The org profiles with what an administrator compares. */
export function OrgProfiles({ orgs, accountCounts, ...actions }: OrgProfilesProps): ReactElement {
  if (orgs.length === 0) return <p className="muted">{words.none}</p>;
  return (
    <ul className="cards">
      {orgs.map((org) => (
        <li key={org.id} className="card">
          <div className="card-head">
            <div>
              <p className="card-name">{org.name}</p>
              {org.isLocked && (
                <p className="org-locked">
                  <LockIcon />
                  {strings.orgs.locked.mark}
                </p>
              )}
            </div>
            <OrgActions org={org} {...actions} />
          </div>
          <dl className="facts">
            <CodeFact term={strings.settings.issuer} value={org.issuer} />
            <CodeFact term={strings.settings.clientId} value={org.clientId} />
            <Fact term={words.accountsTerm}>{words.accounts(accountCounts.get(org.id) ?? 0)}</Fact>
          </dl>
        </li>
      ))}
    </ul>
  );
}

type OrgActionsProps = Pick<OrgProfilesProps, 'onEdit' | 'onDuplicate' | 'onRemove'> & {
  readonly org: OrgView;
};

function OrgActions({ org, onEdit, onDuplicate, onRemove }: OrgActionsProps): ReactElement {
  return (
    <div className="org-actions">
      <IconButton
        icon={org.isLocked ? InfoIcon : EditIcon}
        name={org.isLocked ? words.showOf(org.name) : words.editOf(org.name)}
        tooltip={org.isLocked ? words.show : words.edit}
        onPress={() => {
          onEdit(org);
        }}
      />
      <IconButton
        icon={DuplicateIcon}
        name={words.duplicateOf(org.name)}
        tooltip={words.duplicate}
        onPress={() => {
          onDuplicate(org);
        }}
      />
      {!org.isLocked && (
        <IconButton
          icon={RemoveIcon}
          name={words.removeOf(org.name)}
          tooltip={words.remove}
          onPress={() => {
            onRemove(org);
          }}
        />
      )}
    </div>
  );
}
