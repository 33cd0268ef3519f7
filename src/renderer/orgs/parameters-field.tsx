import { useRef, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { useAnnounce } from '../components/announcer.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { PlusIcon, RemoveIcon } from '../components/icons.tsx';
import { TextInput } from '../components/text-input.tsx';
import { strings } from '../strings.ts';
import type { ParameterDraft } from './org-draft.ts';
import { orgLimits } from './org-limits.ts';
import type { OrgForm } from './use-org-draft.ts';

const words = strings.orgs.advanced;

/** The further parameters of the authorization request, a row for each. */
export function ParametersField({ form }: { readonly form: OrgForm }): ReactElement {
  const announce = useAnnounce();
  const group = useRef<HTMLDivElement>(null);
  const { parameters } = form.draft;
  const replace = (changed: ParameterDraft) => {
    form.change({
      parameters: parameters.map((row) => (row.key === changed.key ? changed : row)),
    });
  };
  const add = () => {
    const key = Math.max(-1, ...parameters.map((row) => row.key)) + 1;
    flushSync(() => {
      form.change({ parameters: [...parameters, { key, name: '', value: '' }] });
    });
    group.current?.querySelector<HTMLElement>(`[name="parameter-${String(key)}"]`)?.focus();
  };
  const remove = (key: number) => {
    flushSync(() => {
      form.change({ parameters: parameters.filter((row) => row.key !== key) });
    });
    announce(words.parameterRemoved);
    group.current?.querySelector<HTMLElement>('.parameters-add')?.focus();
  };
  return (
    <div ref={group} className="field" role="group" aria-label={words.parameters}>
      <span className="field-label">{words.parameters}</span>
      {parameters.map((row, index) => (
        <div
          key={row.key}
          className="parameter"
          role="group"
          aria-label={words.parameter(index + 1)}
        >
          <TextInput
            name={`parameter-${String(row.key)}`}
            isCode
            label={words.parameterName}
            value={row.name}
            error={form.problems[`parameter-${row.key}`] ?? null}
            maxLength={orgLimits.parameterName}
            onChange={(name) => {
              replace({ ...row, name });
            }}
          />
          <TextInput
            name={`parameter-value-${String(row.key)}`}
            isCode
            label={words.parameterValue}
            value={row.value}
            maxLength={orgLimits.parameterValue}
            onChange={(value) => {
              replace({ ...row, value });
            }}
          />
          <IconButton
            icon={RemoveIcon}
            name={words.removeParameter(row.name)}
            tooltip={words.removeParameter(row.name)}
            onPress={() => {
              remove(row.key);
            }}
          />
        </div>
      ))}
      <div>
        <Button
          className="parameters-add"
          look="quiet"
          icon={PlusIcon}
          label={words.addParameter}
          isDisabled={parameters.length >= orgLimits.parameters}
          onPress={add}
        />
      </div>
      <p className="field-hint">{words.parametersHint}</p>
    </div>
  );
}
