import type { AccountManagerApi } from '../shared/channels.ts';
import type { CommandInput, CommandName, CommandOutput, Reply } from '../shared/contract.ts';
import type { ViewError } from '../shared/errors.ts';
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

/**
 * The error `internal`, in the window's own words: the catalogue of errors comes with zod, whose probe for `eval` the
 * content security policy reports.
 */
function bridgeFailed(cause: unknown): ViewError {
  return {
    code: 'internal',
    class: 'internal',
    repair: 'restart_app',
    message: strings.app.bridgeFailed.message,
    next: strings.app.bridgeFailed.next,
    detail: cause instanceof Error ? cause.message : null,
    requestId: null,
  };
}
