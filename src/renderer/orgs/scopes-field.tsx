import type { ReactElement } from 'react';
import { WarningIcon } from '../components/icons.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { scopeWarnings } from './org-draft.ts';
import type { OrgForm } from './use-org-draft.ts';

const words = strings.orgs.fields;

interface ScopesFieldProps {
  readonly form: OrgForm;
  /** What the issuer lists; empty when it lists none or was not asked. */
  readonly offered: readonly string[];
}

/** The scopes, and what follows from leaving some out. */
export function ScopesField({ form, offered }: ScopesFieldProps): ReactElement {
  const warnings = form.draft.scopes.trim() === '' ? [] : scopeWarnings(form.draft.scopes, offered);
  return (
    <div className="field">
      <TextInput {...form.text('scopes')} isCode label={words.scopes} hint={words.scopesHint} />
      <div role="status">
        {warnings.map((warning) => (
          <p key={warning} className="field-warning">
            <WarningIcon />
            {warning}
          </p>
        ))}
      </div>
    </div>
  );
}
