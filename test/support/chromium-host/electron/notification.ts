import { EventEmitter } from 'node:events';
import { records } from '../host.ts';
import { guardInstances, guardStatics } from '../unimplemented.ts';
import { createEvent } from './electron-event.ts';

let lastId = 0;

/** The notifications shown so far, by number. */
export const notifications = new Map<number, Notification>();

/** Electron's Notification; nothing is drawn, tests read and click it. */
export class Notification
  extends EventEmitter
  implements Pick<Electron.Notification, 'show' | 'close' | 'title' | 'body' | 'silent'>
{
  title: string;
  subtitle: string;
  body: string;
  silent: boolean;
  urgency: string;
  readonly number = ++lastId;

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
    this.urgency = options.urgency ?? 'normal';
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    const { number: id, title, body, silent } = this;
    notifications.set(id, this);
    records.add({ kind: 'notification', id, title, body, silent });
    this.emit('show', createEvent());
  }

  close(): void {
    if (notifications.delete(this.number)) this.emit('close', createEvent());
  }

  /** The person clicks it. */
  click(): void {
    this.emit('click', createEvent());
  }
}
guardInstances('Notification', Notification);
guardStatics('Notification', Notification);
