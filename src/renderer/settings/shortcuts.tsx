import type { ReactElement } from 'react';
import { modifierName } from '../keyboard.ts';
import { strings } from '../strings.ts';

const words = strings.shortcuts;

/** The keys that the window knows. */
export function Shortcuts(): ReactElement {
  const modifier = modifierName();
  const rows: readonly (readonly [words: string, ...keys: string[]])[] = [
    [words.add, modifier, 'N'],
    [words.search, modifier, 'F'],
    [words.clear, 'Esc'],
    [words.move, '↑', '↓', '←', '→'],
    [words.menu, 'Enter'],
    [words.details, modifier, 'I'],
    [words.copy, modifier, 'C'],
    [words.refresh, modifier, 'R'],
    [words.remove, 'Del'],
  ];
  return (
    <dl className="facts shortcuts">
      {rows.map(([label, ...keys]) => (
        <div key={label} className="fact">
          <dt>{label}</dt>
          <dd>
            {keys.map((key) => (
              <kbd key={key} className="key">
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
