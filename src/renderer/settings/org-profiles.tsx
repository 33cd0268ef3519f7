import type { ReactElement } from 'react';
import type { OrgView } from '../../shared/views.ts';
import { IconButton } from '../components/button.tsx';
import { RemoveIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';

const words = strings.settings;

interface OrgProfilesProps {
  readonly orgs: readonly OrgView[];
  readonly onRemove: (org: OrgView) => void;
}

/** The org profiles with what an administrator compares. */
export function OrgProfiles({ orgs, onRemove }: OrgProfilesProps): ReactElement {
  if (orgs.length === 0) return <p className="muted">{words.noOrgs}</p>;
  return (
    <ul className="org-list">
      {orgs.map((org) => (
        <li key={org.id} className="org">
          <div className="org-head">
            <p className="org-name">{org.name}</p>
            <IconButton
              icon={RemoveIcon}
              name={words.removeOrg(org.name)}
              tooltip={words.confirmRemove}
              onPress={() => {
                onRemove(org);
              }}
            />
          </div>
          <dl className="facts">
            <Fact term={words.issuer} value={org.issuer} />
            <Fact term={words.clientId} value={org.clientId} />
            <Fact term={words.scopes} value={org.scopes.join(' ')} />
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Fact({ term, value }: { readonly term: string; readonly value: string }): ReactElement {
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd>
        <code className="selectable">{value}</code>
      </dd>
    </div>
  );
}
