import { FakeKeychain } from '../support/fakes/fake-keychain.ts';
import { startKeyringSession, type KeyringProvider } from '../support/keyring/keyring-session.ts';
import {
  describeKeychain,
  type KeychainUnderTest,
  type LockableKeychain,
} from './keychain-contract.ts';
import { RemoteKeychain } from './remote-keychain.ts';

describeKeychain('the fake keychain', {
  open: () => Promise.resolve(fake()),
  lockable: () => Promise.resolve(fake()),
  unreachable: {
    'out of reach': () => {
      const subject = fake();
      subject.keychain.fail('unavailable');
      return Promise.resolve(subject);
    },
  },
});

describeKeychain(
  'the system keychain',
  process.platform === 'linux'
    ? {
        open: () => real('unlocked'),
        lockable: () => real('unlocked'),
        unreachable: {
          'without a keyring service': () => real('none'),
          'without a login keyring': () => real('without_login_keyring'),
          'without D-Bus': () => {
            const keychain = new RemoteKeychain(environment({}));
            return Promise.resolve({ keychain, close: () => keychain.close() });
          },
        },
      }
    : { open: () => real('unlocked'), unreachable: {} },
);

function fake(): LockableKeychain & { readonly keychain: FakeKeychain } {
  const keychain = new FakeKeychain();
  return {
    keychain,
    lock: () => {
      keychain.fail('locked');
      return Promise.resolve();
    },
    unlock: () => {
      keychain.recover();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

async function real(provider: KeyringProvider): Promise<KeychainUnderTest & LockableKeychain> {
  const session = await startKeyringSession(provider);
  const keychain = new RemoteKeychain(environment(session.env));
  return {
    keychain,
    lock: () => session.lock(),
    unlock: () => session.unlock(),
    close: async () => {
      await keychain.close();
      await session.stop();
    },
  };
}

/** This process's environment without its own D-Bus session and display, so that nothing of the machine answers. */
function environment(session: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const ofTheMachine = ['DBUS_SESSION_BUS_ADDRESS', 'DISPLAY'];
  const rest = Object.entries(process.env).filter(([name]) => !ofTheMachine.includes(name));
  // libsecret would find the session bus of the user in XDG_RUNTIME_DIR.
  return { ...Object.fromEntries(rest), XDG_RUNTIME_DIR: '/nonexistent', ...session };
}
