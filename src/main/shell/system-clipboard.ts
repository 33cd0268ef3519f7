import { clipboard, ClipboardItem } from 'electron';
import type { Clipboard } from '../app/index.ts';

/**
 * Names that clipboard managers and cloud histories honour, by platform, each with what it holds: macOS
 * (nspasteboard.org), Windows (clipboard formats for cloud and history; a DWORD of 0 means no), KDE and its followers.
 */
const concealment: Readonly<Partial<Record<NodeJS.Platform, Readonly<Record<string, string>>>>> = {
  darwin: {
    [osFormat('org.nspasteboard.ConcealedType')]: '',
    [osFormat('org.nspasteboard.TransientType')]: '',
  },
  win32: {
    [osFormat('ExcludeClipboardContentFromMonitorProcessing')]: '\0\0\0\0',
    [osFormat('CanIncludeInClipboardHistory')]: '\0\0\0\0',
    [osFormat('CanUploadToCloudClipboard')]: '\0\0\0\0',
  },
  linux: { [osFormat('x-kde-passwordManagerHint')]: 'secret' },
};

/** The system's clipboard; a secret and the request to conceal it are written at once. */
export const systemClipboard: Clipboard = {
  writeSecret: (text) => {
    const hints = Object.entries(concealment[process.platform] ?? {}).map(
      ([format, content]) => [format, new Blob([content])] as const,
    );
    const item = new ClipboardItem({ 'text/plain': text, ...Object.fromEntries(hints) });
    return clipboard.write([item]);
  },
  writeText: (text) => clipboard.writeText(text),
  readText: () => clipboard.readText(),
  clear: () => {
    clipboard.clear();
    return Promise.resolve();
  },
};

/** How Electron 45 addresses a format of the system by its name (docs/api/clipboard.md). */
function osFormat(name: string): string {
  return `electron application/osclipboard;format="${name}"`;
}
