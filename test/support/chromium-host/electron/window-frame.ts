import { EventEmitter } from 'node:events';
import type { PageLink } from '../chromium/page-link.ts';
import { app } from './app.ts';
import { createEvent } from './electron-event.ts';

type Implemented =
  | 'blur'
  | 'isDestroyed'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'minimize'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'isMaximized'
  | 'isFullScreen'
  | 'setFullScreen'
  | 'getBounds'
  | 'getNormalBounds'
  | 'getContentBounds'
  | 'setBounds'
  | 'getSize'
  | 'setSize'
  | 'getPosition'
  | 'setPosition'
  | 'center'
  | 'setTitle'
  | 'getTitle'
  | 'setMenuBarVisibility'
  | 'setAutoHideMenuBar'
  | 'removeMenu'
  | 'setBackgroundColor'
  | 'setMinimumSize'
  | 'setAlwaysOnTop'
  | 'setSkipTaskbar'
  | 'flashFrame'
  | 'setProgressBar';

/** The outside of a window: its place, size and state, what they are called, and whether it is in front. */
export abstract class HostWindowFrame
  extends EventEmitter
  implements Pick<Electron.BrowserWindow, Implemented>
{
  protected bounds: Electron.Rectangle;
  protected title: string;
  protected state: 'normal' | 'minimized' | 'maximized' | 'fullscreen' = 'normal';
  protected visible: boolean;
  protected focused = false;
  protected destroyed = false;

  constructor(options: Electron.BaseWindowConstructorOptions) {
    super();
    this.bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.title = options.title ?? app.getName();
    this.visible = options.show ?? true;
  }

  /** Does `work` on Chromium's page once it is there. */
  protected abstract withPage(work: (link: PageLink) => void): void;

  isDestroyed(): boolean {
    return this.destroyed;
  }

  isVisible(): boolean {
    return this.visible && this.state !== 'minimized';
  }

  isFocused(): boolean {
    return this.focused;
  }

  blur(): void {
    if (!this.focused) return;
    this.focused = false;
    this.emit('blur', createEvent());
    app.emit('browser-window-blur', createEvent(), this);
  }

  isMinimized(): boolean {
    return this.state === 'minimized';
  }

  minimize(): void {
    this.enter('minimized', 'minimize');
    this.blur();
  }

  restore(): void {
    this.enter('normal', 'restore');
  }

  maximize(): void {
    this.enter('maximized', 'maximize');
  }

  unmaximize(): void {
    this.enter('normal', 'unmaximize');
  }

  isMaximized(): boolean {
    return this.state === 'maximized';
  }

  isFullScreen(): boolean {
    return this.state === 'fullscreen';
  }

  setFullScreen(flag: boolean): void {
    this.enter(flag ? 'fullscreen' : 'normal', flag ? 'enter-full-screen' : 'leave-full-screen');
  }

  getBounds(): Electron.Rectangle {
    return { ...this.bounds };
  }

  getNormalBounds(): Electron.Rectangle {
    return { ...this.bounds };
  }

  getContentBounds(): Electron.Rectangle {
    return { ...this.bounds };
  }

  setBounds(change: Partial<Electron.Rectangle>): void {
    const before = this.bounds;
    this.bounds = { ...before, ...change };
    const { x, y, width, height } = this.bounds;
    this.withPage((link) => {
      link.setBounds({ left: x, top: y, width, height });
    });
    if (before.width !== width || before.height !== height) this.emit('resize', createEvent());
    if (before.x !== x || before.y !== y) this.emit('move', createEvent());
  }

  getSize(): number[] {
    return [this.bounds.width, this.bounds.height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getPosition(): number[] {
    return [this.bounds.x, this.bounds.y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  center(): void {
    this.setPosition(
      Math.max(0, Math.round((1280 - this.bounds.width) / 2)),
      Math.max(0, Math.round((800 - this.bounds.height) / 2)),
    );
  }

  setTitle(title: string): void {
    this.title = title;
  }

  getTitle(): string {
    return this.title;
  }

  // What follows has no meaning on a page of Chromium; an app may still ask for it.
  setMenuBarVisibility(): void {
    this.noEffect();
  }
  setAutoHideMenuBar(): void {
    this.noEffect();
  }
  removeMenu(): void {
    this.noEffect();
  }
  setMenu(): void {
    this.noEffect();
  }
  setBackgroundColor(): void {
    this.noEffect();
  }
  setMinimumSize(): void {
    this.noEffect();
  }
  setAlwaysOnTop(): void {
    this.noEffect();
  }
  setSkipTaskbar(): void {
    this.noEffect();
  }
  flashFrame(): void {
    this.noEffect();
  }
  setProgressBar(): void {
    this.noEffect();
  }
  setIcon(): void {
    this.noEffect();
  }
  moveTop(): void {
    this.noEffect();
  }

  private noEffect(): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
  }

  protected enter(state: typeof this.state, event: string): void {
    if (this.state === state) return;
    this.state = state;
    this.withPage((link) => {
      link.setBounds({ windowState: state });
    });
    this.emit(event, createEvent());
  }
}
