import { HostBrowser } from './chromium/host-browser.ts';
import { parseCommandLine } from './command-line.ts';
import { HostRecords } from './host-records.ts';

/** What this process runs; `run.ts` has put the app's command line in place before this is imported. */
export const options = parseCommandLine(process.argv.slice(1));
// The app, and what it starts, find no trace of the host.
delete process.env.CHROMIUM_HOST_HEADLESS;
delete process.env.CHROMIUM_HOST_PROFILES;

/** What the app asked of the operating system. */
export const records = new HostRecords();

/** The Chromium that draws the app's windows. */
export const browser = new HostBrowser({
  headless: options.headless,
  profileRoot: options.profileRoot,
  language: options.switches.get('lang'),
});
