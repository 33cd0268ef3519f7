// `npm run dev`: the app on Electron, built again at every change; the window reloads what has changed.
import { requireElectron } from './setup/electron-program.mjs';
import { programOf } from './setup/npm-programs.mjs';
import { explain } from './setup/plain-error.mjs';
import { runInForeground } from './setup/programs.mjs';
import { root } from './setup/project.mjs';

try {
  const env = { ...process.env, ELECTRON_EXEC_PATH: requireElectron() };
  const args = [programOf('electron-vite'), 'dev', '--watch', ...process.argv.slice(2)];
  process.exitCode = await runInForeground(process.execPath, args, { cwd: root, env });
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}
