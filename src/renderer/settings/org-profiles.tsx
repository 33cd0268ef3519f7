import type { ReactElement } from 'react';
import type { OrgView } from '../../shared/views.ts';
import { IconButton } from '../components/button.tsx';
import { CodeFact } from '../components/fact.tsx';
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
    <ul className="cards">
      {orgs.map((org) => (
        <li key={org.id} className="card">
          <div className="card-head">
            <p className="card-name">{org.name}</p>
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
            <CodeFact term={words.issuer} value={org.issuer} />
            <CodeFact term={words.clientId} value={org.clientId} />
            <CodeFact term={words.scopes} value={org.scopes.join(' ')} />
          </dl>
        </li>
      ))}
    </ul>
  );
}
