// @ts-check
// Behind `npm run demo`, `npm test` and the others: makes everything ready with whatever Node is there, then goes on
// with the project's own Node. It needs nothing installed.
import { join } from 'node:path';
import { commands } from './setup/commands.mjs';
import { explain, PlainError } from './setup/plain-error.mjs';
import { runSteps } from './setup/progress.mjs';
import { runInForeground } from './setup/programs.mjs';
import { projectEnvironment, projectNode, root } from './setup/project.mjs';
import { inTurn } from './setup/turn.mjs';

const [name = '', ...args] = process.argv.slice(2);

try {
  const steps = commands[name];
  if (steps === undefined) {
    throw new PlainError(
      `There is no command ${name === '' ? 'without a name' : name}.`,
      `Usage: node scripts/run.mjs <${Object.keys(commands).join('|')}> [arguments]`,
    );
  }
  await inTurn(() => runSteps(steps));
  if (name !== 'setup') {
    const script = join(root, 'scripts', `${name}.ts`);
    const options = { cwd: root, env: projectEnvironment() };
    process.exitCode = await runInForeground(projectNode, [script, ...args], options);
  }
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}
