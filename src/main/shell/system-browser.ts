import { shell } from 'electron';
import type { Browser } from '../app/index.ts';
import { isLoopbackHttp } from '../auth-foundation/index.ts';

/** The system's browser. Only web pages are opened: https, or http on this machine (a local test org). */
export const systemBrowser: Browser = {
  open: async (url) => {
    const isAllowed = url.protocol === 'https:' || isLoopbackHttp(url.href);
    if (!isAllowed) throw new TypeError('Only https pages are opened in the browser.');
    await shell.openExternal(url.href);
  },
};
