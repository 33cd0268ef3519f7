import { EventEmitter } from 'node:events';

/** A menu as the app built it, flattened to what a test asks about. */
export interface MenuItemRecord {
  readonly id: string;
  readonly label: string;
  readonly role: string | null;
  readonly type: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly checked: boolean;
  readonly accelerator: string | null;
  readonly submenu: readonly MenuItemRecord[] | null;
}

/** One thing the app asked of the operating system. */
export type HostRecord =
  | { kind: 'open-external'; url: string }
  | { kind: 'open-path'; path: string }
  | { kind: 'show-item'; path: string }
  | { kind: 'beep' }
  | { kind: 'notification'; id: number; title: string; body: string; silent: boolean }
  | { kind: 'dialog'; dialog: string; options: unknown }
  | { kind: 'application-menu'; items: readonly MenuItemRecord[] | null }
  | { kind: 'menu-popup'; items: readonly MenuItemRecord[] }
  | { kind: 'tray'; id: number; change: string; value: unknown }
  | { kind: 'protocol-client'; protocol: string }
  | { kind: 'relaunch'; args: readonly string[] | null }
  | { kind: 'app-setting'; name: string; value: unknown }
  | { kind: 'content-protection'; windowId: number; enabled: boolean };

/** Keeps, in order, what the app asked of the operating system, and tells it to whoever listens. */
export class HostRecords extends EventEmitter<{ record: [HostRecord] }> {
  private readonly kept: HostRecord[] = [];

  add(record: HostRecord): void {
    this.kept.push(record);
    this.emit('record', record);
  }

  all(): readonly HostRecord[] {
    return this.kept;
  }
}
