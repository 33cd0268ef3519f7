import type { AccountView, Snapshot } from '../../../src/shared/views.ts';
import type { FakeWindow } from './fake-window.ts';
import { account, person, snapshot } from './fixtures.ts';

/** The second account of `two`, beside Ada Lovelace, who is the default. */
export const grace: AccountView = account('grace', {
  person: person('Grace Hopper', 'grace@navy.example'),
});

/** A window with two accounts. */
export const two = (): Snapshot =>
  snapshot([account('ada', { isDefault: true, tags: ['work'] }), grace]);

/** Waits until a live region has said something. */
export async function heard({ page }: FakeWindow, words: string | RegExp): Promise<void> {
  await page.getByTestId('announcements').getByText(words).first().waitFor({ state: 'attached' });
}

/** The name of the element that has the focus. */
export function focused({ page }: FakeWindow): Promise<string | null | undefined> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  );
}

/** Moves the focus from the search to the first row with Tab alone. */
export async function focusFirstRow({ page }: FakeWindow): Promise<void> {
  await page.getByRole('row').first().waitFor();
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('Tab');
  for (let step = 0; step < 6; step += 1) {
    const role = await page.evaluate(() => document.activeElement?.getAttribute('role'));
    if (role === 'row') return;
    await page.keyboard.press('Tab');
  }
  throw new Error('no row can be reached with Tab');
}
