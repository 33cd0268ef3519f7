import { options, records } from '../host.ts';
import { guardModule } from '../unimplemented.ts';

/** Shows a URL to the person who runs the host with a display; set by `run.ts`. */
let showUrl: (url: string) => Promise<void> = () => Promise.resolve();

/** Lets opened URLs appear in a browser of their own. */
export function showOpenedUrlsWith(show: (url: string) => Promise<void>): void {
  if (!options.headless) showUrl = show;
}

/** Electron's `shell`: everything is recorded, nothing is handed to the operating system. */
export const shell = guardModule('shell', {
  openExternal: async (url: string): Promise<void> => {
    if (!URL.canParse(url)) throw new Error('Invalid URL');
    records.add({ kind: 'open-external', url });
    await showUrl(url);
  },
  openPath: (path: string): Promise<string> => {
    records.add({ kind: 'open-path', path });
    return Promise.resolve('');
  },
  showItemInFolder: (path: string): void => {
    records.add({ kind: 'show-item', path });
  },
  beep: (): void => {
    records.add({ kind: 'beep' });
  },
});
shell satisfies Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'beep'>;
