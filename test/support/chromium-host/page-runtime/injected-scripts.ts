import { randomUUID } from 'node:crypto';
import { Script } from 'node:vm';
import type { PreloadRuntimeOptions } from './preload-runtime.ts';
import { runPreload } from './preload-runtime.ts';
import { createStructuredCodec } from './structured-codec.ts';
import { createWorldBridge } from './world-bridge.ts';

/** The scripts that run at the start of every document of one window. */
export interface InjectedScripts {
  /** The isolated world in which the preload runs. */
  readonly worldName: string;
  /** The function through which the preload's world speaks to the host. */
  readonly postBinding: string;
  /** The function through which the host speaks to the preload's world. */
  readonly receiver: string;
  readonly preloadWorld: string;
  readonly pageWorld: string;
  /** Why the preload could not be compiled, if it could not. */
  readonly preloadError: Error | null;
}

/**
 * Assembles the scripts for a window.
 *
 * @param preload the text of the preload bundle, or null when the window has none
 */
export function assembleInjectedScripts(
  preload: string | null,
  options: PreloadRuntimeOptions,
): InjectedScripts {
  const secret = randomUUID();
  const names = {
    worldName: 'Electron Isolated Context',
    postBinding: `__hostPost_${secret.replaceAll('-', '')}`,
    receiver: `__hostReceive_${secret.replaceAll('-', '')}`,
  };
  const preloadError = preload === null ? null : compileError(preload);
  const preloadBody = preload === null || preloadError ? '' : preload;
  return {
    ...names,
    preloadError,
    // Electron runs a preload in the main frame only, unless nodeIntegrationInSubFrames is set.
    preloadWorld: `if (globalThis.top === globalThis) {
const bridge = (${createWorldBridge.toString()})('preload', ${JSON.stringify(secret)}, document);
const codec = (${createStructuredCodec.toString()})({
  clone: (value) => structuredClone(value),
  toBase64: (bytes) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  },
  fromBase64: (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)),
});
const postText = globalThis[${JSON.stringify(names.postBinding)}];
delete globalThis[${JSON.stringify(names.postBinding)}];
const receive = (${runPreload.toString()})(
  ${JSON.stringify(options)}, codec, bridge, (message) => postText(JSON.stringify(message)), location,
  function (require, process) { const module = { exports: {} }; const exports = module.exports;
    const global = globalThis;
${preloadBody}
  },
);
Object.defineProperty(globalThis, ${JSON.stringify(names.receiver)}, { value: (text) => { receive(JSON.parse(text)); } });
}`,
    pageWorld: `if (globalThis.top === globalThis) {
(${createWorldBridge.toString()})('page', ${JSON.stringify(secret)}, document);
}`,
  };
}

function compileError(preload: string): Error | null {
  try {
    new Script(`(function (require, process) {${preload}\n})`);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
