import type { DevToolsEndpoint } from '../chromium/host-browser.ts';
import type { HostRecord } from '../host-records.ts';

/** A window of the app, as the host sees it. */
export interface WindowInfo {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly visible: boolean;
  readonly focused: boolean;
}

/** Who a forged message pretends to come from. */
export interface ForgedSender {
  readonly url: string;
  readonly origin: string;
  /** `top`: another document of the main frame; `child`: a frame inside the page; `gone`: no frame any more. */
  readonly frame: 'top' | 'child' | 'gone';
}

/** What a test may ask of the host, and what it answers. */
export interface ControlMethods {
  'host.endpoint': { params: null; result: DevToolsEndpoint };
  'windows.list': { params: null; result: WindowInfo[] };
  'window.close': { params: { id: number }; result: null };
  'window.crash': { params: { id: number }; result: null };
  'records.list': { params: null; result: HostRecord[] };
  'clipboard.read': {
    params: null;
    /** Every format there is, as text. */
    result: Record<string, string>;
  };
  'clipboard.write': { params: { text: string }; result: null };
  'app.quit': { params: null; result: null };
  'app.emit': { params: { event: string; args: unknown[] }; result: null };
  'power-monitor.emit': { params: { event: string }; result: null };
  'native-theme.set-system': { params: { dark: boolean }; result: null };
  'ipc.invoke-as': {
    params: { windowId: number; sender: ForgedSender; channel: string; args: unknown[] };
    result: { error: string | null; value: unknown };
  };
  'permission.ask': {
    params: { windowId: number; permission: string };
    /** What the app's request handler and its check handler say. */
    result: { request: boolean; check: boolean };
  };
  'menu.click': { params: { where: 'application' | 'tray'; item: string }; result: null };
  'tray.click': { params: null; result: null };
  'notification.click': { params: { id: number }; result: null };
  'dialog.answer-next': { params: { answer: object }; result: null };
}

export type ControlMethod = keyof ControlMethods;

/** From the test to the host. */
export interface ControlRequest<Method extends ControlMethod = ControlMethod> {
  readonly chromiumHost: 'request';
  readonly id: number;
  readonly method: Method;
  readonly params: ControlMethods[Method]['params'];
}

/** From the host to the test. */
export type ControlMessage =
  | { chromiumHost: 'ready' }
  | { chromiumHost: 'record'; record: HostRecord }
  | { chromiumHost: 'reply'; id: number; ok: true; result: unknown }
  | { chromiumHost: 'reply'; id: number; ok: false; error: string };

/** Whether a message on the process's channel belongs to this protocol. */
export function isControlRequest(message: unknown): message is ControlRequest {
  return (
    typeof message === 'object' &&
    message !== null &&
    Reflect.get(message, 'chromiumHost') === 'request'
  );
}

/** The same for the other direction. */
export function isControlMessage(message: unknown): message is ControlMessage {
  return typeof message === 'object' && message !== null && 'chromiumHost' in message;
}
