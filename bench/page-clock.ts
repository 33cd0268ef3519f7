import type { Page } from 'playwright';

/**
 * The moment at which a page has painted something that holds a text: milliseconds since the epoch, taken in the page
 * itself, two frames after the text was there.
 *
 * @param selector - of the element
 * @param pattern - the source of a regular expression for its text
 */
export function paintedAt(page: Page, selector: string, pattern: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const pattern = new RegExp(${JSON.stringify(pattern)});
    const look = () => {
      const isThere = [...document.querySelectorAll(${JSON.stringify(selector)})]
        .some((element) => pattern.test(element.textContent));
      if (!isThere) requestAnimationFrame(look);
      else requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
    };
    look();
  })`);
}

/** Clicks in the page, without the way there; returns the moment, as {@link paintedAt} counts. */
export function clickIn(page: Page, selector: string): Promise<number> {
  return page.evaluate<number>(
    `(() => { const now = Date.now(); document.querySelector(${JSON.stringify(selector)}).click(); return now; })()`,
  );
}

/** How long an empty page takes in a browser that runs: to open, load and paint. Milliseconds. */
export async function openEmptyPage(page: Page): Promise<number> {
  const started = Date.now();
  await page.goto('data:text/html,<p>empty</p>');
  return (await paintedAt(page, 'p', 'empty')) - started;
}
