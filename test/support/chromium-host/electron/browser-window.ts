import { pathToFileURL } from 'node:url';
import type { PageLink } from '../chromium/page-link.ts';
import { records } from '../host.ts';
import { guardInstances, guardStatics } from '../unimplemented.ts';
import { app } from './app.ts';
import { createEvent } from './electron-event.ts';
import { HostSession } from './session.ts';
import { HostWebContents } from './web-contents.ts';
import { HostWindowFrame } from './window-frame.ts';
import { windows } from './window-registry.ts';

type WindowOptions = Omit<Electron.BrowserWindowConstructorOptions, 'webPreferences'> & {
  webPreferences?: Omit<Electron.WebPreferences, 'session'> & { session?: HostSession };
};

let lastId = 0;

/** Electron's BrowserWindow on a window of Chromium. */
export class BrowserWindow
  extends HostWindowFrame
  implements
    Pick<
      Electron.BrowserWindow,
      | 'loadURL'
      | 'loadFile'
      | 'show'
      | 'showInactive'
      | 'hide'
      | 'focus'
      | 'close'
      | 'destroy'
      | 'reload'
      | 'setContentProtection'
      | 'isContentProtected'
    >
{
  readonly id = ++lastId;
  readonly webContents: HostWebContents;
  private contentProtected = false;

  constructor(options: WindowOptions = {}) {
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    super(options);
    const { webPreferences = {} } = options;
    if (webPreferences.contextIsolation === false || webPreferences.nodeIntegration === true) {
      throw new Error(
        'The Chromium host only plays windows with contextIsolation and no nodeIntegration',
      );
    }
    this.webContents = new HostWebContents({
      session: webPreferences.session ?? HostSession.fromPartition(webPreferences.partition ?? ''),
      preload: webPreferences.preload ?? null,
      size: this.bounds,
      arguments: webPreferences.additionalArguments ?? [],
    });
    windows.add(this);
    this.webContents.once('host:painted', () => this.emit('ready-to-show'));
    this.webContents.on('host:page-closed', () => {
      this.pageClosed();
    });
    this.webContents.on('page-title-updated', (event: Electron.Event, title: string) => {
      this.emit('page-title-updated', event, title, true);
      if (!event.defaultPrevented) this.title = title;
    });
    if (this.visible) this.gainFocus();
    app.emit('web-contents-created', createEvent(), this.webContents);
    app.emit('browser-window-created', createEvent(), this);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows].filter((window) => window instanceof BrowserWindow);
  }

  static fromWebContents(contents: unknown): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }

  static fromId(id: number): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.id === id) ?? null;
  }

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.focused) ?? null;
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url);
  }

  async loadFile(file: string): Promise<void> {
    await this.webContents.loadURL(pathToFileURL(file).href);
  }

  reload(): void {
    this.webContents.reload();
  }

  show(): void {
    this.showInactive();
    this.gainFocus();
  }

  showInactive(): void {
    const was = this.visible;
    this.visible = true;
    if (this.state === 'minimized') this.restore();
    this.withPage((link) => {
      link.setBounds({ windowState: 'normal' });
    });
    if (!was) this.emit('show', createEvent());
  }

  hide(): void {
    const was = this.visible;
    this.visible = false;
    this.blur();
    // Chromium has no hidden window; a minimized one is the nearest.
    this.withPage((link) => {
      link.setBounds({ windowState: 'minimized' });
    });
    if (was) this.emit('hide', createEvent());
  }

  focus(): void {
    this.gainFocus();
  }

  /** Asks the app, which may keep the window; otherwise the window goes. */
  close(): void {
    if (this.destroyed) return;
    const event = createEvent();
    this.emit('close', event);
    if (event.defaultPrevented) app.quittingRefused();
    else this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.blur();
    windows.delete(this);
    this.webContents.destroy();
    this.emit('closed', createEvent());
    if (windows.size === 0) app.allWindowsClosed();
  }

  setContentProtection(enable: boolean): void {
    this.contentProtected = enable;
    records.add({ kind: 'content-protection', windowId: this.id, enabled: enable });
  }

  isContentProtected(): boolean {
    return this.contentProtected;
  }

  private gainFocus(): void {
    for (const other of BrowserWindow.getAllWindows()) if (other !== this) other.blur();
    if (this.focused || this.destroyed) return;
    this.focused = true;
    this.withPage((link) => void link.page.bringToFront().catch(() => undefined));
    this.emit('focus', createEvent());
    app.emit('browser-window-focus', createEvent(), this);
  }

  protected override withPage(work: (link: PageLink) => void): void {
    // A window whose page never opened has nothing to move.
    void this.webContents.pageLink().then(work, () => undefined);
  }

  /** The person closed Chromium's window, which asks nobody: the app hears of it as of any close. */
  private pageClosed(): void {
    if (this.destroyed) return;
    const event = createEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) {
      this.destroy();
      return;
    }
    this.visible = false;
    this.webContents.reopen();
  }
}
guardInstances('BrowserWindow', BrowserWindow);
guardStatics('BrowserWindow', BrowserWindow);
