import type { ReactElement, RefObject } from 'react';
import { Form } from 'react-aria-components';
import type { ViewError } from '../../shared/error-catalogue.ts';
import type { IssuerCandidate } from '../../shared/views.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { CodeFact } from '../components/fact.tsx';
import { Fold } from '../components/fold.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { AdvancedFields, hasAdvancedProblem } from './advanced-fields.tsx';
import { toOrgInput } from './org-draft.ts';
import { orgLimits } from './org-limits.ts';
import { OrgSetup } from './org-setup.tsx';
import { ScopesField } from './scopes-field.tsx';
import type { OrgForm } from './use-org-draft.ts';

const words = strings.orgs;

interface RegisterStepProps {
  readonly formId: string;
  readonly formRef: RefObject<HTMLFormElement | null>;
  readonly form: OrgForm;
  readonly candidate: IssuerCandidate | null;
  readonly error: ViewError | null;
  readonly onSubmit: () => void;
}

/** Names the org, next to what has to be registered there. */
export function RegisterStep({
  formId,
  formRef,
  form,
  candidate,
  error,
  onSubmit,
}: RegisterStepProps): ReactElement {
  const { draft, text } = form;
  return (
    <>
      {error && <ErrorNote error={error} />}
      <div className="org-columns">
        <Form
          id={formId}
          ref={formRef}
          className="form org-form"
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <TextInput
            {...text('name')}
            autoFocus
            label={words.fields.name}
            hint={words.fields.nameHint}
            maxLength={orgLimits.name}
          />
          <ScopesField form={form} offered={candidate?.scopes ?? []} />
          <dl className="facts">
            <CodeFact term={words.fields.issuer} value={draft.issuer} />
            <CodeFact term={words.fields.clientId} value={draft.clientId.trim()} />
          </dl>
          <Fold title={words.advanced.title} opens={hasAdvancedProblem(form.problems)}>
            <AdvancedFields form={form} />
          </Fold>
        </Form>
        <OrgSetup profile={toOrgInput(draft)} candidate={candidate} errorCode={null} />
      </div>
    </>
  );
}
