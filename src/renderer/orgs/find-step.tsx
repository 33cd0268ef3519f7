import { useState, type ReactElement, type RefObject } from 'react';
import { Form } from 'react-aria-components';
import type { ViewError } from '../../shared/error-catalogue.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { Fold } from '../components/fold.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { NetworkFields, isAboutNetwork } from './network-fields.tsx';
import { checkNetwork } from './org-draft.ts';
import { orgLimits } from './org-limits.ts';
import type { OrgForm } from './use-org-draft.ts';

const words = strings.orgs.find;

interface FindStepProps {
  readonly formId: string;
  readonly formRef: RefObject<HTMLFormElement | null>;
  readonly form: OrgForm;
  readonly address: string;
  readonly onAddress: (address: string) => void;
  readonly isPending: boolean;
  readonly error: ViewError | null;
  readonly onFind: () => void;
}

/** Asks for what the person has. */
export function FindStep({
  formId,
  formRef,
  form,
  address,
  onAddress,
  isPending,
  error,
  onFind,
}: FindStepProps): ReactElement {
  const [addressProblem, setAddressProblem] = useState<string | null>(null);
  const networkProblems = checkNetwork(form.draft);
  const submit = () => {
    const isMissing = address.trim() === '';
    setAddressProblem(isMissing ? words.missing.address : null);
    const isAccepted = form.accept({
      ...(form.draft.clientId.trim() === '' ? { clientId: words.missing.clientId } : {}),
      ...networkProblems,
    });
    if (isMissing) formRef.current?.querySelector<HTMLElement>('[name="address"]')?.focus();
    if (!isMissing && isAccepted) onFind();
  };
  return (
    <>
      {error && <ErrorNote error={error} />}
      <Form
        id={formId}
        ref={formRef}
        className="form org-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          name="address"
          autoFocus={address === ''}
          isCode
          isReadOnly={isPending}
          label={words.address}
          hint={words.addressHint}
          value={address}
          error={addressProblem}
          maxLength={orgLimits.address}
          onChange={(typed) => {
            setAddressProblem(null);
            onAddress(typed);
          }}
        />
        <TextInput
          {...form.text('clientId')}
          autoFocus={address !== ''}
          isCode
          isReadOnly={isPending}
          label={words.clientId}
          hint={words.clientIdHint}
          maxLength={orgLimits.clientId}
        />
        <Fold
          title={words.network}
          opens={form.problems.proxyUrl !== undefined || isAboutNetwork(error?.code ?? null)}
        >
          <p className="field-hint">{words.networkHint}</p>
          <NetworkFields form={form} />
        </Fold>
      </Form>
    </>
  );
}
