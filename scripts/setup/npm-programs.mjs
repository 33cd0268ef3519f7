// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

/** Commands that are not called as their package is. @type {Readonly<Record<string, string>>} */
const commandNames = { typescript: 'tsc' };

/**
 * The JavaScript file behind the command of an npm package, to be started with Node: without a shell, and on Windows
 * without its `.cmd`.
 *
 * @param {string} packageName
 * @returns {string}
 */
export function programOf(packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const name = commandNames[packageName] ?? packageName;
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}
