import type { ReactElement } from 'react';
import { Label, RadioGroup } from 'react-aria-components';
import type { OrgView } from '../../shared/views.ts';
import { shortIssuer } from '../accounts/account-names.ts';
import { Button } from '../components/button.tsx';
import { Choice } from '../components/choice.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';

interface ChooseOrgProps {
  readonly orgs: readonly OrgView[];
  readonly orgId: string;
  readonly onChange: (orgId: string) => void;
  readonly onAddOrg: () => void;
}

/** Chooses where to sign in. */
export function ChooseOrg({ orgs, orgId, onChange, onAddOrg }: ChooseOrgProps): ReactElement {
  return (
    <div className="field">
      <RadioGroup className="choices" value={orgId} onChange={onChange}>
        <Label className="field-label">{strings.signIn.chooseOrg}</Label>
        <div className="choice-list">
          {orgs.map((org, index) => (
            <Choice
              key={org.id}
              value={org.id}
              autoFocus={index === 0}
              name={org.name}
              detail={shortIssuer(org.issuer)}
            />
          ))}
        </div>
      </RadioGroup>
      <div>
        <Button look="quiet" icon={PlusIcon} label={strings.signIn.addOrg} onPress={onAddOrg} />
      </div>
    </div>
  );
}
