/** A process that locks the folder it is given, says so, and stays until it is ended. */
import { nodeDisk } from '../../../../src/main/desktop-platform/vault/disk.ts';
import { lockFolder } from '../../../../src/main/desktop-platform/vault/process-lock.ts';

await lockFolder(nodeDisk, process.argv[2] ?? '');
process.stdout.write('locked\n');
process.stdin.resume();
