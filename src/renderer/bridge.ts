import type { AccountManagerApi } from '../shared/channels.ts';
import type { CommandInput, CommandName, CommandOutput, Reply } from '../shared/contract.ts';
import { describeError, type ViewError } from '../shared/error-catalogue.ts';
import { strings } from './strings.ts';

declare global {
  interface Window {
    /** The main process, as the preload exposes it. */
    readonly accountManager: AccountManagerApi;
  }
}

/** Sends one command; the reply is always a value, also when the bridge itself fails. */
export type Send = <Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
) => Promise<Reply<CommandOutput<Name>>>;

/**
 * Makes the function with which the window sends its intents.
 *
 * @param api - what the preload exposes
 * @returns a sender that never rejects: a broken bridge answers with the error `internal`
 */
export function createSend(api: AccountManagerApi): Send {
  return async (name, input) => {
    try {
      return await api.invoke(name, input);
    } catch (cause) {
      return { ok: false, error: bridgeFailed(cause) };
    }
  };
}

/** The error `internal`, in the words of a window that has lost the app. */
function bridgeFailed(cause: unknown): ViewError {
  const detail = cause instanceof Error ? cause.message : null;
  return { ...describeError('internal', { detail }), ...strings.app.bridgeFailed };
}
