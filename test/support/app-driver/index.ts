export { chooseHost, describeHost, launchApp } from './launch-app.ts';
export type { LaunchOptions, RunningApp } from './running-app.ts';
export { openSystemBrowser, type SystemBrowser } from './system-browser.ts';
