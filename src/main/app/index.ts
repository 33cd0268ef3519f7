export { AccountManager } from './account-manager.ts';
export type { Log, LogFields } from './log.ts';
export type { Browser, Clipboard, DocumentStore, FileChooser, WakeReason } from './ports.ts';
export { answerCommand, commandNames, refuseCommand } from './commands.ts';
