// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { isExecutable, isOnPath, lastLines, run } from './programs.mjs';

/**
 * What the machine has, asked through here so that a test can answer in its place.
 *
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {boolean} isDebian - Debian or one of its children, with apt-get
 * @property {boolean} isUbuntu
 * @property {boolean} isRoot
 * @property {boolean} hasTerminal - somebody sits at it who can be asked for a password
 * @property {(name: string) => boolean} hasProgram - on PATH
 * @property {(name: string) => boolean} hasLibrary - known to the dynamic linker
 * @property {(name: RegExp) => boolean} hasFont - a font in a file of such a name
 * @property {string | undefined} chromiumPath - the browser that the person chose with CHROMIUM_PATH
 */

/**
 * @typedef {object} Requirement
 * @property {string} debian - the package that has it in Debian
 * @property {string} ubuntu - and in Ubuntu
 * @property {string} why
 * @property {(machine: Machine) => boolean} isMet
 */

/** @type {Requirement} */
const secretLibrary = {
  debian: 'libsecret-1-0',
  ubuntu: 'libsecret-1-0',
  why: 'the way to the system keychain',
  isMet: (machine) => machine.hasLibrary('libsecret-1.so.0'),
};

/** @type {readonly Requirement[]} */
const demoRequirements = [
  {
    debian: 'chromium',
    ubuntu: 'chromium-browser',
    why: 'the browser that people sign in with, and the host where Electron cannot be had',
    isMet: ({ chromiumPath, hasProgram }) =>
      chromiumPath !== undefined || browserNames.some(hasProgram),
  },
  {
    debian: 'dbus',
    ubuntu: 'dbus',
    why: 'a session bus for a throw-away keyring',
    isMet: ({ hasProgram }) => hasProgram('dbus-daemon') && hasProgram('dbus-send'),
  },
  {
    debian: 'gnome-keyring',
    ubuntu: 'gnome-keyring',
    why: 'the keyring itself',
    isMet: ({ hasProgram }) => hasProgram('gnome-keyring-daemon'),
  },
  secretLibrary,
  {
    debian: 'fonts-liberation',
    ubuntu: 'fonts-liberation',
    why: 'letters to draw the window with',
    isMet: ({ hasFont }) => hasFont(/(Liberation|Noto|Adwaita)Sans|Ubuntu|Roboto|Cantarell|Inter/),
  },
  {
    debian: 'fonts-droid-fallback',
    ubuntu: 'fonts-droid-fallback',
    why: 'the letters of a name that is not written in Latin',
    isMet: ({ hasFont }) => hasFont(/CJK|DroidSansFallback|wqy-|SourceHan|ipag/),
  },
];

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * What is missing on this machine for a command. Only Linux needs system packages: macOS and Windows bring their
 * keychain, and the programs say by themselves when no browser is installed.
 *
 * @param {Machine} machine
 * @param {import('./commands.mjs').Need} need
 * @returns {readonly Requirement[]}
 */
export function missingRequirements(machine, need) {
  if (machine.platform !== 'linux') return [];
  const required = need === 'demo' ? demoRequirements : [secretLibrary];
  return required.filter((requirement) => !requirement.isMet(machine));
}

/** Keeps packages from asking questions that nobody sees. */
const quiet = 'DEBIAN_FRONTEND=noninteractive';

/**
 * How what is missing is installed.
 *
 * @param {Machine} machine
 * @param {readonly Requirement[]} missing
 * @returns {readonly (readonly [string, ...string[]])[]} programs with their arguments, in order; none when this
 *   system's package manager is not known
 */
export function installCommands(machine, missing) {
  if (!machine.isDebian) return [];
  const names = missing.map((one) => (machine.isUbuntu ? one.ubuntu : one.debian));
  /** @type {readonly (readonly [string, ...string[]])[]} */
  const commands = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '--yes', '--no-install-recommends', ...names],
  ];
  if (machine.isRoot) return commands.map((command) => ['env', quiet, ...command]);
  // Without anybody to ask, `sudo -n` fails at once. sudo takes variables away, so that `env` sets it behind sudo.
  const ask = machine.hasTerminal ? [] : ['-n'];
  return commands.map((command) => ['sudo', ...ask, 'env', quiet, ...command]);
}

/**
 * What a person is told who has to install the packages by hand.
 *
 * @param {Machine} machine
 * @param {readonly Requirement[]} missing
 * @param {string} [output] - of the attempt that failed
 * @returns {PlainError}
 */
export function missingError(machine, missing, output = '') {
  const list = missing.map(({ debian, why }) => `  ${debian}: ${why}`).join('\n');
  const told = output === '' ? '' : `\nInstalling them failed:\n${lastLines(output)}`;
  const names = missing.map((one) => (machine.isUbuntu ? one.ubuntu : one.debian)).join(' ');
  return new PlainError(
    `System packages are missing:\n${list}${told}`,
    machine.isDebian
      ? `Run this, then the command again:\n  sudo apt-get update && sudo apt-get install ${names}`
      : 'These are their names in Debian. Install their like with your package manager, then run the command again.',
  );
}

/**
 * @param {import('./commands.mjs').Need} need
 * @returns {import('./progress.mjs').Step}
 */
export function systemPackages(need) {
  return {
    title: 'System packages',
    run: async (note) => {
      const machine = await thisMachine();
      const missing = missingRequirements(machine, need);
      if (machine.platform !== 'linux') return 'none needed on this system';
      if (missing.length === 0) return 'all here';
      for (const { debian, why } of missing) note(`${debian} is missing (${why})`);
      const commands = installCommands(machine, missing);
      if (commands.length === 0) throw missingError(machine, missing);
      const { code, output } = await runInOrder(commands, note);
      if (code !== 0) throw missingError(machine, missing, output);
      const still = missingRequirements(await thisMachine(), need);
      if (still.length > 0) throw missingError(machine, still, output);
      return 'installed';
    },
  };
}

/**
 * Runs commands one after the other, up to the first that fails.
 *
 * @param {readonly (readonly [string, ...string[]])[]} commands
 * @param {(line: string) => void} note - is told each command before it runs
 * @param {typeof run} [runOne]
 * @returns {Promise<import('./programs.mjs').Outcome>} of the last that ran
 */
export async function runInOrder(commands, note, runOne = run) {
  /** @type {import('./programs.mjs').Outcome} */
  let outcome = { code: 0, output: '' };
  for (const [program, ...args] of commands) {
    note([program, ...args].join(' '));
    outcome = await runOne(program, args);
    if (outcome.code !== 0) break;
  }
  return outcome;
}

/** @returns {Promise<Machine>} */
async function thisMachine() {
  const { platform } = process;
  const system = platform === 'linux' ? readSystem() : '';
  const libraries = platform === 'linux' ? (await run(linker(), ['-p'])).output : '';
  return {
    platform,
    isDebian: /\b(debian|ubuntu)\b/.test(system) && isOnPath('apt-get'),
    isUbuntu: /\bubuntu\b/.test(system),
    isRoot: process.getuid?.() === 0,
    hasTerminal: Boolean(process.stdin.isTTY),
    hasProgram: (name) => isOnPath(name),
    hasLibrary: (name) => libraries.includes(name),
    hasFont: (name) => fontFolders.some((folder) => holdsFile(folder, name)),
    chromiumPath: process.env.CHROMIUM_PATH,
  };
}

const fontFolders = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  join(homedir(), '.fonts'),
  join(homedir(), '.local/share/fonts'),
];

/**
 * Asked of the files, because fontconfig's own program may be missing too.
 *
 * @param {string} folder
 * @param {RegExp} name
 */
function holdsFile(folder, name) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((file) => name.test(file));
}

/** The dynamic linker's list lies outside the PATH of ordinary people. */
function linker() {
  return ['/usr/sbin/ldconfig', '/sbin/ldconfig'].find(isExecutable) ?? 'ldconfig';
}

/** The lines ID and ID_LIKE, which name the distribution and what it comes from. */
function readSystem() {
  try {
    const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
    return lines.filter((line) => /^ID(_LIKE)?=/.test(line)).join(' ');
  } catch {
    return '';
  }
}
