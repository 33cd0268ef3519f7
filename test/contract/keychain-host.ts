/**
 * A child process that serves the real keychain to the contract test: what libsecret does to a process (it crashed
 * some) stays in here, and each process sees the D-Bus session of its own environment.
 */
import { openSecret, Secret, systemClock } from '../../src/main/auth-foundation/index.ts';
import { KeytarKeychain } from '../../src/main/desktop-platform/keychain/keytar-keychain.ts';
import { requestSchema, type Reply } from './keychain-messages.ts';

const keychain = new KeytarKeychain({
  service: 'okta-account-manager-contract-test',
  clock: systemClock,
});

process.on('message', (message) => {
  const { id, method, account, secret } = requestSchema.parse(message);
  const call =
    method === 'set' ? keychain.set(account, new Secret(secret)) : keychain[method](account);
  call.then(
    (result) => {
      const value = result.kind === 'found' ? openSecret(result.secret) : null;
      reply({ id, ...result, value, code: null });
    },
    (error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      reply({ id, kind: 'rejected', value: null, code });
    },
  );
});

function reply(message: Reply): void {
  process.send?.(message);
}
