import { app, type Session } from 'electron';
import type { Log } from '../app/index.ts';

/**
 * Refuses whatever this app's pages never need (Electron's security checklist, items 12 to 14): navigation, redirects,
 * new windows and webviews, in every web contents that ever exists.
 *
 * @param log - is told what was refused, without its address
 */
export function guardWebContents(log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    const refuse = (what: string) => (event: { preventDefault: () => void }) => {
      event.preventDefault();
      log.error('refused', { what });
    };
    contents.on('will-navigate', refuse('navigation'));
    contents.on('will-frame-navigate', refuse('frame_navigation'));
    contents.on('will-redirect', refuse('redirect'));
    contents.on('will-attach-webview', refuse('webview'));
    contents.setWindowOpenHandler(() => {
      log.error('refused', { what: 'window' });
      return { action: 'deny' };
    });
  });
}

/** Denies every permission (item 5): this app's pages need none. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
