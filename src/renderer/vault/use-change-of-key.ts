import { useState } from 'react';
import { useAnnounce } from '../components/announcer.tsx';
import { strings } from '../strings.ts';
import { useCommand, type Command } from '../use-command.ts';

const words = strings.vault.changeKey;

/** How a change of the key ended: the old key stays when a record that cannot be opened may need it. */
export type EndOfChange = 'done' | 'old_key_kept';

/** The change of the vault's key, which outlives its dialog. */
export interface ChangeOfKey extends Omit<Command<'vault.changeKey'>, 'run'> {
  /** Changes the key, unless that is under way, and says how it ended. */
  readonly run: (onEnd?: (end: EndOfChange) => void) => void;
  /** How the last change ended, until that is dismissed. */
  readonly end: EndOfChange | null;
  readonly dismissEnd: () => void;
}

/** The command that changes the vault's key, for a part of the window that stays. */
export function useChangeOfKey(): ChangeOfKey {
  const announce = useAnnounce();
  const { run, ...command } = useCommand('vault.changeKey');
  const [end, setEnd] = useState<EndOfChange | null>(null);
  return {
    ...command,
    end,
    dismissEnd: () => {
      setEnd(null);
    },
    run: (onEnd) => {
      setEnd(null);
      run({}, ({ oldKeyIsKept }) => {
        const ended = oldKeyIsKept ? 'old_key_kept' : 'done';
        setEnd(ended);
        announce(oldKeyIsKept ? words.doneForOpened : words.done);
        onEnd?.(ended);
      });
    },
  };
}
