import { shell } from 'electron';
import type { Browser } from '../app/index.ts';

const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** The system's browser. Only web pages are opened: https, or http on this machine (a local test org). */
export const systemBrowser: Browser = {
  open: async (url) => {
    const { protocol, hostname } = url;
    const isAllowed =
      protocol === 'https:' || (protocol === 'http:' && loopbackHosts.includes(hostname));
    if (!isAllowed) throw new TypeError('Only https pages are opened in the browser.');
    await shell.openExternal(url.href);
  },
};
