export { findElectronBinary, installElectronBinary, type ElectronBinary } from './find-electron.ts';
export { chooseHost, describeHost, launchApp, type ChosenHost } from './launch-app.ts';
export type { AppClipboard, AppExit, LaunchOptions, RunningApp } from './running-app.ts';
export { openSystemBrowser, type SystemBrowser } from './system-browser.ts';
