import { BrowserWindow, dialog, type FileFilter } from 'electron';
import type { FileChooser, FileKind } from '../app/index.ts';

const filters: Readonly<Record<FileKind, FileFilter>> = {
  backup: { name: 'Okta Account Manager backup', extensions: ['oambackup'] },
  orgs: { name: 'Okta Account Manager orgs', extensions: ['json'] },
  certificates: { name: 'Certificates', extensions: ['pem', 'crt', 'cer'] },
};
const allFiles: FileFilter = { name: 'All files', extensions: ['*'] };

/** The system's dialogs for files, before the app's window where there is one. */
export const systemFiles: FileChooser = {
  toSave: async (suggestedName, kind) => {
    const options = {
      defaultPath: suggestedName,
      filters: [filters[kind], allFiles],
      showsTagField: false,
    };
    const window = BrowserWindow.getFocusedWindow();
    const { canceled, filePath } = await (window === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return canceled || filePath === '' ? null : filePath;
  },
  toOpen: async (kind) => {
    const options = { filters: [filters[kind], allFiles], properties: ['openFile' as const] };
    const window = BrowserWindow.getFocusedWindow();
    const { canceled, filePaths } = await (window === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return canceled ? null : (filePaths[0] ?? null);
  },
};
