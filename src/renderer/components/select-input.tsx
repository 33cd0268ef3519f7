import { useId, type ReactElement } from 'react';

interface SelectInputProps<Choice extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly name: string;
  /** The choices with their words, in their order; the values differ. */
  readonly choices: readonly { readonly value: Choice; readonly words: string }[];
  readonly chosen: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly className?: string;
}

/** One of many choices. The system's own list, which stays quick however long it is. */
export function SelectInput<Choice extends string>({
  label,
  hint,
  name,
  choices,
  chosen,
  onChange,
  className = '',
}: SelectInputProps<Choice>): ReactElement {
  const id = useId();
  const hintId = useId();
  return (
    <div className={`field ${className}`}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input select"
        name={name}
        value={chosen}
        {...(hint === undefined ? {} : { 'aria-describedby': hintId })}
        onChange={(event) => {
          const choice = choices.find(({ value }) => value === event.currentTarget.value);
          if (choice !== undefined) onChange(choice.value);
        }}
      >
        {choices.map(({ value, words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={hintId} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
