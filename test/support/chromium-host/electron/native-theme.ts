import { EventEmitter } from 'node:events';
import { guardInstances } from '../unimplemented.ts';

type ThemeSource = Electron.NativeTheme['themeSource'];

class HostNativeTheme
  extends EventEmitter
  implements
    Pick<
      Electron.NativeTheme,
      | 'themeSource'
      | 'shouldUseDarkColors'
      | 'shouldUseHighContrastColors'
      | 'shouldUseInvertedColorScheme'
      | 'prefersReducedTransparency'
      | 'inForcedColorsMode'
    >
{
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly prefersReducedTransparency = false;
  readonly inForcedColorsMode = false;
  private source: ThemeSource = 'system';
  private systemDark = false;

  get themeSource(): ThemeSource {
    return this.source;
  }

  set themeSource(source: ThemeSource) {
    if (!['system', 'light', 'dark'].includes(source)) {
      throw new TypeError(`Invalid themeSource '${source}'`);
    }
    this.change(() => {
      this.source = source;
    });
  }

  get shouldUseDarkColors(): boolean {
    return this.source === 'system' ? this.systemDark : this.source === 'dark';
  }

  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.systemDark;
  }

  /** The person changed the theme of the operating system. */
  setSystemDark(dark: boolean): void {
    this.change(() => {
      this.systemDark = dark;
    });
  }

  private change(work: () => void): void {
    const before = this.shouldUseDarkColors;
    work();
    if (before !== this.shouldUseDarkColors) this.emit('updated');
  }
}
guardInstances('nativeTheme', HostNativeTheme);

/** Electron's `nativeTheme`; pages follow it through `prefers-color-scheme`. */
export const nativeTheme = new HostNativeTheme();
