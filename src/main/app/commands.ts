import type { z } from 'zod';
import {
  contract,
  describeError,
  type CommandHandlers,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type Reply,
} from '../../shared/index.ts';
import { toFailure } from '../auth-foundation/index.ts';
import type { Log } from './log.ts';

interface CommandDefinition<Name extends CommandName> {
  readonly input: z.ZodType<CommandInput<Name>>;
  readonly output: z.ZodType<CommandOutput<Name>>;
}
const definitions: { readonly [Name in CommandName]: CommandDefinition<Name> } = contract.commands;

/** The names of all commands. */
export const commandNames: readonly CommandName[] = Object.keys(definitions).filter(isCommandName);

/**
 * Answers one command from a window that was found trustworthy: checks the argument, runs the handler, and lets
 * only what the contract names out again.
 *
 * @param name - the command
 * @param handlers - one for each command
 * @param input - what came over IPC
 * @param log - is told the code of each failure
 * @returns the reply; rejects never
 */
export async function answerCommand<Name extends CommandName>(
  name: Name,
  handlers: CommandHandlers,
  input: unknown,
  log: Log,
): Promise<Reply<CommandOutput<Name>>> {
  const definition: CommandDefinition<Name> = definitions[name];
  const checked = definition.input.safeParse(input);
  if (!checked.success) {
    log.error('command_refused', { command: name, reason: 'input' });
    const field = checked.error.issues[0]?.path.join('.') ?? '';
    return {
      ok: false,
      error: describeError('invalid_input', { detail: field === '' ? null : `Field: ${field}` }),
    };
  }
  try {
    const handler: CommandHandlers[Name] = handlers[name];
    const value = await handler(checked.data);
    return { ok: true, value: definition.output.parse(value) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    const { code, requestId } = failure;
    log.error('command_failed', { command: name, code, requestId });
    return { ok: false, error: failure.toView() };
  }
}

/** The reply to a sender that is not the app's own window. */
export function refuseCommand(): Reply<never> {
  return { ok: false, error: describeError('internal') };
}

function isCommandName(name: string): name is CommandName {
  return name in definitions;
}
