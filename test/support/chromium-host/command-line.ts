import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasDisplay } from './chromium/chromium-switches.ts';

/** What the host was asked to run, read as Electron reads its command line. */
export interface HostOptions {
  /** The app's folder (with its package.json) or the folder of its main file. */
  readonly appPath: string;
  readonly mainFile: string;
  readonly appName: string;
  readonly appVersion: string;
  /** Everything behind the app path, as the app finds it in `process.argv`. */
  readonly appArguments: readonly string[];
  readonly switches: ReadonlyMap<string, string>;
  readonly headless: boolean;
  /** Where Chromium's throw-away profile goes. */
  readonly profileRoot: string;
}

/**
 * Reads `<app folder or main file> [switches]`.
 *
 * @throws Error when there is no app to run
 */
export function parseCommandLine(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): HostOptions {
  const [app, ...appArguments] = args;
  if (app === undefined) throw new Error('Usage: run.ts <app folder or main file> [switches]');
  const target = path.resolve(app);
  const appPath = statSync(target).isDirectory() ? target : path.dirname(target);
  const manifest = readManifest(appPath);
  const mainFile =
    appPath === target ? createRequire(target).resolve(path.join(target, manifest.main)) : target;
  const switches = new Map(
    appArguments
      .filter((argument) => argument.startsWith('--'))
      .map((argument): [string, string] => {
        const [name = '', ...value] = argument.slice(2).split('=');
        return [name, value.join('=')];
      }),
  );
  return {
    appPath,
    mainFile,
    appName: manifest.name,
    appVersion: manifest.version,
    appArguments,
    switches,
    profileRoot: env.CHROMIUM_HOST_PROFILES ?? tmpdir(),
    headless: env.CHROMIUM_HOST_HEADLESS === '1' || !hasDisplay(env),
  };
}

function readManifest(appPath: string): { main: string; name: string; version: string } {
  const file = path.join(appPath, 'package.json');
  const manifest: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const read = (key: string): string | undefined => {
    const value: unknown =
      typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return {
    main: read('main') ?? 'index.js',
    name: read('productName') ?? read('name') ?? 'Electron',
    version: read('version') ?? '0.0.0',
  };
}
