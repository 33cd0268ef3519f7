// Plays the part of the `electron` program: `node run.ts <app folder or main file> [switches]`.
import { registerHooks } from 'node:module';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const hostModule = new URL('electron-module.ts', import.meta.url).href;

// The app finds the command line that Electron would give it: program, app, switches.
process.argv.splice(1, 1);

registerHooks({
  resolve: (specifier, context, next) =>
    ['electron', 'electron/main', 'electron/common'].includes(specifier)
      ? { url: hostModule, shortCircuit: true }
      : next(specifier, context),
});

const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };
for (const [key, value] of Object.entries({
  type: 'browser',
  defaultApp: true,
  resourcesPath: path.dirname(process.execPath),
  versions: Object.freeze({ ...process.versions, electron: version, chrome: 'chromium-host' }),
})) {
  Object.defineProperty(process, key, { value, configurable: true, enumerable: true });
}

const { options } = await import('./host.ts');
const { app } = await import('./electron/app.ts');
const { serveControl } = await import('./control/control-server.ts');
const { showOpenedUrlsWith } = await import('./electron/shell.ts');
const { SystemBrowserWindow } = await import('./chromium/system-browser-window.ts');

// Electron keeps running after a rejection that nobody handled; Node would end the process.
process.on('unhandledRejection', (reason) => {
  console.error('UnhandledPromiseRejectionWarning:', reason);
});
let signals = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    signals += 1;
    // As Electron: the first signal asks the app to quit, a second one does not ask.
    if (signals === 1) app.quit();
    else app.exit(1);
  });
}
// The parent is gone: nobody will ever ask this process to end.
process.on('disconnect', () => {
  process.exit(1);
});

const systemBrowser = new SystemBrowserWindow(options.profileRoot);
showOpenedUrlsWith((url) => systemBrowser.open(url));
serveControl();
try {
  await import(pathToFileURL(options.mainFile).href);
} catch (error) {
  console.error('App threw an error during load');
  console.error(error);
  process.exit(1);
}
app.becomeReady();
