import { describe, expect, test } from 'vitest';
import {
  installCommands,
  missingError,
  missingRequirements,
  runInOrder,
  type Machine,
} from '../../../scripts/setup/system-packages.mjs';

/** A Debian with nothing on it, set up by root. */
const bare: Machine = {
  platform: 'linux',
  isDebian: true,
  isUbuntu: false,
  isRoot: true,
  hasTerminal: false,
  hasProgram: () => false,
  hasLibrary: () => false,
  hasFont: () => false,
  chromiumPath: undefined,
};
const quietly = ['env', 'DEBIAN_FRONTEND=noninteractive'];
const everything = [
  'chromium',
  'dbus',
  'gnome-keyring',
  'libsecret-1-0',
  'fonts-liberation',
  'fonts-droid-fallback',
];

function missing(machine: Machine, need: 'demo' | 'app' = 'demo'): string[] {
  return missingRequirements(machine, need).map(({ debian }) => debian);
}

describe('what is missing', () => {
  test('is everything on a bare Debian', () => {
    expect(missing(bare)).toEqual(everything);
  });

  test('is nothing where all of it is there', () => {
    const full = { ...bare, hasProgram: () => true, hasLibrary: () => true, hasFont: () => true };
    expect(missing(full)).toEqual([]);
  });

  test('is only the keychain library when the app runs for real use', () => {
    expect(missing(bare, 'app')).toEqual(['libsecret-1-0']);
  });

  test.for(['google-chrome', 'chromium-browser'])('is no browser where %s is installed', (name) => {
    expect(missing({ ...bare, hasProgram: (asked) => asked === name })).not.toContain('chromium');
  });

  test('is no browser where the person chose one', () => {
    expect(missing({ ...bare, chromiumPath: '/opt/chromium/chrome' })).not.toContain('chromium');
  });

  test('is D-Bus when only one of its two programs is there', () => {
    expect(missing({ ...bare, hasProgram: (name) => name === 'dbus-send' })).toContain('dbus');
  });

  test.for(['darwin', 'win32'] as const)('is nothing on %s', (platform) => {
    expect(missing({ ...bare, platform, isDebian: false })).toEqual([]);
  });
});

describe('installing it', () => {
  const all = missingRequirements(bare, 'demo');

  test('is left to apt-get by root', () => {
    expect(installCommands(bare, all)).toEqual([
      [...quietly, 'apt-get', 'update'],
      [...quietly, 'apt-get', 'install', '--yes', '--no-install-recommends', ...everything],
    ]);
  });

  test('asks an ordinary person at a terminal for their password', () => {
    for (const command of installCommands({ ...bare, isRoot: false, hasTerminal: true }, all)) {
      expect(command.slice(0, 4)).toEqual(['sudo', ...quietly, 'apt-get']);
    }
  });

  test('never waits for a password where nobody can type it', () => {
    for (const command of installCommands({ ...bare, isRoot: false }, all)) {
      expect(command.slice(0, 5)).toEqual(['sudo', '-n', ...quietly, 'apt-get']);
    }
  });

  test('stops at the first command that fails, with its output', async () => {
    const noted: string[] = [];
    const outcome = await runInOrder(
      [['fetch', 'lists'], ['install'], ['never']],
      (line) => noted.push(line),
      (program) =>
        Promise.resolve(
          program === 'install'
            ? { code: 100, output: 'E: no such package' }
            : { code: 0, output: 'fine' },
        ),
    );
    expect(outcome).toEqual({ code: 100, output: 'E: no such package' });
    expect(noted).toEqual(['fetch lists', 'install']);
  });

  test('uses the names of Ubuntu on Ubuntu', () => {
    const [, install] = installCommands({ ...bare, isUbuntu: true }, all);
    expect(install).toContain('chromium-browser');
    expect(install).not.toContain('chromium');
  });

  test('is left to the person where apt-get is not', () => {
    expect(installCommands({ ...bare, isDebian: false }, all)).toEqual([]);
  });

  test('tells the exact command when it failed', () => {
    const error = missingError(bare, all, 'sudo: a password is required\n');
    expect(error.message).toContain('gnome-keyring: the keyring itself');
    expect(error.message).toContain('sudo: a password is required');
    expect(error.remedy).toContain(
      `sudo apt-get update && sudo apt-get install ${everything.join(' ')}`,
    );
  });

  test('tells the names where the package manager is not known', () => {
    const error = missingError({ ...bare, isDebian: false }, all);
    expect(error.message).toContain('libsecret-1-0');
    expect(error.remedy).toContain('your package manager');
    expect(error.remedy).not.toContain('apt-get');
  });
});
