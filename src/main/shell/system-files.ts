import { BrowserWindow, dialog, type FileFilter } from 'electron';
import type { FileChooser } from '../app/index.ts';

const filters: FileFilter[] = [
  { name: 'Okta Account Manager backup', extensions: ['oambackup'] },
  { name: 'All files', extensions: ['*'] },
];

/** The system's dialogs for files, before the app's window where there is one. */
export const systemFiles: FileChooser = {
  toSave: async (suggestedName) => {
    const options = { defaultPath: suggestedName, filters, showsTagField: false };
    const window = BrowserWindow.getFocusedWindow();
    const { canceled, filePath } = await (window === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return canceled || filePath === '' ? null : filePath;
  },
  toOpen: async () => {
    const options = { filters, properties: ['openFile' as const] };
    const window = BrowserWindow.getFocusedWindow();
    const { canceled, filePaths } = await (window === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return canceled ? null : (filePaths[0] ?? null);
  },
};
