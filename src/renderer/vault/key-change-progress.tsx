import type { ReactElement } from 'react';
import type { VaultView } from '../../shared/views.ts';
import { strings } from '../strings.ts';

const words = strings.vault.changeKey;

/** How far a change of the key is; null before it has told. */
export type KeyChange = Extract<VaultView, { kind: 'ready' }>['keyChange'];

/** The progress of a change of the key, as a bar and in numbers. */
export function KeyChangeProgress({ progress }: { readonly progress: KeyChange }): ReactElement {
  const text = progress === null ? words.starting : words.progress(progress.done, progress.total);
  return (
    <div className="progress">
      <progress
        className="progress-bar"
        aria-label={words.running}
        aria-valuetext={text}
        {...(progress === null ? {} : { value: progress.done, max: Math.max(1, progress.total) })}
      />
      <p className="progress-words">{text}</p>
    </div>
  );
}

/** The progress of a change of the key, or null when the vault runs none. */
export function keyChangeOf(vault: VaultView): KeyChange {
  return vault.kind === 'ready' ? vault.keyChange : null;
}
