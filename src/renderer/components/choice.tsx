import type { ReactElement } from 'react';
import { RadioButton, RadioField } from 'react-aria-components';

interface ChoiceProps {
  readonly value: string;
  readonly name: string;
  readonly detail: string;
  readonly autoFocus?: boolean;
}

/** One choice of a `RadioGroup className="choices"`, with a line that tells more. */
export function Choice({ value, name, detail, autoFocus = false }: ChoiceProps): ReactElement {
  return (
    <RadioField value={value} autoFocus={autoFocus} aria-label={`${name}, ${detail}`}>
      <RadioButton className="choice">
        <span className="choice-mark" />
        <span className="choice-text">
          <span className="choice-name">{name}</span>
          <span className="choice-detail">{detail}</span>
        </span>
      </RadioButton>
    </RadioField>
  );
}
