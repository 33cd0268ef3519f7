import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Browser } from 'playwright';
import type { Snapshot } from '../../../src/shared/views.ts';
import { FakeWindow, launchBrowser, type WindowOptions } from './fake-window.ts';
import { startRendererSite, type RendererSite } from './renderer-site.ts';

/** Opens windows for the tests of a file, and fails each test in which a window had a fault. */
export function useBrowser(): (
  snapshot?: Snapshot,
  options?: WindowOptions,
) => Promise<FakeWindow> {
  let site: RendererSite | undefined;
  let browser: Browser | undefined;
  const windows: FakeWindow[] = [];

  beforeAll(async () => {
    [site, browser] = await Promise.all([startRendererSite(), launchBrowser()]);
  }, 60_000);
  afterEach(async () => {
    const opened = windows.splice(0);
    await Promise.all(opened.map((window) => window.close()));
    expect(opened.flatMap(({ faults }) => faults)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  return async (snapshot, options) => {
    if (!site || !browser) throw new Error('the browser has not started');
    const window = await FakeWindow.open(browser, site.url, snapshot, options);
    windows.push(window);
    return window;
  };
}
