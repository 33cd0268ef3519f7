import { describe, expect, test } from 'vitest';
import { chooseHost, type HostMachine } from '../../support/app-driver/launch-app.ts';

/** A Linux desktop of an ordinary person, with Electron on it. */
const desktop: HostMachine = {
  platform: 'linux',
  uid: 1000,
  env: { DISPLAY: ':0' },
  binary: { found: true, path: '/opt/electron/electron', version: '45.4.1' },
};
const electron = {
  kind: 'electron',
  name: 'Electron 45.4.1',
  executablePath: '/opt/electron/electron',
};

/** Machines on which Electron cannot run, and what is told of each. */
const unfit: readonly (readonly [string, HostMachine])[] = [
  ['refuses to run as root', { ...desktop, uid: 0 }],
  ['there is no display', { ...desktop, env: {} }],
  ['there is no display', { ...desktop, env: { DISPLAY: '', WAYLAND_DISPLAY: '' } }],
  [
    'its binary has not been downloaded',
    {
      ...desktop,
      uid: 0,
      binary: { found: false, reason: 'its binary has not been downloaded' },
    },
  ],
];

describe('the host is Electron', () => {
  test.for([
    ['X11', { DISPLAY: ':0' }],
    ['Wayland', { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' }],
  ] as const)('on a Linux desktop with %s', ([, env]) => {
    expect(chooseHost('auto', { ...desktop, env })).toEqual(electron);
  });

  test.for(['darwin', 'win32'] as const)('on %s, whoever runs it', (platform) => {
    expect(chooseHost('auto', { ...desktop, platform, uid: 0, env: {} })).toEqual(electron);
  });

  test('when it is demanded and can run', () => {
    expect(chooseHost('electron', desktop)).toEqual(electron);
  });
});

describe('the host is Chromium', () => {
  test.for(unfit)('and its name says why: Electron %s', ([reason, machine]) => {
    expect(chooseHost('auto', machine)).toEqual({
      kind: 'chromium',
      name: `Chromium host (Electron: ${reason})`,
    });
  });

  test('when it is asked for, though Electron could run', () => {
    expect(chooseHost('chromium', desktop)).toEqual({
      kind: 'chromium',
      name: 'Chromium host (as asked)',
    });
  });
});

test.for(unfit)('a demanded Electron that cannot run is an error: %s', ([reason, machine]) => {
  expect(() => chooseHost('electron', machine)).toThrow(`Electron cannot run: ${reason}.`);
});
