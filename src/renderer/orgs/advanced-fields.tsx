import type { ReactElement } from 'react';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import { Segments } from '../components/segments.tsx';
import { Switch } from '../components/switch.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import { NetworkFields, isAboutNetwork } from './network-fields.tsx';
import { maxAgeWords, type OrgProblems } from './org-draft.ts';
import { orgLimits } from './org-limits.ts';
import { ParametersField } from './parameters-field.tsx';
import type { OrgForm } from './use-org-draft.ts';

const words = strings.orgs.advanced;

/** What most profiles leave as it is. */
export function AdvancedFields({ form }: { readonly form: OrgForm }): ReactElement {
  const { draft, change, text } = form;
  return (
    <>
      <Switch
        label={words.dpop}
        hint={words.dpopHint}
        isOn={draft.dpop}
        onChange={(dpop) => {
          change({ dpop });
        }}
      />
      <Segments
        label={words.ports}
        hint={draft.portsKind === 'any_free' ? words.anyFreeHint : words.portsHint}
        choices={words.portsKind}
        order={['registered', 'any_free']}
        chosen={draft.portsKind}
        onChange={(portsKind) => {
          change({ portsKind });
        }}
      />
      {draft.portsKind === 'registered' && (
        <TextInput {...text('ports')} isCode label={words.portsList} hint={words.portsListHint} />
      )}
      <Segments
        label={words.pushedRequests}
        hint={words.pushedRequestsHint}
        choices={words.pushedRequestsKind}
        order={['when_required', 'always']}
        chosen={draft.pushedRequests}
        onChange={(pushedRequests) => {
          change({ pushedRequests });
        }}
      />
      <TextInput
        {...text('maxAge')}
        isCode
        label={words.maxAge}
        hint={maxAgeWords(draft.maxAge) ?? words.maxAgeHint}
        maxLength={10}
      />
      <TextInput {...text('acrValues')} isCode label={words.acrValues} hint={words.acrValuesHint} />
      <TextInput {...text('uiLocales')} isCode label={words.uiLocales} hint={words.uiLocalesHint} />
      <TextInput
        {...text('exchangeAudience')}
        isCode
        label={words.exchangeAudience}
        hint={words.exchangeAudienceHint}
        maxLength={orgLimits.exchangeAudience}
      />
      <ParametersField form={form} />
      <NetworkFields form={form} />
    </>
  );
}

/** The fields of {@link AdvancedFields}, by the start of their names. */
const advancedFields = [
  'ports',
  'maxAge',
  'acrValues',
  'uiLocales',
  'exchangeAudience',
  'parameter-',
  'proxyUrl',
];

/** Whether something in {@link AdvancedFields} is wrong. */
export function hasAdvancedProblem(problems: OrgProblems): boolean {
  return Object.keys(problems).some((name) =>
    advancedFields.some((field) => name.startsWith(field)),
  );
}

/** Whether an error may be repaired in {@link AdvancedFields}. */
export function isAboutAdvanced(code: ErrorCode | null): boolean {
  return (
    code === 'dpop_unsupported' || code === 'pushed_requests_unsupported' || isAboutNetwork(code)
  );
}
