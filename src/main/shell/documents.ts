import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ipcMain } from 'electron';
import ElectronStore from 'electron-store';
import type { DocumentStore, Log } from '../app/index.ts';

const fileName = 'settings';

/**
 * Opens the file of what is not secret (design decision D4). A file that is not JSON is kept aside, so that the app
 * starts; the sign-ins are in the vault and do not depend on it.
 *
 * @param userData - the app's folder
 * @param log - is told when the file was kept aside
 * @returns a store for each document in the file
 */
export function openDocuments(userData: string, log: Log): (key: string) => DocumentStore {
  const store = openStore(userData, log);
  // electron-store offers its folder to every page; this app's pages have no use for it.
  ipcMain.removeAllListeners('electron-store-get-data');
  return (key) => ({
    read: () => store.get(key, {}),
    write: (document) => {
      store.set(key, document);
    },
  });
}

function openStore(userData: string, log: Log): ElectronStore {
  const open = (): ElectronStore =>
    new ElectronStore({ name: fileName, cwd: userData, configFileMode: 0o600 });
  try {
    return open();
  } catch (thrown) {
    const path = join(userData, `${fileName}.json`);
    if (!(thrown instanceof SyntaxError) || !existsSync(path)) throw thrown;
    renameSync(path, `${path}.damaged-${Date.now()}`);
    log.error('settings_damaged');
    return open();
  }
}
