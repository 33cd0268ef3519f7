import type { EventEmitter } from 'node:events';
import { createEvent } from './electron-event.ts';
import type { HostWebFrameMain } from './web-frame-main.ts';

/** A navigation that a page, or a redirect, is about to make. */
export interface PendingNavigation {
  readonly url: string;
  readonly mainFrame: boolean;
  readonly redirected: boolean;
  readonly frame: HostWebFrameMain;
}

/**
 * Asks the app's listeners about a navigation, in Electron's order: `will-frame-navigate` for any frame, then
 * `will-navigate` for the main one; `will-redirect` for a redirect. Answers whether one of them prevented it.
 */
export function preventsNavigation(
  contents: EventEmitter & { readonly id: number },
  { url, mainFrame, redirected, frame }: PendingNavigation,
): boolean {
  const ask = (event: string): boolean => {
    const asked = createEvent({
      url,
      isSameDocument: false,
      isMainFrame: mainFrame,
      frame,
      initiator: frame,
    });
    contents.emit(event, asked, url, false, mainFrame, contents.id, contents.id);
    return asked.defaultPrevented;
  };
  if (redirected) return ask('will-redirect');
  const prevented = ask('will-frame-navigate');
  return mainFrame ? ask('will-navigate') || prevented : prevented;
}
