import { EventEmitter } from 'node:events';
import { guardInstances, guardModule } from '../unimplemented.ts';
import { HostSession } from './session.ts';

class HostPowerMonitor
  extends EventEmitter
  implements
    Pick<
      Electron.PowerMonitor,
      | 'getSystemIdleState'
      | 'getSystemIdleTime'
      | 'getCurrentThermalState'
      | 'isOnBatteryPower'
      | 'onBatteryPower'
    >
{
  readonly onBatteryPower = false;

  getSystemIdleState(): 'active' {
    return 'active';
  }

  getSystemIdleTime(): number {
    return 0;
  }

  getCurrentThermalState(): 'nominal' {
    return 'nominal';
  }

  isOnBatteryPower(): boolean {
    return false;
  }
}
guardInstances('powerMonitor', HostPowerMonitor);

/** Electron's `powerMonitor`: quiet until a test emits one of its events. */
export const powerMonitor = new HostPowerMonitor();

const area = { x: 0, y: 0, width: 1280, height: 800 };
const display = {
  id: 1,
  label: 'Chromium host',
  bounds: area,
  workArea: area,
  size: { width: area.width, height: area.height },
  workAreaSize: { width: area.width, height: area.height },
  scaleFactor: 1,
  rotation: 0,
  internal: true,
};

class HostScreen extends EventEmitter {
  getPrimaryDisplay() {
    return display;
  }

  getAllDisplays() {
    return [display];
  }

  getDisplayMatching() {
    return display;
  }

  getDisplayNearestPoint() {
    return display;
  }

  getCursorScreenPoint(): Electron.Point {
    return { x: 0, y: 0 };
  }
}
guardInstances('screen', HostScreen);

/** Electron's `screen`: one display of 1280 by 800. */
export const screen = new HostScreen();

/** Electron's `net`, on Node's network stack. */
export const net = guardModule('net', {
  fetch: (input: string | Request, init?: RequestInit) =>
    HostSession.defaultSession.fetch(input, init),
  isOnline: () => true,
  online: true,
});

/** Electron's `crashReporter`: nothing is collected. */
export const crashReporter = guardModule('crashReporter', {
  start: (): void => undefined,
  getUploadToServer: () => false,
  setUploadToServer: (): void => undefined,
  getLastCrashReport: () => null,
  getUploadedReports: () => new Array<Electron.CrashReport>(),
  addExtraParameter: (): void => undefined,
  removeExtraParameter: (): void => undefined,
  getParameters: (): Record<string, string> => ({}),
});

class HostSystemPreferences extends EventEmitter {
  getAnimationSettings(): Electron.AnimationSettings {
    return {
      shouldRenderRichAnimation: true,
      scrollAnimationsEnabledBySystem: true,
      prefersReducedMotion: false,
    };
  }

  getAccentColor(): string {
    return '0078d4ff';
  }
}
guardInstances('systemPreferences', HostSystemPreferences);

/** The few facts of Electron's `systemPreferences` that mean something everywhere. */
export const systemPreferences = new HostSystemPreferences();
