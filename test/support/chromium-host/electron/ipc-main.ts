import { EventEmitter } from 'node:events';
import { nodeCodec } from '../page-runtime/node-codec.ts';
import { guardInstances } from '../unimplemented.ts';
import { createEvent } from './electron-event.ts';
import type { HostWebFrameMain } from './web-frame-main.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;

/** Who sent a message. `frame: null` plays a frame that has gone in the meantime. */
export interface IpcSender {
  readonly contents: object;
  readonly frame: HostWebFrameMain | null;
  readonly reply?: (channel: string, args: readonly unknown[]) => void;
}

/** The answer to an invoke, on its way to the page. */
export interface InvokeAnswer {
  readonly error: string | null;
  readonly values: string;
}

class HostIpcMain extends EventEmitter {
  private readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    if (typeof handler !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    }
    this.handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }

  /** Runs the handler of `channel` for a message of the page and encodes what comes of it, as Electron does. */
  async answerInvoke(sender: IpcSender, channel: string, values: string): Promise<InvokeAnswer> {
    const handler = this.handlers.get(channel);
    if (handler === undefined) return fail(new Error(`No handler registered for '${channel}'`));
    try {
      const result = await Promise.resolve(handler(ipcEvent(sender), ...decodeList(values)));
      return { error: null, values: nodeCodec.encode(result) };
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      return fail(error);
    }
  }

  /** Emits a one-way message of the page. */
  receive(sender: IpcSender, channel: string, values: string): void {
    this.emit(channel, ipcEvent(sender), ...decodeList(values));
  }
}
guardInstances('ipcMain', HostIpcMain);

/** Electron's `ipcMain`. */
export const ipcMain = new HostIpcMain();

function fail(error: unknown): InvokeAnswer {
  return { error: String(error), values: nodeCodec.encode(undefined) };
}

function decodeList(values: string): unknown[] {
  const list = nodeCodec.decode(values);
  return Array.isArray(list) ? list : [];
}

function ipcEvent({ contents, frame, reply }: IpcSender): object {
  const { processId = -1, routingId: frameId = -1 } = frame ?? {};
  return createEvent({
    type: 'frame',
    sender: contents,
    processId,
    frameId,
    ports: [],
    // Null once the frame has navigated or gone, as the typings of Electron warn.
    get senderFrame() {
      return frame === null || frame.isDestroyed() ? null : frame;
    },
    reply: (channel: string, ...args: unknown[]) => reply?.(channel, args),
  });
}
