import { EventEmitter } from 'node:events';
import { records } from '../host.ts';
import { guardInstances } from '../unimplemented.ts';
import { createEvent } from './electron-event.ts';
import type { Menu } from './menu.ts';

let lastId = 0;

/** The trays the app has put up. */
export const trays = new Set<Tray>();

/** Electron's Tray; nothing is drawn, tests click it and its menu. */
export class Tray
  extends EventEmitter
  implements Pick<Electron.Tray, 'destroy' | 'isDestroyed' | 'setToolTip' | 'setTitle' | 'getTitle'>
{
  readonly id = ++lastId;
  menu: Menu | null = null;
  private title = '';
  private destroyed = false;

  constructor(image: unknown) {
    super();
    if (image === undefined) throw new TypeError('Error processing argument at index 0');
    trays.add(this);
    this.record('created', null);
  }

  destroy(): void {
    this.destroyed = true;
    trays.delete(this);
    this.record('destroyed', null);
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  setToolTip(toolTip: string): void {
    this.record('toolTip', toolTip);
  }

  setTitle(title: string): void {
    this.title = title;
    this.record('title', title);
  }

  getTitle(): string {
    return this.title;
  }

  setImage(): void {
    this.record('image', null);
  }

  setPressedImage(): void {
    this.record('pressedImage', null);
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
    this.record('contextMenu', menu?.describe() ?? null);
  }

  popUpContextMenu(menu?: Menu): void {
    (menu ?? this.menu)?.popup();
  }

  setIgnoreDoubleClickEvents(): void {
    this.record('ignoreDoubleClickEvents', null);
  }

  getBounds(): Electron.Rectangle {
    return { x: 0, y: 0, width: 0, height: 0 };
  }

  /** The person clicks the tray. */
  click(): void {
    this.emit('click', createEvent(), this.getBounds(), { x: 0, y: 0 });
  }

  private record(change: string, value: unknown): void {
    records.add({ kind: 'tray', id: this.id, change, value });
  }
}
guardInstances('Tray', Tray);
