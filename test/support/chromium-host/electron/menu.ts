import { EventEmitter } from 'node:events';
import { records } from '../host.ts';
import type { MenuItemRecord } from '../host-records.ts';
import { guardInstances, guardStatics } from '../unimplemented.ts';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';

type Template = Omit<Electron.MenuItemConstructorOptions, 'submenu' | 'click'> & {
  submenu?: Template[] | Menu;
  click?: (item: MenuItem, window: BrowserWindow | undefined, event: object) => void;
};

/** Electron's MenuItem. */
export class MenuItem {
  readonly id: string;
  label: string;
  readonly type: string;
  readonly role: string | null;
  readonly accelerator: string | null;
  readonly submenu: Menu | undefined;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  toolTip: string;
  sublabel: string;
  readonly click: () => void;

  constructor(template: Template) {
    this.role = template.role ?? null;
    this.label = template.label ?? template.role ?? '';
    this.id = template.id ?? '';
    this.submenu = Array.isArray(template.submenu)
      ? Menu.buildFromTemplate(template.submenu)
      : template.submenu;
    this.type = template.type ?? (this.submenu ? 'submenu' : 'normal');
    this.accelerator = template.accelerator ?? null;
    this.enabled = template.enabled ?? true;
    this.visible = template.visible ?? true;
    this.checked = template.checked ?? false;
    this.toolTip = template.toolTip ?? '';
    this.sublabel = template.sublabel ?? '';
    this.click = () => {
      if (!this.enabled) return;
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (this.type === 'radio') this.checked = true;
      if (template.click) template.click(this, focusedWindow(), {});
      else playRole(this.role);
    };
  }

  /** The item as tests see it. */
  describe(): MenuItemRecord {
    const { id, label, role, type, enabled, visible, checked, accelerator, submenu } = this;
    return {
      id,
      label,
      role,
      type,
      enabled,
      visible,
      checked,
      accelerator,
      submenu: submenu?.describe() ?? null,
    };
  }
}
guardInstances('MenuItem', MenuItem);

/** Electron's Menu; nothing is drawn, tests click its items by id or label. */
export class Menu extends EventEmitter {
  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: (Template | MenuItem)[]): Menu {
    const menu = new Menu();
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item));
    return menu;
  }

  static setApplicationMenu(menu: Menu | null): void {
    app.applicationMenu = menu;
    records.add({ kind: 'application-menu', items: menu?.describe() ?? null });
  }

  static getApplicationMenu(): Menu | null {
    return app.applicationMenu instanceof Menu ? app.applicationMenu : null;
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }

  insert(position: number, item: MenuItem): void {
    this.items.splice(position, 0, item);
  }

  getMenuItemById(id: string): MenuItem | null {
    return this.find((item) => item.id === id);
  }

  popup(): void {
    this.emit('menu-will-show');
    records.add({ kind: 'menu-popup', items: this.describe() });
  }

  closePopup(): void {
    this.emit('menu-will-close');
  }

  describe(): MenuItemRecord[] {
    return this.items.map((item) => item.describe());
  }

  /** The first item here or in a submenu that `matches`. */
  find(matches: (item: MenuItem) => boolean): MenuItem | null {
    for (const item of this.items) {
      const found = matches(item) ? item : item.submenu?.find(matches);
      if (found) return found;
    }
    return null;
  }
}
guardInstances('Menu', Menu);
guardStatics('Menu', Menu);

function focusedWindow(): BrowserWindow | undefined {
  return BrowserWindow.getFocusedWindow() ?? undefined;
}

/** What Electron itself does for the roles that matter to a window. */
function playRole(role: string | null): void {
  const window = focusedWindow();
  switch ((role ?? '').toLowerCase()) {
    case 'quit':
      app.quit();
      break;
    case 'close':
      window?.close();
      break;
    case 'minimize':
      window?.minimize();
      break;
    case 'reload':
    case 'forcereload':
      window?.reload();
      break;
    case 'togglefullscreen':
      window?.setFullScreen(!window.isFullScreen());
      break;
    default:
      // Editing roles act on the focused field, which Chromium does by itself.
      break;
  }
}
