import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  OrgDialogs,
  signInInBrowser,
  type AccountWindow,
} from '../support/account-window/index.ts';
import { demoClient } from '../support/okta-like-org/index.ts';
import { ada, orgNames, World } from './support/world.ts';

const { clientId } = demoClient;

describe('an org that is added by what a person has of it', () => {
  let world: World;
  let window: AccountWindow;
  let orgs: OrgDialogs;

  beforeEach(async () => {
    world = await World.create({ orgs: [] });
    window = await world.start();
    orgs = new OrgDialogs(window);
    await window.page.getByRole('button', { name: 'Add an org' }).click();
  });
  afterEach(() => world.end());

  test('a pasted well-known URL leads to the issuer, what to register, and a sign-in', async () => {
    const issuer = world.org.issuerOf('default');
    await orgs.find(`${issuer}/.well-known/openid-configuration?client_id=${clientId}`, clientId);
    await orgs.goOnWith();

    expect(await orgs.uris('Sign-in redirect URIs')).toEqual(demoClient.redirectUris);
    expect(await orgs.uris('Sign-out redirect URIs')).toEqual(demoClient.postLogoutRedirectUris);
    const setup = await orgs.setup.textContent();
    for (const setting of ['Native Application', 'Proof Key for Code Exchange', 'Grant type']) {
      expect(setup).toContain(setting);
    }
    for (const [of, uris] of [
      ['sign-in', demoClient.redirectUris],
      ['sign-out', demoClient.postLogoutRedirectUris],
    ] as const) {
      await orgs.setup.getByRole('button', { name: `Copy all: ${of} redirect URIs` }).click();
      await orgs.setup.getByRole('button', { name: `Copied: ${of} redirect URIs` }).waitFor();
      expect((await world.app.clipboard.read()).split('\n')).toEqual(uris);
    }
    await orgs.addAs('Mine');

    await window.dialog.getByRole('radio', { name: /Mine/, checked: true }).waitFor();
    await window.dialog.getByRole('button', { name: 'Continue in browser' }).click();
    await signInInBrowser(await world.browser(), await world.app.nextOpenedUrl(), ada);
    await window.row(ada.name, 'Mine').getByText('Valid').waitFor();
    expect(world.org.control.grants()).toMatchObject([{ authorizationServer: 'default' }]);
  });

  test('the bare domain leads to every issuer there, and the person chooses', async () => {
    await orgs.find(new URL(world.org.origin).host, clientId);
    await window.dialog.getByRole('heading', { name: 'Which issuer do you sign in to?' }).waitFor();
    expect(await orgs.issuers.count()).toBe(2);
    const cards = await window.dialog.getByRole('radiogroup', { name: 'Issuers' }).textContent();
    expect(cards).toContain('Okta’s org authorization server');
    expect(cards).toContain('A custom authorization server of Okta');
    await orgs.goOnWith(world.org.issuerOf('default'));
    expect(await orgs.setup.textContent()).toContain('Access Policies');
    await orgs.addAs('Chosen');
    await window.dialog.getByRole('button', { name: 'Continue in browser' }).click();
    const url = await world.app.nextOpenedUrl();
    expect(url.startsWith(`${world.org.issuerOf('default')}/v1/authorize?`)).toBe(true);
  });

  test('an address that belongs to no org is told, and the right one goes on from there', async () => {
    await orgs.find(
      `${world.org.origin}/oauth2/nowhere/.well-known/openid-configuration`,
      clientId,
    );
    // What is found at that host is offered; nothing is chosen for the person.
    await window.dialog.getByRole('heading', { name: 'Which issuer do you sign in to?' }).waitFor();
    expect(await window.dialog.getByRole('radio', { checked: true }).count()).toBe(0);
    await window.dialog.getByRole('button', { name: 'Continue', exact: true }).click();
    await window.dialog.getByText('Choose an issuer.').waitFor();

    await window.dialog.getByRole('button', { name: 'Back' }).click();
    await orgs.find('http://127.0.0.1:9', clientId);
    await window.dialog.getByText('The org could not be reached.').waitFor();
    await orgs.find(world.org.issuerOf('default'), clientId);
    await orgs.goOnWith();
    await orgs.addAs('Found');
    await window.dialog.getByRole('radio', { name: /Found/, checked: true }).waitFor();
  });
});

describe('an org that is there', () => {
  let world: World;
  let window: AccountWindow;
  let orgs: OrgDialogs;

  beforeEach(async () => {
    world = await World.create();
    window = await world.start();
    orgs = new OrgDialogs(window);
    await window.openSettings();
  });
  afterEach(() => world.end());

  test('is changed, goes to a file without a secret, and comes back from it as it was', async () => {
    const acr = 'urn:okta:loa:1fa:pwd';
    await orgs.edit(orgNames.org);
    await orgs.unfoldAdvanced();
    await window.dialog.getByText('Bind tokens to this device (DPoP)').click();
    await window.dialog.getByLabel('Authentication classes (acr_values)').fill(acr);
    expect(await orgs.setup.textContent()).toContain('Require DPoP header in token requests: on');
    await orgs.save();

    const file = join(world.profile, 'orgs.json');
    await world.app.chooseFile(file);
    await orgs.exportOrgs();
    await window.dialog.getByText('2 orgs exported. Nothing secret is in the file.').waitFor();
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      format: 'okta-account-manager/orgs',
      orgs: [{ name: orgNames.org, clientId, dpop: true, acrValues: [acr] }, {}],
    });

    await orgs.remove(orgNames.org);
    await world.app.chooseFile(file);
    await orgs.importOrgs();
    await window.dialog.getByText('1 org imported. 1 org was here already.').waitFor();
    await window.closeDialog();

    await window.addAccount({ org: orgNames.org });
    const url = await world.app.nextOpenedUrl();
    expect(new URL(url).searchParams.get('acr_values')).toBe(acr);
    await signInInBrowser(await world.browser(), url, ada);
    await window.row(ada.name).getByText('Valid').waitFor();
    const [exchange] = world.org.control.requests({ endpoint: 'token' });
    expect(exchange?.headers.dpop).toBeTruthy();
  });

  test('does not get an issuer that says it is another one', async () => {
    const wrong = world.org.issuerOf('default').replace('127.0.0.1', 'localhost');
    await orgs.edit(orgNames.org);
    await window.dialog.getByLabel('Issuer').fill(wrong);
    await orgs.submit();
    await window.dialog
      .getByText('The issuer that answered is not the one that was asked.')
      .waitFor();
    await window.dialog.getByText(`It says that it is ${world.org.issuerOf('default')}`).waitFor();
    await window.dialog.getByRole('button', { name: 'Cancel' }).click();
    await window.dialog.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await window.dialog.textContent()).not.toContain(wrong);
  });
});
