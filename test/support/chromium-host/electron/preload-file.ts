import { readFileSync } from 'node:fs';
import type { InjectedScripts } from '../page-runtime/injected-scripts.ts';
import { assembleInjectedScripts } from '../page-runtime/injected-scripts.ts';

/**
 * Reads a window's preload and assembles what runs in its page. A preload that cannot be read or compiled leaves
 * the window without one, as in Electron; `report` hears why.
 */
export function preparePreload(
  file: string | null,
  additionalArguments: readonly string[],
  report: (error: Error) => void,
): InjectedScripts {
  let text: string | null = null;
  try {
    text = file === null ? null : readFileSync(file, 'utf8');
  } catch (error) {
    report(error instanceof Error ? error : new Error(String(error)));
  }
  const { electron, chrome } = process.versions;
  const scripts = assembleInjectedScripts(text, {
    platform: process.platform,
    versions: { electron, chrome },
    argv: [process.execPath, ...additionalArguments],
  });
  if (scripts.preloadError) report(scripts.preloadError);
  return scripts;
}
