import { contextBridge, ipcRenderer } from 'electron';
import {
  apiKey,
  commandChannel,
  eventChannel,
  type AccountManagerApi,
} from '../shared/channels.ts';

// Electron's event object is not handed on: it would give the page a way to the IPC itself.
const api: AccountManagerApi = {
  invoke: (name, input) => ipcRenderer.invoke(commandChannel(name), input),
  on: (name, listener) => {
    const forward = (_event: unknown, payload: Parameters<typeof listener>[0]): void => {
      listener(payload);
    };
    ipcRenderer.on(eventChannel(name), forward);
    return () => {
      ipcRenderer.off(eventChannel(name), forward);
    };
  },
};

contextBridge.exposeInMainWorld(apiKey, api);
