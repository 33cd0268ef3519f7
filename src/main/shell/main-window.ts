import { BrowserWindow, type Session } from 'electron';
import type { WindowState, WindowStateStore } from './window-state.ts';

/** What the window is made of. */
export interface MainWindowOptions {
  /** The page to open. */
  readonly page: string;
  /** The path of the built preload. */
  readonly preload: string;
  readonly session: Session;
  readonly developerTools: boolean;
  readonly state: WindowStateStore;
}

/**
 * Opens the app's window where it was last, and shows it when it has something to show.
 *
 * @returns the window, whose page may still be loading
 */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const { size, position, maximized } = options.state.read();
  const window = new BrowserWindow({
    ...size,
    ...position,
    minWidth: 420,
    minHeight: 480,
    title: 'Okta Account Manager',
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      session: options.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: options.developerTools,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
  });
  window.on('close', () => {
    options.state.write(stateOf(window));
  });
  // A renderer that died shows nothing; the main process holds the truth, so a fresh page loses nothing.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') window.webContents.reload();
  });
  void window.loadURL(options.page);
  return window;
}

/** Brings a window to the person's eyes. */
export function bringForward(
  window: Pick<BrowserWindow, 'isMinimized' | 'restore' | 'show' | 'focus'>,
): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function stateOf(window: BrowserWindow): WindowState {
  const { x, y, width, height } = window.getNormalBounds();
  return { size: { width, height }, position: { x, y }, maximized: window.isMaximized() };
}
