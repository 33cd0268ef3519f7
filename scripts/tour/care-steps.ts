import { join } from 'node:path';
import { VaultDialogs } from '../../test/support/account-window/index.ts';
import { orgNames } from '../demo/demo-world.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import type { Tour } from './tour.ts';

const passphrase = 'six random words are a good choice';
/** Milliseconds: the lab's tokens live 30 seconds. */
const untilRefresh = 30_000;

/** What keeps sessions alive and safe: history, backup, automatic refresh, and revoking without a network. */
export async function careSteps(tour: Tour, person: Person): Promise<void> {
  const { records } = person;
  const grace = person.sample('grace');
  const linus = person.sample('linus');
  const asuka = person.sample('asuka');
  const backup = join(person.profile, 'tour.oambackup');

  await tour.step(`the details of ${grace.name} tell what has happened, and why`, async () => {
    const { window, org } = person;
    const row = window.row(grace.name);
    const fault = org.faults.add({ endpoint: 'token', fault: { status: 503 } });
    await window.refresh(row);
    await row.getByText('The org has a temporary problem.').waitFor();
    fault.remove();
    await window.openDetails(row);
    for (const words of ['Refresh failed', 'Access token copied', 'Tags changed', 'Signed in']) {
      await window.history.filter({ hasText: words }).first().waitFor();
    }
    await tour.picture(window.page, 'details');
    await window.history.last().scrollIntoViewIfNeeded();
    await tour.picture(window.page, 'history');
    await window.dialog.getByRole('button', { name: 'Try again' }).click();
    await window.history.first().getByText('Refreshed', { exact: true }).waitFor();
    await window.closeDialog();
  });

  await tour.step('a backup of the three that remain is written under a passphrase', async () => {
    const { window, app } = person;
    const vault = new VaultDialogs(window);
    await app.chooseFile(backup);
    await vault.openBackUp();
    await vault.typeNewPassphrase(passphrase);
    await tour.picture(window.page, 'back-up');
    await vault.submitBackUp();
    await vault.backedUp.waitFor();
    await tour.picture(window.page, 'backed-up');
    await vault.leave();
  });

  await tour.step(
    `removing ${asuka.username} leaves its token alive, as the window says`,
    async () => {
      const { window } = person;
      const row = window.row(asuka.name);
      await window.choose(row, 'Remove from this device…');
      await window.dialog.getByText(/Its tokens are not ended/).waitFor();
      await tour.picture(window.page, 'remove');
      await window.dialog.getByRole('button', { name: 'Remove from this device' }).click();
      await row.waitFor({ state: 'detached' });
      if (!records.isAlive(asuka.username)) throw new Error('The org ended the session.');
    },
  );

  await tour.step(`the backup brings ${asuka.username} back, and the org agrees`, async () => {
    const { window, app } = person;
    const vault = new VaultDialogs(window);
    await app.chooseFile(backup);
    await vault.openRestore();
    await vault.submitRestore(passphrase);
    await vault.restored.waitFor();
    await tour.picture(window.page, 'restored');
    await vault.leave();
    await window.row(asuka.name).getByText('night shift', { exact: true }).waitFor();
    const before = records.newest(asuka.username, 'access');
    await window.refresh(window.row(asuka.name));
    await eventually('the org issued a new access token', () => {
      return records.newest(asuka.username, 'access') !== before;
    });
  });

  await tour.step(`${linus.name} is refreshed by itself, without a press`, async () => {
    await person.signIn(linus, orgNames.lab);
    const { window } = person;
    await window.openDetails(window.row(linus.name));
    await window.dialog.getByText('On', { exact: true }).click();
    await window.dialog.getByText(/Refreshes by itself in/).waitFor();
    const before = records.newest(linus.username, 'access');
    await eventually(
      'the org issued a new access token',
      () => records.newest(linus.username, 'access') !== before,
      untilRefresh,
    );
    await window.history.first().getByText('Refreshed by itself').waitFor();
    await tour.picture(window.page, 'refreshed-by-itself');
    await window.closeDialog();
  });

  await tour.step(`revoking ${asuka.username} without a network keeps what is needed`, async () => {
    const { window, org } = person;
    const row = window.row(asuka.name);
    org.faults.add({ endpoint: 'revoke', fault: { drop: true } });
    await window.choose(row, 'Revoke…');
    await window.dialog.getByRole('button', { name: 'Revoke and remove' }).click();
    const removeNow = window.dialog.getByRole('button', { name: 'Remove now, revoke later' });
    await removeNow.waitFor();
    await tour.picture(window.page, 'revoke-without-network');
    await removeNow.click();
    await row.waitFor({ state: 'detached' });
    await window.page.getByRole('button', { name: /^Show: Sessions to end/ }).click();
    await window.dialog.getByText('The org could not be reached.').waitFor();
    await tour.picture(window.page, 'to-be-revoked');
    if (!records.isAlive(asuka.username)) throw new Error('The org ended the session already.');
  });

  await tour.step('with the network back it is ended at the org', async () => {
    const { window, org } = person;
    org.faults.clear();
    await window.dialog.getByRole('button', { name: /^Try now/ }).click();
    await eventually('the org accepts none of its tokens', () => !records.isAlive(asuka.username));
    await window.dialog.getByRole('listitem').waitFor({ state: 'detached' });
    await window.closeDialog();
    await tour.picture(window.page, 'after-care');
  });
}
