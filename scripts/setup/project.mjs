// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What set-up notes for its next run, and what is to be thrown away at any time. */
export const setupFolder = join(root, '.setup');

/** The Node that runs scripts and tests: a development dependency of the major that Electron embeds. */
export const projectNode = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** The environment in which the project's own programs come first. */
export function projectEnvironment() {
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [dirname(projectNode), join(root, 'node_modules/.bin'), process.env.PATH];
  return { ...process.env, PATH: path.join(separator) };
}
