/**
 * A process that tries to lock a folder at a given moment, tells how it went, and stays until it is ended.
 *
 * Arguments: the folder, and the moment in milliseconds since the epoch.
 */
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../../../../src/main/auth-foundation/index.ts';
import { nodeDisk } from '../../../../src/main/desktop-platform/vault/disk.ts';
import { lockFolder } from '../../../../src/main/desktop-platform/vault/process-lock.ts';

const [folder = '', moment = '0'] = process.argv.slice(2);
await setTimeout(Math.max(0, Number(moment) - Date.now()));
try {
  await lockFolder(nodeDisk, folder);
  process.stdout.write('locked\n');
} catch (error) {
  process.stdout.write(`${error instanceof Failure ? error.code : 'no failure'}\n`);
}
process.stdin.resume();
