// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { isExecutable, lastLines, run } from './programs.mjs';
import { projectNode, root } from './project.mjs';
import { hashOf, readStamp, writeStamp } from './stamps.mjs';

const stampFile = join(root, 'node_modules/.setup');

/** @type {import('./progress.mjs').Step} */
export const npmPackages = {
  title: 'npm packages',
  run: async (note) => {
    const wanted = `${process.platform}-${process.arch} ${hashOf(root, ['package-lock.json'])}`;
    const hasNode = isExecutable(projectNode);
    if (hasNode && readStamp(stampFile) === wanted) return 'up to date';
    if (hasNode && isInstalled(readLock('package-lock.json'), readLock(installedLock))) {
      writeStamp(stampFile, wanted);
      return 'already installed';
    }
    const isFirst = !existsSync(join(root, 'node_modules'));
    note(
      isFirst
        ? 'installing what package-lock.json names, for the first time; this takes a minute or two'
        : 'package-lock.json has changed, installing what it names now',
    );
    // Installing in place where Windows would refuse to delete the node.exe that runs this.
    const install = process.platform === 'win32' && !isFirst ? 'install' : 'ci';
    await npm([install, '--ignore-scripts', '--no-audit', '--no-fund']);
    // The one install script that is let run: it fetches the Node that runs everything from here on.
    await npm(['rebuild', 'node']);
    if (!isExecutable(projectNode)) {
      throw new PlainError(
        `The package "node" has no program for ${process.platform} on ${process.arch}.`,
        'The project needs its own Node, because Node 20 is too old for its tools. It cannot be set up on this system.',
      );
    }
    writeStamp(stampFile, wanted);
    return 'installed';
  },
};

const installedLock = 'node_modules/.package-lock.json';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage */

/**
 * Whether npm's record of what is installed agrees with the lock file. Optional packages may be missing: they are for
 * other systems.
 *
 * @param {Readonly<Record<string, LockedPackage>> | null} wanted
 * @param {Readonly<Record<string, LockedPackage>> | null} installed
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const found = installed[path];
    if (path === '' || (found === undefined && optional === true)) return true;
    return found?.version === version && found?.integrity === integrity;
  });
}

/** @param {string} name @returns {Record<string, LockedPackage> | null} */
function readLock(name) {
  try {
    return JSON.parse(readFileSync(join(root, name), 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/** @param {readonly string[]} args */
async function npm(args) {
  const [program, ...before] = npmCommand();
  const { code, output } = await run(program, [...before, ...args], { cwd: root });
  if (code === 0) return;
  throw npmError(args, code, output);
}

/** npm as this run was started with, which needs no shell; else the one on PATH. @returns {[string, ...string[]]} */
function npmCommand() {
  const path = process.env.npm_execpath;
  if (path?.endsWith('npm-cli.js'))
    return [process.env.npm_node_execpath ?? process.execPath, path];
  return process.platform === 'win32' ? ['cmd', '/d', '/c', 'npm'] : ['npm'];
}

/**
 * The plain error for an npm that failed.
 *
 * @param {readonly string[]} args
 * @param {number} code
 * @param {string} output
 * @returns {PlainError}
 */
export function npmError(args, code, output) {
  // What is indented is npm's own stack trace.
  const plain = output.replaceAll(/^npm (warn .*|error( {2,}.*| \})?)\n/gm, '');
  const told = `npm ${args.join(' ')} ended with ${code}:\n${lastLines(plain)}`;
  if (code === 127) {
    return new PlainError('npm could not be started.', 'Install Node 20 or newer with npm.');
  }
  if (
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|E50\d)\b/.test(output)
  ) {
    return new PlainError(
      `The npm registry cannot be reached, and the npm packages are not all here.\n${told}`,
      'Connect to the network, or tell npm your proxy (npm config set proxy …), and run the command again.',
    );
  }
  if (/\bENOSPC\b/.test(output)) {
    return new PlainError(
      `The disk is full.\n${told}`,
      'Free about one gigabyte and run the command again.',
    );
  }
  if (/\b(EUSAGE|ERESOLVE)\b/.test(output)) {
    // What is missing comes first, then npm's whole usage.
    const [reason = ''] = output.split(/^npm error Clean install/m);
    return new PlainError(
      `package.json and package-lock.json do not belong together:\n${lastLines(reason)}`,
      'Run npm install, look at what changed in package-lock.json, and run the command again.',
    );
  }
  return new PlainError(told, 'Repair what npm names above and run the command again.');
}
