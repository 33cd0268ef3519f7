/**
 * A process that keeps accounts like the app does, until it is killed.
 * Arguments: the folder of vault, keychain and backup; the issuer; the client identifier.
 */
import { flushCompileCache } from 'node:module';
import { issuer } from '../../../src/main/auth-foundation/index.ts';
import { requestSchema, type Report } from './messages.ts';
import { VaultWorker } from './vault-worker.ts';

// A killed process leaves nothing for the next one, which would compile everything again.
flushCompileCache();

const [, , directory = '', issuerUrl = '', clientId = ''] = process.argv;
const worker = new VaultWorker({
  directory,
  context: { issuer: issuer(issuerUrl), clientId },
  notify: (notice) => send({ kind: 'notice', notice }),
});

process.on('message', (message) => {
  const { number, command } = requestSchema.parse(message);
  // What is no Failure ends the process, and its parent tells.
  void worker.obey(command).then((answer) => send({ kind: 'answer', number, answer }));
});
// Nobody is left to kill it.
process.on('disconnect', () => process.exit());

/** Resolves when the message has left this process, so that no kill can take it back. */
function send(report: Report): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(report, undefined, undefined, () => {
      resolve();
    });
  });
}
