import { EventEmitter } from 'node:events';
import { browser, options, records } from '../host.ts';
import { guardInstances } from '../unimplemented.ts';
import { AppPaths } from './app-paths.ts';
import { createEvent } from './electron-event.ts';
import { SingleInstanceLock } from './single-instance-lock.ts';
import { windows } from './window-registry.ts';

type Implemented =
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'getPath'
  | 'setPath'
  | 'setAppLogsPath'
  | 'getAppPath'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'isPackaged'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'getLocale'
  | 'getSystemLocale'
  | 'getPreferredSystemLanguages'
  | 'focus'
  | 'hide'
  | 'show'
  | 'setAsDefaultProtocolClient'
  | 'removeAsDefaultProtocolClient'
  | 'isDefaultProtocolClient'
  | 'disableHardwareAcceleration'
  | 'setAboutPanelOptions'
  | 'showAboutPanel'
  | 'setLoginItemSettings'
  | 'setBadgeCount'
  | 'isAccessibilitySupportEnabled';

/** Electron's `app.commandLine`. */
class HostCommandLine implements Omit<Electron.CommandLine, symbol> {
  private readonly switches = new Map(options.switches);

  appendSwitch(name: string, value = ''): void {
    this.switches.set(name.toLowerCase(), value);
  }

  appendArgument(): void {
    // Arguments for Chromium itself; this one has been given its own.
  }

  hasSwitch(name: string): boolean {
    return this.switches.has(name);
  }

  getSwitchValue(name: string): string {
    return this.switches.get(name) ?? '';
  }

  removeSwitch(name: string): void {
    this.switches.delete(name);
  }
}

class HostApp extends EventEmitter implements Pick<Electron.App, Implemented> {
  name = options.appName;
  readonly isPackaged = false;
  userAgentFallback = '';
  applicationMenu: unknown = null;
  /** Absent except on macOS, as in Electron. */
  readonly dock: undefined = undefined;
  readonly commandLine = new HostCommandLine();
  private readonly paths = new AppPaths();
  private readonly ready = Promise.withResolvers<undefined>();
  private readyNow = false;
  private quitting = false;
  private exiting = false;
  private lock: SingleInstanceLock | null = null;

  /** The app's code is loaded: Electron is ready. */
  becomeReady(): void {
    if (this.quitting) return;
    this.readyNow = true;
    browser.warmUp();
    this.ready.resolve(undefined);
    this.emit('ready', createEvent(), {});
  }

  isReady(): boolean {
    return this.readyNow;
  }

  async whenReady(): Promise<void> {
    await this.ready.promise;
  }

  /** Asks everything that may object, in Electron's order: the app, each window, the app again. */
  quit(): void {
    const event = createEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.quitting = true;
    // The last window to close leaves by itself.
    if (windows.size === 0) this.leave();
    else for (const window of [...windows]) window.close();
  }

  exit(exitCode = 0): void {
    if (this.exiting) return;
    this.exiting = true;
    for (const window of [...windows]) window.destroy();
    this.emit('quit', createEvent(), exitCode);
    process.exit(exitCode);
  }

  /** The last of the windows has closed. */
  allWindowsClosed(): void {
    if (this.exiting) return;
    if (this.quitting) this.leave();
    else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }

  /** A window refused to close, which calls off the quitting. */
  quittingRefused(): void {
    this.quitting = false;
  }

  private leave(): void {
    const event = createEvent();
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.quitting = false;
    else this.exit(0);
  }

  relaunch(relaunchOptions?: Electron.RelaunchOptions): void {
    records.add({ kind: 'relaunch', args: relaunchOptions?.args ?? null });
  }

  getPath(name: Parameters<Electron.App['getPath']>[0]): string {
    return this.paths.get(name, this.name);
  }

  setPath(name: string, folder: string): void {
    this.paths.set(name, folder);
  }

  setAppLogsPath(folder?: string): void {
    if (folder !== undefined) this.paths.set('logs', folder);
  }

  getAppPath(): string {
    return options.appPath;
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  getVersion(): string {
    return options.appVersion;
  }

  requestSingleInstanceLock(additionalData?: unknown): boolean {
    this.lock ??= new SingleInstanceLock(this.getPath('userData'));
    const message = { argv: process.argv, workingDirectory: process.cwd(), additionalData };
    return this.lock.acquire(message, (second) => {
      this.emit(
        'second-instance',
        createEvent(),
        second.argv,
        second.workingDirectory,
        second.additionalData,
      );
    });
  }

  hasSingleInstanceLock(): boolean {
    return this.lock?.isHeld() ?? false;
  }

  releaseSingleInstanceLock(): void {
    this.lock?.release();
  }

  enableSandbox(): void {
    if (this.readyNow)
      throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  disableHardwareAcceleration(): void {
    if (this.readyNow) {
      throw new Error('app.disableHardwareAcceleration() can only be called before app is ready');
    }
  }

  getLocale(): string {
    return options.switches.get('lang') ?? Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getSystemLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }

  focus(): void {
    this.setting('focus', true);
  }

  hide(): void {
    this.setting('hide', true);
  }

  show(): void {
    this.setting('show', true);
  }

  setAsDefaultProtocolClient(protocol: string): boolean {
    records.add({ kind: 'protocol-client', protocol });
    return true;
  }

  removeAsDefaultProtocolClient(): boolean {
    return true;
  }

  isDefaultProtocolClient(): boolean {
    return false;
  }

  setAppUserModelId(id: string): void {
    this.setting('appUserModelId', id);
  }

  setAboutPanelOptions(panel: Electron.AboutPanelOptionsOptions): void {
    this.setting('aboutPanelOptions', panel);
  }

  showAboutPanel(): void {
    this.setting('showAboutPanel', true);
  }

  setLoginItemSettings(settings: Electron.Settings): void {
    this.setting('loginItemSettings', settings);
  }

  setBadgeCount(count?: number): boolean {
    this.setting('badgeCount', count ?? null);
    return true;
  }

  isAccessibilitySupportEnabled(): boolean {
    return false;
  }

  private setting(name: string, value: unknown): void {
    records.add({ kind: 'app-setting', name, value });
  }
}
guardInstances('app', HostApp);

/** Electron's `app`. */
export const app = new HostApp();
