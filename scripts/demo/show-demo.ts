import { join } from 'node:path';
import { chooseHost } from '../../test/support/app-driver/index.ts';
import { runInForeground } from '../setup/programs.mjs';
import { root } from '../setup/project.mjs';
import type { DemoWorld } from './demo-world.ts';
import { launchError } from './launch-error.ts';

const chromiumHost = join(root, 'test/support/chromium-host/run.ts');

/**
 * Tells a person what to do, opens the app and waits until it is closed.
 *
 * @returns the app's exit code
 * @throws PlainError when the app cannot be started
 */
export async function showDemo(world: DemoWorld): Promise<number> {
  console.log(`
The demo org runs at ${world.org.origin} until the app is closed. Sign in as one of these people:

${peopleTable(world)}

In the app: press "Add account", choose an org and continue in the browser. The browser comes back by itself.
Then refresh a session, copy its token, make it the default, revoke it. Its tokens are worth nothing elsewhere.
Close the window (or press Ctrl+C here) to end the demo: its profile is deleted then.
`);
  const host = chooseHost();
  const program = host.kind === 'electron' ? host.executablePath : process.execPath;
  const app = host.kind === 'electron' ? [root] : [chromiumHost, root];
  return runInForeground(program, [...app, `--user-data-dir=${world.profile}`], {
    cwd: root,
    env: { ...process.env, ...world.env },
  }).catch((thrown: unknown) => {
    throw launchError(thrown);
  });
}

function peopleTable(world: DemoWorld): string {
  const rows = [
    ['Username', 'Password'],
    ...world.org.people.map((one) => [one.username, one.password]),
  ];
  const width = Math.max(...rows.map(([username = '']) => username.length));
  return rows
    .map(([username = '', password = '']) => `  ${username.padEnd(width)}  ${password}`)
    .join('\n');
}
