import { app } from '../electron/app.ts';
import { BrowserWindow } from '../electron/browser-window.ts';
import { clipboard } from '../electron/clipboard.ts';
import { answerNextDialog } from '../electron/dialog.ts';
import { createEvent } from '../electron/electron-event.ts';
import { ipcMain } from '../electron/ipc-main.ts';
import { Menu } from '../electron/menu.ts';
import { nativeTheme } from '../electron/native-theme.ts';
import { notifications } from '../electron/notification.ts';
import { powerMonitor } from '../electron/small-modules.ts';
import { trays } from '../electron/tray.ts';
import { HostWebFrameMain } from '../electron/web-frame-main.ts';
import { browser, records } from '../host.ts';
import { nodeCodec } from '../page-runtime/node-codec.ts';
import type {
  ControlMessage,
  ControlMethod,
  ControlMethods,
  ControlRequest,
  ForgedSender,
} from './control-protocol.ts';
import { isControlRequest } from './control-protocol.ts';

type Handlers = {
  [Method in ControlMethod]: (
    params: ControlMethods[Method]['params'],
  ) => ControlMethods[Method]['result'] | Promise<ControlMethods[Method]['result']>;
};

const handlers: Handlers = {
  'host.endpoint': () => browser.endpoint(),
  'windows.list': () =>
    BrowserWindow.getAllWindows().map((window) => ({
      id: window.id,
      url: window.webContents.getURL(),
      title: window.getTitle(),
      visible: window.isVisible(),
      focused: window.isFocused(),
    })),
  'window.close': ({ id }) => {
    const window = windowOf(id);
    return soon(() => {
      window.close();
    });
  },
  'window.crash': ({ id }) =>
    done(() => {
      windowOf(id).webContents.forcefullyCrashRenderer();
    }),
  'records.list': () => [...records.all()],
  'clipboard.read': readClipboard,
  'clipboard.write': async ({ text }) => {
    await clipboard.writeText(text);
    return null;
  },
  'app.quit': () =>
    soon(() => {
      app.quit();
    }),
  'app.emit': ({ event, args }) =>
    done(() => {
      app.emit(event, createEvent(), ...args);
    }),
  'power-monitor.emit': ({ event }) =>
    done(() => {
      powerMonitor.emit(event, createEvent());
    }),
  'native-theme.set-system': ({ dark }) =>
    done(() => {
      nativeTheme.setSystemDark(dark);
    }),
  'ipc.invoke-as': async ({ windowId, sender, channel, args }) => {
    const { error, values } = await ipcMain.answerInvoke(
      { contents: windowOf(windowId).webContents, frame: forge(sender, windowOf(windowId)) },
      channel,
      nodeCodec.encode(args),
    );
    return { error, value: nodeCodec.decode(values) };
  },
  'permission.ask': ({ windowId, permission }) => {
    const { webContents } = windowOf(windowId);
    return webContents.session.askPermission(permission, webContents);
  },
  'menu.click': ({ where, item }) =>
    done(() => {
      clickMenu(where, item);
    }),
  'tray.click': () =>
    done(() => {
      for (const tray of trays) tray.click();
    }),
  'notification.click': ({ id }) =>
    done(() => {
      const notification = notifications.get(id);
      if (!notification) throw new Error(`No notification ${id} is shown.`);
      notification.click();
    }),
  'dialog.answer-next': ({ answer }) =>
    done(() => {
      answerNextDialog(answer);
    }),
};

/** Answers the test that started the host; without one (no channel) it does nothing. */
export function serveControl(): void {
  if (!process.send) return;
  process.on('message', (message: unknown) => {
    if (isControlRequest(message)) void answer(message);
  });
  records.on('record', (record) => {
    tell({ chromiumHost: 'record', record });
  });
  tell({ chromiumHost: 'ready' });
}

async function answer<Method extends ControlMethod>(
  request: ControlRequest<Method>,
): Promise<void> {
  const { id, method, params } = request;
  try {
    const result = await handlers[method](params);
    tell({ chromiumHost: 'reply', id, ok: true, result });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    tell({ chromiumHost: 'reply', id, ok: false, error: text });
  }
}

function tell(message: ControlMessage): void {
  if (process.connected) process.send?.(message);
}

function done(work: () => void): null {
  work();
  return null;
}

/** For what may end the process: the test hears first that its wish arrived. */
function soon(work: () => void): null {
  setImmediate(work);
  return null;
}

function windowOf(id: number): BrowserWindow {
  const window = BrowserWindow.fromId(id);
  if (!window) throw new Error(`There is no window ${id}.`);
  return window;
}

async function readClipboard(): Promise<Record<string, string>> {
  const formats: Record<string, string> = {};
  for (const item of await clipboard.read()) {
    for (const type of item.types) {
      const payload = await item.getType(type);
      formats[type] = payload instanceof Blob ? await payload.text() : JSON.stringify(payload);
    }
  }
  return formats;
}

function forge(
  { url, origin, frame }: ForgedSender,
  window: BrowserWindow,
): HostWebFrameMain | null {
  if (frame === 'gone') return null;
  const parent = window.webContents.mainFrame;
  const facts = { url, origin, processId: window.webContents.id };
  return new HostWebFrameMain(frame === 'child' ? { ...facts, parent } : facts);
}

function clickMenu(where: 'application' | 'tray', name: string): void {
  const menus =
    where === 'tray' ? [...trays].map((tray) => tray.menu) : [Menu.getApplicationMenu()];
  for (const menu of menus) {
    const item = menu?.find(({ id, label, role }) => [id, label, role].includes(name));
    if (item) {
      item.click();
      return;
    }
  }
  throw new Error(`The ${where} menu has no item '${name}'.`);
}
