import type { StructuredCodec } from './structured-codec.ts';
import type { WorldBridge } from './world-bridge.ts';

/** What the preload's world says to the host. `values` is encoded by the codec. */
export type PreloadMessage =
  | { kind: 'hello'; href: string; origin: string }
  | { kind: 'invoke'; id: number; channel: string; values: string }
  | { kind: 'send'; channel: string; values: string }
  | { kind: 'preload-error'; message: string; stack: string };

/** What the host says to the preload's world. `values` is encoded by the codec. */
export type HostMessage =
  | { kind: 'reply'; id: number; error: string | null; values: string }
  | { kind: 'event'; channel: string; values: string };

export interface PreloadRuntimeOptions {
  readonly platform: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
}

/**
 * Plays the sandboxed preload's side of Electron: gives the preload `require('electron')` with `ipcRenderer` and
 * `contextBridge`, runs it, and returns how the host's messages come in. Injected as text into the preload's
 * world, so it may refer to nothing outside itself.
 */
export function runPreload(
  options: PreloadRuntimeOptions,
  codec: StructuredCodec,
  bridge: WorldBridge,
  post: (message: PreloadMessage) => void,
  location: { readonly href: string; readonly origin: string },
  preload: (require: (name: string) => unknown, process: object) => void,
): (message: HostMessage) => void {
  type Listener = (...args: unknown[]) => void;
  interface Entry {
    readonly listener: Listener;
    readonly once: boolean;
  }
  const listeners = new Map<string, Entry[]>();
  const pending = new Map<
    number,
    { channel: string; resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let lastId = 0;

  const guard = <Target extends object>(name: string, target: Target): Target =>
    new Proxy(target, {
      get: (object, key, receiver): unknown => {
        if (typeof key === 'string' && key !== 'then' && !(key in object)) {
          throw new Error(`The Chromium host does not implement ${name}.${key}`);
        }
        return Reflect.get(object, key, receiver);
      },
    });

  const add = (channel: string, listener: Listener, once: boolean) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
    return ipcRenderer;
  };
  const remove = (channel: string, listener: Listener) => {
    const entries = listeners.get(channel) ?? [];
    const at = entries.findLastIndex((entry) => entry.listener === listener);
    if (at >= 0) listeners.set(channel, entries.toSpliced(at, 1));
    return ipcRenderer;
  };
  const emit = (channel: string, ...args: unknown[]): boolean => {
    const entries = listeners.get(channel) ?? [];
    for (const entry of entries) {
      if (entry.once) remove(channel, entry.listener);
      try {
        entry.listener(...args);
      } catch (error) {
        // As in a browser: one listener's error is reported and the others still run.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    return entries.length > 0;
  };

  const ipcRenderer: Record<string, unknown> = guard('ipcRenderer', {
    on: (channel: string, listener: Listener) => add(channel, listener, false),
    addListener: (channel: string, listener: Listener) => add(channel, listener, false),
    once: (channel: string, listener: Listener) => add(channel, listener, true),
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel?: string) => {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer;
    },
    listenerCount: (channel: string) => listeners.get(channel)?.length ?? 0,
    emit,
    send: (channel: string, ...args: unknown[]) => {
      post({ kind: 'send', channel, values: codec.encode(args) });
    },
    invoke: async (channel: string, ...args: unknown[]) => {
      const values = codec.encode(args);
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        pending.set(id, { channel, resolve, reject });
        post({ kind: 'invoke', id, channel, values });
      });
    },
  });
  const electron = guard('electron (in a preload)', {
    ipcRenderer,
    contextBridge: guard('contextBridge', {
      exposeInMainWorld: (key: string, api: unknown) => {
        bridge.expose(key, api);
      },
    }),
  });
  const process = guard('process (in a preload)', {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    isMainFrame: true,
    platform: options.platform,
    versions: options.versions,
    argv: options.argv,
    env: {},
  });
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error(`module not found: ${name}`);
  };

  post({ kind: 'hello', href: location.href, origin: location.origin });
  try {
    preload(require, process);
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    post({ kind: 'preload-error', message, stack: stack ?? '' });
  }

  return (message) => {
    if (message.kind === 'event') {
      const args = codec.decode(message.values);
      emit(
        message.channel,
        { sender: ipcRenderer, ports: [] },
        ...(Array.isArray(args) ? (args as unknown[]) : []),
      );
      return;
    }
    const call = pending.get(message.id);
    pending.delete(message.id);
    if (message.error === null) call?.resolve(codec.decode(message.values));
    else {
      call?.reject(new Error(`Error invoking remote method '${call.channel}': ${message.error}`));
    }
  };
}
