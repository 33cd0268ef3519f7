// What `import … from 'electron'` gives the app. Every name of Electron's main process is here, since a missing
// export would be a syntax error in the app that says nothing about the host.
import { app } from './electron/app.ts';
import { BrowserWindow } from './electron/browser-window.ts';
import { clipboard, ClipboardItem } from './electron/clipboard.ts';
import { dialog } from './electron/dialog.ts';
import { ipcMain } from './electron/ipc-main.ts';
import { Menu, MenuItem } from './electron/menu.ts';
import { nativeImage } from './electron/native-image.ts';
import { nativeTheme } from './electron/native-theme.ts';
import { Notification } from './electron/notification.ts';
import { HostSession } from './electron/session.ts';
import { shell } from './electron/shell.ts';
import {
  crashReporter,
  net,
  powerMonitor,
  screen,
  systemPreferences,
} from './electron/small-modules.ts';
import { Tray } from './electron/tray.ts';
import { HostWebContents } from './electron/web-contents.ts';
import { absentModule } from './unimplemented.ts';

const session = HostSession;
const { protocol } = HostSession.defaultSession;
const webContents = HostWebContents;

const autoUpdater = absentModule('autoUpdater');
const BaseWindow = absentModule('BaseWindow');
const BrowserView = absentModule('BrowserView');
const contentTracing = absentModule('contentTracing');
const desktopCapturer = absentModule('desktopCapturer');
const globalShortcut = absentModule('globalShortcut');
const ImageView = absentModule('ImageView');
const inAppPurchase = absentModule('inAppPurchase');
const IpcMainServiceWorker = absentModule('IpcMainServiceWorker');
const MessageChannelMain = absentModule('MessageChannelMain');
const netLog = absentModule('netLog');
const powerSaveBlocker = absentModule('powerSaveBlocker');
const pushNotifications = absentModule('pushNotifications');
const safeStorage = absentModule('safeStorage');
const ServiceWorkerMain = absentModule('ServiceWorkerMain');
const ShareMenu = absentModule('ShareMenu');
const sharedTexture = absentModule('sharedTexture');
const TouchBar = absentModule('TouchBar');
const utilityProcess = absentModule('utilityProcess');
const View = absentModule('View');
const webFrameMain = absentModule('webFrameMain');
const WebContentsView = absentModule('WebContentsView');
const WebSocket = absentModule('WebSocket');

const electron = {
  app,
  autoUpdater,
  BaseWindow,
  BrowserView,
  BrowserWindow,
  clipboard,
  ClipboardItem,
  contentTracing,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  ImageView,
  inAppPurchase,
  ipcMain,
  IpcMainServiceWorker,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  netLog,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  pushNotifications,
  safeStorage,
  screen,
  ServiceWorkerMain,
  session,
  sharedTexture,
  ShareMenu,
  shell,
  systemPreferences,
  TouchBar,
  Tray,
  utilityProcess,
  View,
  webContents,
  WebContentsView,
  webFrameMain,
  WebSocket,
};

type Missing = Exclude<
  // Renderer-only modules have no place in the main process; `default` and the like are type-level only.
  keyof typeof Electron.Main,
  keyof typeof electron
>;
// Fails to compile, naming it, when Electron gains a module that this file does not know.
type Complete = [Missing] extends [never] ? typeof electron : Missing;

export default electron satisfies Complete;
export {
  app,
  autoUpdater,
  BaseWindow,
  BrowserView,
  BrowserWindow,
  clipboard,
  ClipboardItem,
  contentTracing,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  ImageView,
  inAppPurchase,
  ipcMain,
  IpcMainServiceWorker,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  netLog,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  pushNotifications,
  safeStorage,
  screen,
  ServiceWorkerMain,
  session,
  sharedTexture,
  ShareMenu,
  shell,
  systemPreferences,
  TouchBar,
  Tray,
  utilityProcess,
  View,
  webContents,
  WebContentsView,
  webFrameMain,
  WebSocket,
};
