import type { ReactElement } from 'react';
import { SwitchButton, SwitchField, Text } from 'react-aria-components';

interface SwitchProps {
  readonly label: string;
  readonly hint?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Something that is on or off, and counts at once. */
export function Switch({ label, hint, isOn, onChange }: SwitchProps): ReactElement {
  return (
    <SwitchField className="switch" isSelected={isOn} onChange={onChange}>
      <SwitchButton className="switch-line">
        <span className="settings-label">{label}</span>
        <span className="switch-track" aria-hidden="true">
          <span className="switch-thumb" />
        </span>
      </SwitchButton>
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
    </SwitchField>
  );
}
