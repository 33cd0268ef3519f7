import { shell } from 'electron';
import { isWebPage, type Browser } from '../app/index.ts';

/** The system's browser. Only web pages are opened: https, or http on this machine (a local test org). */
export const systemBrowser: Browser = {
  open: async (url) => {
    if (!isWebPage(url)) throw new TypeError('Only https pages are opened in the browser.');
    await shell.openExternal(url.href);
  },
};
