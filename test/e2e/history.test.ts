import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountWindow } from '../support/account-window/index.ts';
import { rateLimited } from '../support/okta-like-org/index.ts';
import { ada, orgNames, World } from './support/world.ts';

describe('the history of an account', () => {
  let world: World;
  let window: AccountWindow;

  beforeEach(async () => {
    world = await World.create();
    window = await world.start();
  });
  afterEach(() => world.end());

  /** What the open details say of the account, newest first. */
  const lines = (): Promise<string[]> => window.history.allTextContents();

  test('tells what happened, why and under which request, also after a restart', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    const row = window.row(ada.name);
    await window.refresh(row);
    await window.page
      .getByText(`${ada.name} was refreshed.`)
      .first()
      .waitFor({ state: 'attached' });
    await window.copyAccessToken(row);
    await window.addTag(row, 'billing');

    const broken = world.org.faults.add({
      endpoint: 'token',
      fault: { status: 500, headers: { 'x-okta-request-id': 'request-of-the-broken-one' } },
    });
    await window.refresh(row);
    await row.getByText('The org has a temporary problem.').waitFor();
    await row.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => broken.hits).toBe(2);
    await row.getByText('Refreshing…').waitFor({ state: 'detached' });
    broken.remove();
    const limited = world.org.faults.add({ endpoint: 'token', fault: rateLimited(60) });
    await row.getByRole('button', { name: 'Try again' }).click();
    await row.getByText('The org takes no more requests for the moment.').waitFor();
    limited.remove();

    await window.openDetails(row);
    await expect.poll(() => window.history.count()).toBe(6);
    const before = await lines();
    const [limitedLine, brokenLine, ...others] = before;
    expect(limitedLine).toContain('Refresh failed');
    expect(limitedLine).toContain('The org is limiting requests right now.');
    expect(limitedLine).toMatch(/Request ID [0-9a-f]{32}/);
    expect(brokenLine).toContain('Refresh failed');
    expect(brokenLine).toContain('2 times in a row');
    expect(brokenLine).toContain('The org has a temporary problem.');
    expect(brokenLine).toContain('Request ID request-of-the-broken-one');
    for (const [index, words] of [
      'Tags changed',
      'Access token copied',
      'Refreshed',
      'Signed in',
    ].entries()) {
      expect(others[index]).toContain(words);
    }
    await window.closeDialog();

    window = await world.restart();
    await window.openDetails(window.row(ada.name));
    await expect.poll(() => window.history.count()).toBe(6);
    expect(await lines()).toEqual(before);
  });

  test('goes on while the details are open', async () => {
    await world.signIn(window, ada, { org: orgNames.org });
    world.org.faults.add({ endpoint: 'token', times: 1, fault: { status: 500 } });
    await window.refresh(window.row(ada.name));
    await window.row(ada.name).getByText('The org has a temporary problem.').waitFor();
    await window.openDetails(window.row(ada.name));
    await window.dialog.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(lines).toHaveLength(3);
    expect((await lines())[0]).toMatch(/^Refreshed/);
  });
});
