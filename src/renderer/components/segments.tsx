import type { ReactElement } from 'react';
import { Label, RadioButton, RadioField, RadioGroup, Text } from 'react-aria-components';

interface SegmentsProps<Choice extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly choices: Readonly<Record<Choice, string>>;
  readonly order: readonly Choice[];
  readonly chosen: Choice;
  readonly onChange: (choice: Choice) => void;
}

/** A choice among a few short words. */
export function Segments<Choice extends string>({
  label,
  hint,
  choices,
  order,
  chosen,
  onChange,
}: SegmentsProps<Choice>): ReactElement {
  return (
    <RadioGroup
      className="field"
      value={chosen}
      onChange={(value) => {
        const choice = order.find((candidate) => candidate === value);
        if (choice !== undefined) onChange(choice);
      }}
      orientation="horizontal"
    >
      <Label className="field-label">{label}</Label>
      <div className="segments segments-fit">
        {order.map((choice) => (
          <RadioField key={choice} value={choice}>
            <RadioButton className="segment">{choices[choice]}</RadioButton>
          </RadioField>
        ))}
      </div>
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
    </RadioGroup>
  );
}
