import path from 'node:path';
import type { ElectronApplication } from 'playwright';
import { _electron } from 'playwright';
import { OpenedUrls } from './opened-urls.ts';
import { listDescendants } from './process-tree.ts';
import type { AppExit, LaunchOptions, RunningApp } from './running-app.ts';

/**
 * Starts the app on Electron itself. Written against the typings of playwright and Electron; it runs where
 * Electron's binary can be had.
 */
export async function launchOnElectron(
  options: LaunchOptions,
  executablePath: string,
  hostName: string,
): Promise<RunningApp> {
  const { appDir, userDataDir, args = [] } = options;
  const application = await _electron.launch({
    executablePath,
    args: [path.resolve(appDir), `--user-data-dir=${userDataDir}`, ...args],
    env: environment(options.env),
  });
  const child = application.process();
  const exited = new Promise<AppExit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const urls = new OpenedUrls();
  await recordOpenedUrls(application, urls);

  return {
    hostName,
    pid: child.pid ?? -1,
    window: () => application.firstWindow(),
    openedUrls: () => Promise.resolve(urls.all()),
    nextOpenedUrl: (timeout = 10_000) => urls.next(timeout),
    clipboard: {
      read: () => application.evaluate(({ clipboard }) => clipboard.readText()),
      write: (text) =>
        application.evaluate(({ clipboard }, given) => clipboard.writeText(given), text),
    },
    chooseFile: (chosen) =>
      application.evaluate(({ dialog }, file) => {
        const canceled = file === null;
        dialog.showSaveDialog = () => Promise.resolve({ canceled, filePath: file ?? '' });
        dialog.showOpenDialog = () =>
          Promise.resolve({ canceled, filePaths: file === null ? [] : [file] });
      }, chosen),
    wake: () =>
      application.evaluate(({ powerMonitor }) => {
        powerMonitor.emit('resume');
      }),
    records: () => Promise.resolve(urls.all().map((url) => ({ kind: 'open-external', url }))),
    close: async () => {
      // The app may be on its way out already.
      await application
        .evaluate(({ app }) => {
          app.quit();
        })
        .catch(() => undefined);
      return exited;
    },
    kill: () => {
      child.kill('SIGKILL');
      return exited;
    },
    childPids: () => listDescendants(child.pid ?? -1),
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exited,
    control: (method) =>
      Promise.reject(new Error(`Only the Chromium host can '${method}'; this is Electron.`)),
  };
}

/** Replaces `shell.openExternal` by a line on the console, so that no browser opens on the machine. */
async function recordOpenedUrls(application: ElectronApplication, urls: OpenedUrls): Promise<void> {
  const mark = 'app-driver opened ';
  application.on('console', (message) => {
    if (message.text().startsWith(mark)) urls.add(message.text().slice(mark.length));
  });
  await application.evaluate(({ shell }, prefix) => {
    shell.openExternal = (url) => {
      console.log(prefix + url);
      return Promise.resolve();
    };
  }, mark);
}

function environment(extra: LaunchOptions['env'] = {}): Record<string, string> {
  const all = Object.entries({ ...process.env, ...extra });
  return Object.fromEntries(
    all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
