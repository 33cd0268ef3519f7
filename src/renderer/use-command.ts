import { useState } from 'react';
import type { CommandInput, CommandName, CommandOutput } from '../shared/contract.ts';
import type { ViewError } from '../shared/error-catalogue.ts';
import { useServices } from './services.ts';

export interface Command<Name extends CommandName> {
  /** Sends the command, unless it is under way; `onSuccess` gets the value of the reply. */
  readonly run: (
    input: CommandInput<Name>,
    onSuccess?: (value: CommandOutput<Name>) => void,
  ) => void;
  readonly isPending: boolean;
  /** Why the last run failed. */
  readonly error: ViewError | null;
  readonly dismissError: () => void;
}

/** One command of a form or a dialog, with its progress and its error. */
export function useCommand<Name extends CommandName>(name: Name): Command<Name> {
  const { send } = useServices();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<ViewError | null>(null);
  return {
    isPending,
    error,
    dismissError: () => {
      setError(null);
    },
    run: (input, onSuccess) => {
      if (isPending) return;
      setPending(true);
      setError(null);
      void (async () => {
        const reply = await send(name, input);
        setPending(false);
        if (reply.ok) onSuccess?.(reply.value);
        else setError(reply.error);
      })();
    },
  };
}
