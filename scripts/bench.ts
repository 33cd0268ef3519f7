// `npm run bench [-- start|sign-in|refresh …]`: how long a person waits. Printed figures, not tests.
import { cpus } from 'node:os';
import { describeFigure } from '../bench/figures.ts';
import { refreshToExpiry } from '../bench/refresh.ts';
import { signInToRow } from '../bench/sign-in.ts';
import { startToList } from '../bench/start.ts';
import { describeHost } from '../test/support/app-driver/index.ts';
import { startKeyringSession } from '../test/support/keyring/keyring-session.ts';
import { explain } from './setup/plain-error.mjs';

const benches = { start: startToList, 'sign-in': signInToRow, refresh: refreshToExpiry };

try {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !Object.keys(benches).includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no bench ${unknown.join(', ')}; ${Object.keys(benches).join(', ')}.`);
  }
  console.log(`\n${describeHost()}, on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
  const keyring = await startKeyringSession();
  try {
    for (const [name, bench] of Object.entries(benches)) {
      if (names.length > 0 && !names.includes(name)) continue;
      console.log(describeFigure(await bench(keyring)));
    }
  } finally {
    await keyring.stop();
  }
} catch (thrown) {
  console.error(`\n${explain(thrown)}`);
  process.exitCode = 1;
}
