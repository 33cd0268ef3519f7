import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What precedes the fuses in Electron's program: electron/fuses, src/constants.ts. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** The fuses of Electron's first fuse wire, in their order on it. */
const fuseNames = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;
export type FuseName = (typeof fuseNames)[number];

/** Electron's own settings of those fuses. */
const defaults = '10110001';

/**
 * Makes a folder that electron-builder takes for Electron's distribution for Linux: its program is nothing but a fuse
 * wire, so that packing can be tested where Electron cannot be had.
 */
export async function writeFakeElectron(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  const wire = Buffer.concat([
    Buffer.from(sentinel),
    Buffer.of(1, defaults.length),
    Buffer.from(defaults),
  ]);
  await writeFile(join(folder, 'electron'), wire, { mode: 0o755 });
  await writeFile(join(folder, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak']) {
    await writeFile(join(folder, name), '');
  }
}

/** Reads the fuses of a packed program. */
export async function readFuses(program: string): Promise<Record<FuseName, boolean>> {
  const content = await readFile(program, 'latin1');
  const first = content.indexOf(sentinel) + sentinel.length + 2;
  const read = (name: FuseName): boolean => content[first + fuseNames.indexOf(name)] === '1';
  return {
    runAsNode: read('runAsNode'),
    enableCookieEncryption: read('enableCookieEncryption'),
    enableNodeOptionsEnvironmentVariable: read('enableNodeOptionsEnvironmentVariable'),
    enableNodeCliInspectArguments: read('enableNodeCliInspectArguments'),
    enableEmbeddedAsarIntegrityValidation: read('enableEmbeddedAsarIntegrityValidation'),
    onlyLoadAppFromAsar: read('onlyLoadAppFromAsar'),
    loadBrowserProcessSpecificV8Snapshot: read('loadBrowserProcessSpecificV8Snapshot'),
    grantFileProtocolExtraPrivileges: read('grantFileProtocolExtraPrivileges'),
  };
}
