// `npm start [-- <switches>]`: the app for real use, on Electron, with this person's own profile and keychain.
import { requireElectron } from './setup/electron-program.mjs';
import { explain } from './setup/plain-error.mjs';
import { runInForeground } from './setup/programs.mjs';
import { root } from './setup/project.mjs';

try {
  process.exitCode = await runInForeground(requireElectron(), [root, ...process.argv.slice(2)]);
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}
