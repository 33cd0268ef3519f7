import type { ReactElement } from 'react';
import { Button, Group, Input, Label, NumberField, Text } from 'react-aria-components';
import { MinusIcon, PlusIcon } from '../components/icons.tsx';
import { strings } from '../strings.ts';

/** The bounds that the contract sets, in seconds. */
const least = 5;
const most = 600;
const step = 5;

interface ClipboardSecondsProps {
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
}

/** After how many seconds a copied token leaves the clipboard. */
export function ClipboardSeconds({ seconds, onChange }: ClipboardSecondsProps): ReactElement {
  const words = strings.settings;
  return (
    <NumberField
      className="settings-line"
      value={seconds}
      minValue={least}
      maxValue={most}
      step={step}
      onChange={(value) => {
        if (Number.isInteger(value)) onChange(value);
      }}
    >
      <span className="settings-words">
        <Label className="settings-label">{words.clipboard}</Label>
        <Text slot="description" className="field-hint">
          {words.clipboardHint(least, most)}
        </Text>
      </span>
      <span className="number-line">
        <Group className="number">
          <Button slot="decrement" className="number-step" aria-label={words.decrease}>
            <MinusIcon />
          </Button>
          <Input className="number-input" />
          <Button slot="increment" className="number-step" aria-label={words.increase}>
            <PlusIcon />
          </Button>
        </Group>
        {words.clipboardUnit}
      </span>
    </NumberField>
  );
}
