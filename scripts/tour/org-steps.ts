import { OrgDialogs } from '../../test/support/account-window/index.ts';
import { secondDemoClient } from '../../test/support/okta-like-org/index.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import type { Tour } from './tour.ts';

/** The name that the person gives to the org they add. */
const builds = 'Example Builds';

/** An org that is added from a pasted URL, and changed afterwards. */
export async function orgSteps(tour: Tour, person: Person): Promise<void> {
  const { clientId, redirectUris } = secondDemoClient;

  await tour.step('a pasted well-known URL finds the issuer, and asks nothing else', async () => {
    const { window, org } = person;
    const orgs = new OrgDialogs(window);
    const issuer = org.issuerOf('ausEngineering');
    await window.openSettings();
    await window.dialog.getByRole('button', { name: 'Add an org' }).click();
    await tour.picture(window.page, 'add-org');
    await orgs.find(`${issuer}/.well-known/openid-configuration?client_id=${clientId}`, clientId);
    await window.dialog.getByText(issuer, { exact: true }).waitFor();
    await tour.picture(window.page, 'issuer-found');
    await orgs.goOnWith();
    await orgs.setup.waitFor();
  });

  await tour.step('it shows the exact redirect URIs to register, and copies them', async () => {
    const { window, app } = person;
    const orgs = new OrgDialogs(window);
    await tour.picture(window.page, 'register-the-app');
    await orgs.setup.getByRole('button', { name: 'Copy all: sign-in redirect URIs' }).click();
    await eventually('the clipboard holds them', async () => {
      return (await app.clipboard.read()) === redirectUris.join('\n');
    });
    await orgs.addAs(builds);
    await window.dialog.getByRole('heading', { name: 'Settings' }).waitFor();
    await window.dialog.getByText(builds, { exact: true }).scrollIntoViewIfNeeded();
    await tour.picture(window.page, 'org-added');
  });

  await tour.step('its profile is changed', async () => {
    const { window } = person;
    const orgs = new OrgDialogs(window);
    await orgs.edit(builds);
    await orgs.unfoldAdvanced();
    await window.dialog.getByText('Bind tokens to this device (DPoP)').click();
    await tour.picture(window.page, 'edit-org');
    await orgs.save();
    await window.closeDialog();
  });
}
