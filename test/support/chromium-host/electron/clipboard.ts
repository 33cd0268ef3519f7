import { guardInstances } from '../unimplemented.ts';

type Payload = string | Electron.ClipboardBookmark | Blob | Promise<Blob | string>;
const bookmarkType = 'electron application/bookmark';

/** Electron 45's ClipboardItem. */
export class ClipboardItem {
  readonly types: string[];
  private readonly items: Readonly<Record<string, Payload>>;

  constructor(items: Record<string, Payload>) {
    this.items = { ...items };
    this.types = Object.keys(items);
    if (this.types.length === 0) {
      throw new TypeError("Failed to construct 'ClipboardItem': Empty dictionary argument");
    }
  }

  /** Rejects when the item does not carry `type`. */
  async getType(type: string): Promise<Blob | Electron.ClipboardBookmark> {
    if (!(type in this.items)) {
      throw new Error(`The type '${type}' was not found on the ClipboardItem`);
    }
    const payload = await this.items[type];
    if (payload instanceof Blob) return payload;
    if (typeof payload === 'object') return payload;
    return new Blob([payload ?? ''], { type });
  }
}

/** Electron 45's clipboard, kept in this process: it never touches the operating system's. */
class HostClipboard {
  private formats = new Map<string, Blob | Electron.ClipboardBookmark>();

  clear(): void {
    this.formats = new Map();
  }

  async has(type: string): Promise<boolean> {
    return Promise.resolve(this.formats.has(type));
  }

  async readText(): Promise<string> {
    const text = this.formats.get('text/plain');
    return text instanceof Blob ? text.text() : '';
  }

  async writeText(text: string): Promise<void> {
    if (typeof text !== 'string') throw new TypeError('Error processing argument at index 0');
    await this.write([new ClipboardItem({ 'text/plain': text })]);
  }

  async read(): Promise<ClipboardItem[]> {
    const items = Object.fromEntries(this.formats);
    return Promise.resolve(this.formats.size === 0 ? [] : [new ClipboardItem(items)]);
  }

  /** Everything of one call is there at once, or nothing of it. */
  async write(items: readonly ClipboardItem[]): Promise<void> {
    const formats = new Map<string, Blob | Electron.ClipboardBookmark>();
    for (const item of items) {
      for (const type of item.types) {
        if ((type === bookmarkType) !== !((await item.getType(type)) instanceof Blob)) {
          throw new TypeError(`Wrong payload for the clipboard type '${type}'`);
        }
        formats.set(type, await item.getType(type));
      }
    }
    this.formats = formats;
  }
}
guardInstances('clipboard', HostClipboard);

class HostSystemClipboard extends HostClipboard {
  /** The selection clipboard, which only Linux has. */
  readonly selection: HostClipboard | undefined =
    process.platform === 'linux' ? new HostClipboard() : undefined;
}

/** Electron's `clipboard`. */
export const clipboard = new HostSystemClipboard();
