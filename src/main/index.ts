import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, session, type WebContents } from 'electron';
import { AccountManager } from './app/index.ts';
import { systemClock } from './auth-foundation/index.ts';
import { KeytarKeychain, listenForRedirect, Vault } from './desktop-platform/index.ts';
import * as shell from './shell/index.ts';

/** Under this name the keychain shows the vault's key; a development build never touches an installed app's key. */
const keychainService = app.isPackaged ? 'Okta Account Manager' : 'Okta Account Manager (dev)';

/** Set by `npm run dev` to its server with hot reload; a package never looks at it. */
const developmentPage = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;

/**
 * Builds the floors from the ground up and starts the shell. Everything that answers the window is in place before
 * there is a window.
 */
async function start(): Promise<void> {
  shell.denyClientCertificates();
  const userData = app.getPath('userData');
  const log = shell.openFileLog(join(userData, 'logs', 'main.log'));
  const documents = shell.openDocuments(userData, log);
  const keychain = new KeytarKeychain({ service: keychainService, clock: systemClock });
  const windows = new Set<WebContents>();
  const trusted = {
    webContents: windows,
    origin: developmentPage === undefined ? shell.appOrigin : new URL(developmentPage).origin,
  };
  const vaultFolder = join(userData, 'vault');

  process.on('unhandledRejection', (reason) => {
    log.error('unhandled_rejection', { name: reason instanceof Error ? reason.name : 'unknown' });
  });

  const manager = new AccountManager({
    openStorage: () => Vault.open({ directory: vaultFolder, keychain, clock: systemClock }),
    setStorageAside: () => Vault.setAside({ directory: vaultFolder, clock: systemClock }),
    files: shell.systemFiles,
    documents: documents('preferences'),
    network: shell.openNetwork(),
    presets: () =>
      shell.readPresetFile(
        shell.presetPath({ platform: process.platform, programData: process.env.ProgramData }),
      ),
    browser: shell.systemBrowser,
    clipboard: shell.systemClipboard,
    presence: shell.systemPresence,
    listen: listenForRedirect,
    clock: systemClock,
    log,
    appVersion: app.getVersion(),
    publish: (patch) => {
      shell.publishEvent('state.changed', patch, trusted);
    },
    bringForward: showWindow,
    applySettings: ({ theme }) => {
      nativeTheme.themeSource = theme;
    },
  });

  const windowSession = session.fromPartition('window', { cache: false });
  shell.serveApp(windowSession, join(import.meta.dirname, '../renderer'));
  shell.denyPermissions(windowSession);
  shell.guardWebContents(log);
  shell.answerCommands(manager.handlers(), trusted, log);
  shell.setApplicationMenu();

  const windowState = shell.windowStateStore(documents('window'), log);
  function showWindow(): void {
    const [existing] = BrowserWindow.getAllWindows();
    if (existing !== undefined) {
      shell.bringForward(existing);
      return;
    }
    const window = shell.openMainWindow({
      page: developmentPage ?? shell.appPage,
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      session: windowSession,
      developerTools: !app.isPackaged,
      state: windowState,
    });
    const { webContents } = window;
    windows.add(webContents);
    window.once('closed', () => {
      windows.delete(webContents);
    });
  }

  let isQuitting = false;
  app.on('before-quit', () => {
    isQuitting = true;
  });
  app.on('second-instance', () => {
    // While tokens that are on their way are being saved, there is nothing to show any more.
    if (!isQuitting) showWindow();
  });
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  const stopWatching = shell.watchForWaking((reason) => void manager.wake(reason));
  quitAfter(async () => {
    stopWatching();
    await manager.stop();
  });

  showWindow();
  log.info('app_started', { version: app.getVersion() });
  await manager.start();
}

/** Lets the app quit only when `finish` has settled: the clipboard is asynchronous, and tokens may be on their way. */
function quitAfter(finish: () => Promise<void>): void {
  let finished = false;
  app.on('before-quit', (event) => {
    if (finished) return;
    event.preventDefault();
    void finish().finally(() => {
      finished = true;
      app.quit();
    });
  });
}

/** Without a window there is nobody to tell but by a box of the system. */
function failToStart(thrown: unknown): void {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  dialog.showErrorBox(
    'Okta Account Manager cannot start',
    `${reason}\n\nThe app needs to read and write its folder, ${app.getPath('userData')}. Your accounts are kept.`,
  );
  app.exit(1);
}

// A development build cannot open an installed app's vault, so it has a folder of its own as well.
if (!app.isPackaged && !app.commandLine.hasSwitch('user-data-dir')) {
  app.setPath('userData', `${app.getPath('userData')} (dev)`);
}
app.enableSandbox();
shell.registerAppScheme();
if (app.requestSingleInstanceLock()) {
  void app.whenReady().then(start).catch(failToStart);
} else {
  app.quit();
}
