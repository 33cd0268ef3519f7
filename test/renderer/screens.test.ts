import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import { screens } from './support/screens.ts';

const openWindow = useBrowser();

/** What a window of this many pixels shows: 1000 × 700 at 200 %, and the narrowest that WCAG 1.4.10 asks for. */
const smallSizes = [
  { name: '200 % zoom', width: 500, height: 350 },
  { name: '320 pixels wide', width: 320, height: 640 },
];

describe('every screen', () => {
  it.each(screens.map((screen) => [screen.name, screen] as const))(
    'is accessible in light and dark, and fits when zoomed or narrow: %s',
    async (_name, screen) => {
      const window = await openWindow(screen.snapshot());
      const { page } = window;
      await screen.reach?.(window);
      await page.getByText(screen.shows).first().waitFor({ state: 'attached' });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations(window), colorScheme).toEqual([]);
      }
      for (const { name, ...size } of smallSizes) {
        await page.setViewportSize(size);
        await eventually(async () => {
          expect(await cutOff(window), name).toEqual([]);
        });
      }
    },
    40_000,
  );
});

/** What axe finds, one line for each element. */
async function violations({ page }: FakeWindow): Promise<string[]> {
  const report = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return report.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
  );
}

/** What is wider than the place it has. */
async function cutOff({ page }: FakeWindow): Promise<string[]> {
  return page.evaluate(() => {
    const places = document.querySelectorAll('.list, .modal, .dialog-body, .dialog-foot, .header');
    return [document.documentElement, ...places]
      .filter((place) => place.scrollWidth > place.clientWidth + 1)
      .map((place) => place.className || place.tagName);
  });
}
