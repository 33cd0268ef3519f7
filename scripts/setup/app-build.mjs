// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from './npm-programs.mjs';
import { PlainError } from './plain-error.mjs';
import { lastLines, run } from './programs.mjs';
import { projectEnvironment, projectNode, root, setupFolder } from './project.mjs';
import { hashOf, readStamp, writeStamp } from './stamps.mjs';

const sources = ['src', 'electron.vite.config.ts', 'tsconfig.json', 'package-lock.json'];
/** Beside these, `out` may hold what a person put there, such as the pictures of a tour. */
const products = ['out/main', 'out/preload', 'out/renderer'];
const stampFile = join(setupFolder, 'build');

/** @type {import('./progress.mjs').Step} */
export const appBuild = {
  title: 'The app',
  run: async (note) => {
    const wanted = hashOf(root, sources);
    if (readStamp(stampFile) === `${wanted} ${hashOf(root, products)}`) return 'built already';
    note('building src into out');
    const { code, output } = await run(projectNode, [programOf('electron-vite'), 'build'], {
      cwd: root,
      env: projectEnvironment(),
    });
    if (code !== 0 || !existsSync(join(root, 'out/main/index.js'))) {
      throw new PlainError(
        `The app could not be built:\n${lastLines(output, 30)}`,
        'Repair what is named above and run the command again.',
      );
    }
    writeStamp(stampFile, `${wanted} ${hashOf(root, products)}`);
    return 'built';
  },
};
