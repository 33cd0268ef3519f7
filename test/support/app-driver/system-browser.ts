import type { Page } from 'playwright';
import { chromium } from 'playwright';
import { quietSwitches } from '../chromium-host/chromium/chromium-switches.ts';
import { findChromium } from '../chromium-host/chromium/find-chromium.ts';

/** The browser in which the person signs in. */
export interface SystemBrowser {
  readonly page: Page;
  /** A page that shares nothing with {@link page}, as on a phone. */
  otherDevice(): Promise<Page>;
  close(): Promise<void>;
}

/** Starts a browser of its own, with nothing remembered, that plays the person's system browser. */
export async function openSystemBrowser(
  options: { readonly headless?: boolean } = {},
): Promise<SystemBrowser> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    headless: options.headless ?? true,
    args: quietSwitches(),
  });
  const context = await browser.newContext();
  return {
    page: await context.newPage(),
    otherDevice: async () => (await browser.newContext()).newPage(),
    close: () => browser.close(),
  };
}
