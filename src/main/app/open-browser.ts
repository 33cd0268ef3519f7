import { isLoopbackHttp } from '../auth-foundation/index.ts';
import type { Log } from './log.ts';
import type { Browser } from './ports.ts';

/**
 * Whether an address may be opened in the system's browser: pages over TLS, and those of this very machine. Anything
 * else could start a program. (RFC 8252, section 8.12, asks for the browser; Electron's checklist for the rest.)
 */
export function isWebPage(url: URL): boolean {
  return url.protocol === 'https:' || isLoopbackHttp(url.href);
}

/**
 * Opens a page in the system browser. Rejects never.
 *
 * @param url - may hold what only the browser is to know, and is not logged
 * @returns whether it could be opened; some systems answer only when the browser is closed
 */
export async function tryToOpen(
  url: URL,
  { browser, log }: { readonly browser: Browser; readonly log: Log },
): Promise<boolean> {
  try {
    if (!isWebPage(url)) throw new TypeError('Only web pages are opened in the browser.');
    await browser.open(url);
    return true;
  } catch (thrown) {
    log.error('browser_not_opened', {
      reason: thrown instanceof Error ? thrown.name : typeof thrown,
    });
    return false;
  }
}
