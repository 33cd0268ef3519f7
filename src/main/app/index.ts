export { AccountManager } from './account-manager.ts';
export type { Log, LogFields } from './log.ts';
export type {
  Browser,
  Clipboard,
  DocumentStore,
  FileChooser,
  FileKind,
  PresetFile,
  WakeReason,
} from './ports.ts';
export { largestOrgFile } from './org-files.ts';
export { answerCommand, commandNames, refuseCommand } from './commands.ts';
export { isWebPage } from './open-browser.ts';
