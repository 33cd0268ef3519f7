// `node scripts/icons.ts`: draws build/icon.png, from which electron-builder makes every size, after build/icon.svg.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSystemBrowser } from '../test/support/app-driver/index.ts';
import { root } from './setup/project.mjs';

const size = 1024;

const drawing = await readFile(join(root, 'build/icon.svg'), 'utf8');
const browser = await openSystemBrowser();
await browser.page.setViewportSize({ width: size, height: size });
await browser.page.setContent(`<style>body{margin:0}svg{display:block}</style>${drawing}`);
await browser.page.screenshot({ path: join(root, 'build/icon.png'), omitBackground: true });
await browser.close();
