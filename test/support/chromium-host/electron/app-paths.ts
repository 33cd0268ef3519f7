import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { options } from '../host.ts';

type PathName = Parameters<Electron.App['getPath']>[0];

const appData = (): string => {
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support');
  if (process.platform === 'win32') {
    return process.env.APPDATA ?? path.join(homedir(), 'AppData', 'Roaming');
  }
  return process.env.XDG_CONFIG_HOME ?? path.join(homedir(), '.config');
};

/** The folders Electron names, with those an app may move (`app.setPath`). */
export class AppPaths {
  private readonly moved = new Map<string, string>();

  /** @throws Error for a name that Electron does not know either */
  get(name: PathName, appName: string): string {
    return this.moved.get(name) ?? this.usual(name, appName);
  }

  set(name: string, folder: string): void {
    if (!path.isAbsolute(folder)) throw new Error('Path must be absolute');
    this.moved.set(name, folder);
  }

  private usual(name: PathName, appName: string): string {
    switch (name) {
      case 'home':
        return homedir();
      case 'temp':
        return tmpdir();
      case 'appData':
        return appData();
      case 'userData': {
        const asked = options.switches.get('user-data-dir');
        return asked ? path.resolve(asked) : path.join(this.get('appData', appName), appName);
      }
      case 'sessionData':
        return this.get('userData', appName);
      case 'logs':
        return process.platform === 'darwin' && !options.switches.has('user-data-dir')
          ? path.join(homedir(), 'Library', 'Logs', appName)
          : path.join(this.get('userData', appName), 'logs');
      case 'crashDumps':
        return path.join(this.get('userData', appName), 'Crashpad');
      case 'exe':
        return process.execPath;
      case 'module':
        return process.execPath;
      case 'desktop':
      case 'documents':
      case 'downloads':
      case 'music':
      case 'pictures':
      case 'videos':
        return path.join(homedir(), name.charAt(0).toUpperCase() + name.slice(1));
      case 'assets':
      case 'recent':
      default:
        throw new Error(`Failed to get '${name}' path`);
    }
  }
}
