import type { ReactElement } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';

interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  /** What is wrong with the value, or null. */
  readonly error?: string | null;
  readonly name: string;
  readonly isCode?: boolean;
  /** `password` does not show what is typed. */
  readonly type?: 'text' | 'password';
  readonly autoFocus?: boolean;
  readonly isReadOnly?: boolean;
  readonly maxLength?: number;
}

/** A labelled text field with a hint and an error. */
export function TextInput({
  label,
  hint,
  error = null,
  isCode = false,
  ...rest
}: TextInputProps): ReactElement {
  return (
    <TextField
      {...rest}
      className="field"
      isInvalid={error !== null}
      autoComplete="off"
      autoCorrect="off"
      spellCheck="false"
      validationBehavior="aria"
    >
      <Label className="field-label">{label}</Label>
      <Input className={isCode ? 'input input-code' : 'input'} />
      <FieldError className="field-error">{error}</FieldError>
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
    </TextField>
  );
}
