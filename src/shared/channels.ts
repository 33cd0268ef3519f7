import type {
  CommandInput,
  CommandName,
  CommandOutput,
  EventName,
  EventPayload,
  Reply,
} from './contract.ts';

/** What the preload exposes as `window.accountManager`. */
export interface AccountManagerApi {
  readonly invoke: <Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
  ) => Promise<Reply<CommandOutput<Name>>>;
  /** Listens to an event; the returned function stops listening. */
  readonly on: <Name extends EventName>(
    name: Name,
    listener: (payload: EventPayload<Name>) => void,
  ) => () => void;
}

/** The IPC channel of a command. */
export const commandChannel = (name: CommandName): string => `command:${name}`;
/** The IPC channel of an event. */
export const eventChannel = (name: EventName): string => `event:${name}`;

/** Where the preload puts the API on `window`. */
export const apiKey = 'accountManager';
