import { execFile as execFileWithCallback, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { unlockLoginKeyring } from './unlock-login-keyring.ts';

const execFile = promisify(execFileWithCallback);

/** A D-Bus session of its own with a throw-away keyring; nothing of the machine's own keyring is read or written. */
export interface KeyringSession {
  /** What a child process needs in its environment to use this session. */
  readonly env: Readonly<Record<string, string>>;
  /** Locks the login keyring. There is no prompter in the session, so every prompt counts as cancelled. */
  lock(): Promise<void>;
  /** Unlocks the login keyring again. */
  unlock(): Promise<void>;
  /** Ends the session's processes and deletes its folder. */
  stop(): Promise<void>;
}

/**
 * What answers for the keyring: gnome-keyring with an open login keyring, gnome-keyring before its first login keyring,
 * or nobody.
 */
export type KeyringProvider = 'unlocked' | 'without_login_keyring' | 'none';

const password = 'throw-away';
const secretsName = 'org.freedesktop.secrets';
const loginKeyring = '/org/freedesktop/secrets/collection/login';
/** Milliseconds for one program to start; less than a test's time, so that its message is what one sees. */
const startTimeout = 4000;
const packagesHint =
  'The keyring tests and the demo need on Linux: apt-get install dbus gnome-keyring libsecret-1-0';

/**
 * Starts a keyring session. On macOS and Windows there is no such thing: the session is empty, its children use the
 * system's own keychain, and it cannot be locked.
 *
 * @param provider - `unlocked` by default
 * @throws Error that names the Debian packages when dbus or gnome-keyring is not installed
 */
export async function startKeyringSession(
  provider: KeyringProvider = 'unlocked',
): Promise<KeyringSession> {
  if (process.platform !== 'linux') return systemKeychain;
  const folder = await mkdtemp(join(tmpdir(), 'oam-keyring-'));
  const processes: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of processes.toReversed()) await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const address = await startBus(folder, processes);
    const control = join(folder, 'control');
    if (provider !== 'none') await startKeyring({ folder, address, control, provider, processes });
    return {
      env: { DBUS_SESSION_BUS_ADDRESS: address },
      lock: () => lockLoginKeyring(address),
      unlock: () => unlockLoginKeyring(join(control, 'control'), password),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const systemKeychain: KeyringSession = {
  env: {},
  lock: () => Promise.reject(new Error('Only a Linux keyring session can be locked.')),
  unlock: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

/** Starts a bus that knows no services, so that nothing of the machine is activated on it. */
async function startBus(folder: string, processes: ChildProcess[]): Promise<string> {
  const address = `unix:path=${join(folder, 'bus')}`;
  const config = join(folder, 'bus.conf');
  await writeFile(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  );
  // The shell ends the daemon when this process is gone, however it ended; gnome-keyring ends with its bus.
  const guarded = 'dbus-daemon "$@" & bus=$!; cat; kill $bus; wait $bus';
  const args = [`--config-file=${config}`, '--nofork', '--nopidfile'];
  processes.push(await startProgram('sh', ['-c', guarded, 'sh', ...args], {}));
  await until('the D-Bus daemon', () => hasOwner(address, 'org.freedesktop.DBus'));
  return address;
}

interface KeyringOptions {
  readonly folder: string;
  readonly address: string;
  readonly control: string;
  readonly provider: KeyringProvider;
  readonly processes: ChildProcess[];
}

async function startKeyring(options: KeyringOptions): Promise<void> {
  const { folder, address, control, provider, processes } = options;
  await mkdir(control, { mode: 0o700 });
  const args = ['--foreground', '--components=secrets', `--control-directory=${control}`];
  if (provider === 'unlocked') args.push('--unlock');
  const keyring = await startProgram('gnome-keyring-daemon', args, {
    DBUS_SESSION_BUS_ADDRESS: address,
    HOME: folder,
    XDG_CACHE_HOME: folder,
    XDG_CONFIG_HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_RUNTIME_DIR: folder,
  });
  processes.push(keyring);
  keyring.stdin?.end(password);
  await until('gnome-keyring', () => hasOwner(address, secretsName));
}

async function startProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  try {
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw new Error(`${program} could not be started. ${packagesHint}`, { cause: error });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // The guarded bus ends with its input; the keyring, whose input ended long ago, needs the signal.
  if (child.stdin?.writable === true) child.stdin.end();
  else child.kill();
  await exited;
}

async function until(what: string, isReady: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + startTimeout;
  while (!(await isReady())) {
    if (Date.now() > deadline) throw new Error(`${what} did not start. ${packagesHint}`);
    await delay(20);
  }
}

async function hasOwner(address: string, name: string): Promise<boolean> {
  try {
    const method = 'org.freedesktop.DBus.NameHasOwner';
    const reply = await send(address, 'org.freedesktop.DBus', '/', method, `string:${name}`);
    return reply.includes('boolean true');
  } catch (error) {
    if (isMissingProgram(error)) {
      throw new Error(`dbus-send could not be started. ${packagesHint}`, { cause: error });
    }
    return false; // The bus is not listening yet.
  }
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function lockLoginKeyring(address: string): Promise<void> {
  const method = 'org.freedesktop.Secret.Service.Lock';
  const path = '/org/freedesktop/secrets';
  const reply = await send(address, secretsName, path, method, `array:objpath:${loginKeyring}`);
  if (!reply.includes(loginKeyring)) throw new Error(`The keyring was not locked: ${reply}`);
}

async function send(
  address: string,
  destination: string,
  path: string,
  method: string,
  argument: string,
): Promise<string> {
  const { stdout } = await execFile(
    'dbus-send',
    [`--bus=${address}`, '--print-reply', `--dest=${destination}`, path, method, argument],
    { encoding: 'utf8', timeout: startTimeout },
  );
  return stdout;
}
