import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import {
  commandChannel,
  eventChannel,
  type CommandHandlers,
  type EventName,
  type EventPayload,
} from '../../shared/index.ts';
import { answerCommand, commandNames, refuseCommand, type Log } from '../app/index.ts';

/** Which senders are heard: web contents that this app opened, their main frame, at this origin. */
export interface TrustedSenders {
  readonly webContents: ReadonlySet<WebContents>;
  readonly origin: string;
}

/**
 * Answers the contract's commands (design decision D6). The sender is checked before anything is awaited, because a
 * frame can navigate away meanwhile.
 *
 * @param handlers - one for each command
 * @param trusted - who may call
 * @param log - is told of refusals and failures, by command and code
 */
export function answerCommands(handlers: CommandHandlers, trusted: TrustedSenders, log: Log): void {
  for (const name of commandNames) {
    ipcMain.handle(commandChannel(name), (event, input: unknown) => {
      if (isTrusted(event, trusted)) return answerCommand(name, handlers, input, log);
      log.error('command_refused', { command: name, reason: 'sender' });
      return refuseCommand();
    });
  }
}

/** Tells every trusted window about an event. */
export function publishEvent<Name extends EventName>(
  name: Name,
  payload: EventPayload<Name>,
  trusted: TrustedSenders,
): void {
  for (const contents of trusted.webContents) {
    if (!contents.isDestroyed()) contents.send(eventChannel(name), payload);
  }
}

function isTrusted(event: IpcMainInvokeEvent, trusted: TrustedSenders): boolean {
  const frame = event.senderFrame;
  return (
    frame !== null &&
    trusted.webContents.has(event.sender) &&
    frame === event.sender.mainFrame &&
    originOf(frame.url) === trusted.origin
  );
}

/** `URL.origin` is `null` for schemes that Node does not know, `app:` among them. */
function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
