import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Arch, Packager, Platform, type Configuration } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAsar, type ArchivedFile } from './asar.ts';
import { readFuses, writeFakeElectron } from './fake-electron.ts';

const projectDir = join(import.meta.dirname, '../..');
const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };

describe('the package', () => {
  let folder: string;
  let config: Configuration;
  let files: readonly ArchivedFile[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oam-package-'));
    const electronDist = join(folder, 'electron');
    await writeFakeElectron(electronDist, version);
    const packager = new Packager({
      projectDir,
      targets: Platform.LINUX.createTarget('dir', Arch.x64),
      config: { electronDist, electronVersion: version, directories: { output: folder } },
    });
    // electron-builder checks electron-builder.yml against its schema here.
    await packager.validateConfig();
    ({ config } = packager);
    await packager.build();
    files = await listAsar(join(folder, 'linux-unpacked/resources/app.asar'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('has an installer for every system', () => {
    expect(config.win?.target).toEqual(['nsis']);
    expect(config.mac?.target).toEqual(['dmg', 'zip']);
    expect(config.linux?.target).toEqual(['AppImage', 'deb']);
  });

  test('has an identity that does not change', () => {
    expect(config.appId).toBe('com.okta-account-manager.desktop');
    expect(config.productName).toBe('Okta Account Manager');
  });

  test('takes the keychain library along, and no sign-in away', () => {
    expect(config.deb?.depends).toContain('libsecret-1-0');
    expect(config.nsis?.deleteAppDataOnUninstall).toBe(false);
  });

  test('blows the fuses', async () => {
    expect(await readFuses(join(folder, 'linux-unpacked/okta-account-manager'))).toEqual({
      runAsNode: false,
      enableCookieEncryption: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  test('holds the built app and what keytar needs, and nothing else', () => {
    const paths = files.map(({ path }) => path);
    expect(paths).toContain('out/main/index.js');
    expect(paths).toContain('out/preload/index.cjs');
    expect(paths).toContain('out/renderer/index.html');
    const isBuilt = (path: string): boolean => /^out\/(main|preload|renderer)\//.test(path);
    expect(paths.filter((path) => !isBuilt(path)).sort()).toEqual([
      'node_modules/keytar/LICENSE.md',
      'node_modules/keytar/lib/keytar.js',
      'node_modules/keytar/package.json',
      'node_modules/keytar/prebuilds/linux-x64/keytar.node',
      'package.json',
    ]);
    expect(paths.filter((path) => path.endsWith('.map'))).toEqual([]);
  });

  test('keeps everything but native code inside the archive', () => {
    const unpacked = files.filter((file) => file.unpacked).map(({ path }) => path);
    expect(unpacked).toEqual(['node_modules/keytar/prebuilds/linux-x64/keytar.node']);
  });

  test.for(['win32-x64', 'darwin-arm64', 'linux-arm64'])(
    'finds a binary of keytar for %s',
    (target) => {
      const require = createRequire(import.meta.url);
      expect(() => require.resolve(`keytar/prebuilds/${target}/keytar.node`)).not.toThrow();
    },
  );
});
