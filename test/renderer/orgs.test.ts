import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/shared/error-catalogue.ts';
import { useBrowser } from './support/browser-suite.ts';
import { eventually } from './support/eventually.ts';
import type { FakeWindow } from './support/fake-window.ts';
import {
  account,
  acme,
  acmeProfile,
  candidate,
  company,
  preview,
  problem,
  snapshot,
} from './support/fixtures.ts';
import { focused, heard } from './support/journeys.ts';
import { candidates, find, reachIssuers } from './support/org-screens.ts';

const openWindow = useBrowser();
const noOrg = () => snapshot([], { orgs: [] });

/** The name of the input that has the focus. */
function focusedInput({ page }: FakeWindow): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('name'));
}

async function press({ page }: FakeWindow, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

describe('adding an org', { timeout: 30_000 }, () => {
  it('takes an address, a client and three times Enter', async () => {
    const window = await openWindow(noOrg());
    const { page } = window;
    window.answer('orgs.look', () => ({ ok: true, value: { candidates: [candidate()] } }));
    window.answer('orgs.add', async () => {
      await window.pushFrame({ orgs: [acme] });
      return { ok: true, value: { orgId: acme.id } };
    });
    await press(window, 'Add an org');
    await page.getByLabel('Okta domain or address').waitFor();
    await page.keyboard.type(' https://acme-admin.okta.com/admin ');
    await page.keyboard.press('Tab');
    await page.keyboard.type(acme.clientId);
    await page.keyboard.press('Enter');
    await heard(window, '1 issuer found.');
    await eventually(async () => {
      expect(await page.getByRole('radio', { checked: true }).evaluate(isFocused)).toBe(true);
    });
    await page.keyboard.press('Enter');
    await eventually(async () => {
      expect(await focusedInput(window)).toBe('name');
    });
    await page.keyboard.press('Enter');
    await heard(window, 'The org Acme was added.');
    await page.getByText('Continue in browser').waitFor();
    expect(window.inputsOf('orgs.look')).toEqual([
      {
        address: 'https://acme-admin.okta.com/admin',
        clientId: acme.clientId,
        network: { proxy: { kind: 'system' }, caFile: null },
      },
    ]);
    expect(window.inputsOf('orgs.add')).toEqual([acmeProfile]);
  });

  it('keeps what was typed when one goes back, and suggests anew what was not touched', async () => {
    const window = await openWindow(noOrg());
    const { page } = window;
    const plain = candidate({
      issuer: 'https://acme.oktapreview.com',
      scopes: ['openid', 'email'],
    });
    await reachIssuers(window, [candidate(), { ...plain, relation: 'sibling' }]);
    await press(window, 'Continue');
    await page.getByLabel('Name', { exact: true }).fill('My Acme');
    await press(window, 'Back');
    expect(await page.getByRole('radio', { name: acme.issuer }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: plain.issuer }).press('Space');
    await press(window, 'Back');
    expect(await page.getByLabel('Okta domain or address').inputValue()).toBe('acme.okta.com');
    expect(await page.getByLabel('Client ID', { exact: true }).inputValue()).toBe(acme.clientId);
    await press(window, 'Find');
    expect(await page.getByRole('radio', { name: plain.issuer }).isChecked()).toBe(true);
    await press(window, 'Continue');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('My Acme');
    expect(await page.getByLabel('Scopes').inputValue()).toBe('openid email');
  });

  it('never chooses an issuer of another host for the person', async () => {
    const window = await openWindow(noOrg());
    const { page } = window;
    const other = candidate({ issuer: 'https://login.acme.example', relation: 'other_host' });
    await reachIssuers(window, [other]);
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Choose an issuer.').waitFor();
    await page.keyboard.press('Space');
    await page
      .getByRole('region', { name: 'You are about to sign in at login.acme.example' })
      .getByText('“acme.okta.com” belongs to an issuer with another address.')
      .waitFor();
    await press(window, 'Continue with login.acme.example');
    await page.getByRole('heading', { name: 'Name it, and register the app' }).waitFor();
  });

  it('asks for a choice aloud, and goes to where it is made', async () => {
    const window = await openWindow(noOrg());
    const others = ['login', 'id'].map((host) =>
      candidate({ issuer: `https://${host}.acme.example`, relation: 'other_host' }),
    );
    await reachIssuers(window, others);
    await press(window, 'Continue');
    await heard(window, 'Choose an issuer.');
    const first = window.page.getByRole('radio').first();
    expect(await first.evaluate(isFocused)).toBe(true);
    expect(await first.isChecked()).toBe(false);
  });

  it('says each step that it goes to, on and back', async () => {
    const window = await openWindow(noOrg());
    await reachIssuers(window, [candidate()]);
    await heard(window, 'Step 2 of 3. Is this the right issuer?');
    await press(window, 'Continue');
    await heard(window, 'Step 3 of 3. Name it, and register the app');
    await press(window, 'Back');
    await press(window, 'Back');
    await heard(window, 'Step 1 of 3. Where do you sign in?');
    const steps = (await window.announcements()).match(/Step \d/g);
    expect(steps).toEqual(['Step 2', 'Step 3', 'Step 2', 'Step 1']);
  });

  it('tells why nothing was found, and what to do', async () => {
    const window = await openWindow(noOrg());
    const { page } = window;
    window.fail('orgs.look', 'certificate_rejected');
    await find(window);
    const note = page.getByRole('alert');
    await note.getByText(errorCatalogue.certificate_rejected.next).waitFor();
    // What may repair it is open.
    await page.getByRole('radio', { name: 'A server' }).waitFor();
    window.answer('orgs.look', () => ({ ok: true, value: { candidates: [] } }));
    await press(window, 'Find');
    await note.getByText(errorCatalogue.discovery_failed.message).waitFor();
    expect(await page.getByLabel('Okta domain or address').inputValue()).toBe('acme.okta.com');
  });

  it('looks as the network is set', async () => {
    const window = await openWindow(noOrg());
    const { page } = window;
    window.answer('orgs.chooseCaFile', () => ({ ok: true, value: { path: '/etc/ssl/ca.pem' } }));
    window.answer('orgs.look', () => ({ ok: true, value: { candidates: [candidate()] } }));
    await press(window, 'Add an org');
    await page.getByText('Network', { exact: true }).click();
    await page.getByText('A server', { exact: true }).click();
    await page.getByLabel('Okta domain or address').fill('acme.okta.com');
    await page.getByLabel('Client ID', { exact: true }).fill('0oa1');
    await press(window, 'Choose a file…');
    await heard(window, 'Chosen: /etc/ssl/ca.pem');
    await press(window, 'Find');
    await page.getByText('Enter the proxy server.').waitFor();
    expect(await focusedInput(window)).toBe('proxyUrl');
    await page.keyboard.type('http://proxy.acme.example:3128');
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: acme.issuer }).waitFor();
    expect(window.inputsOf('orgs.look')).toEqual([
      {
        address: 'acme.okta.com',
        clientId: '0oa1',
        network: {
          proxy: { kind: 'server', url: 'http://proxy.acme.example:3128' },
          caFile: '/etc/ssl/ca.pem',
        },
      },
    ]);
  });

  it('says what the org refuses, and stays', async () => {
    const window = await openWindow(noOrg());
    window.fail('orgs.add', 'org_exists');
    await reachIssuers(window);
    await press(window, 'Continue');
    await press(window, 'Add org');
    await window.page.getByRole('alert').getByText(errorCatalogue.org_exists.next).waitFor();
    expect(await window.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Acme');
  });

  it('opens nothing more once it is closed', async () => {
    const window = await openWindow(noOrg());
    const release = window.hold('orgs.add');
    await reachIssuers(window);
    await press(window, 'Continue');
    await press(window, 'Add org');
    await press(window, 'Cancel');
    await window.pushFrame({ orgs: [acme] });
    release({ orgId: acme.id });
    await heard(window, 'The org Acme was added.');
    expect(await window.page.getByRole('dialog').count()).toBe(0);
  });

  it('copies the URIs of the ports that are typed', async () => {
    const window = await openWindow(noOrg());
    const { page } = window;
    await reachIssuers(window);
    await press(window, 'Continue');
    await press(window, 'Copy all: sign-in redirect URIs');
    await heard(window, 'The sign-in redirect URIs were copied.');
    await page.getByRole('button', { name: 'Copied: sign-in redirect URIs' }).waitFor();
    await page.getByText('Advanced').click();
    await page.getByLabel('Ports', { exact: true }).fill('9000 9001');
    await press(window, 'Copy all: sign-in redirect URIs');
    await press(window, 'Copy all: sign-out redirect URIs');
    await page.getByRole('button', { name: 'Copied: sign-out redirect URIs' }).waitFor();
    // The clipboard holds only the last ones.
    await page
      .getByRole('button', { name: 'Copy all: sign-in redirect URIs' })
      .waitFor({ timeout: 2000 });
    await page.getByText('http://127.0.0.1:9001/signed-out').waitFor();
    await page.getByLabel('Ports', { exact: true }).fill('');
    await page.getByRole('button', { name: /^Cop/ }).first().waitFor({ state: 'detached' });
    expect(window.inputsOf('orgs.copyUris')).toEqual([
      { kind: 'redirect', ports: acme.redirectPorts },
      { kind: 'redirect', ports: { kind: 'registered', ports: [9000, 9001] } },
      { kind: 'sign_out', ports: { kind: 'registered', ports: [9000, 9001] } },
    ]);
  });
});

describe('an org profile', { timeout: 30_000 }, () => {
  it('is changed, and says what happens to its accounts', async () => {
    const window = await openWindow(snapshot([account('ada'), account('grace')]));
    const { page } = window;
    await press(window, 'Settings');
    await press(window, 'Edit Acme');
    await page.getByLabel('Client ID', { exact: true }).fill('0oaAnother');
    await page.getByText('Its 2 accounts stay as they are').waitFor();
    await page.getByText('Advanced').click();
    await page.getByRole('radio', { name: 'Always' }).press('Space');
    await page.getByRole('switch', { name: /DPoP/ }).press('Space');
    await page.getByLabel(/max_age/).fill('3600');
    await page.getByText('That is 1 hr.').waitFor();
    await page.getByLabel(/acr_values/).fill('urn:okta:loa:2fa:any');
    await press(window, 'Add a parameter');
    await page.keyboard.type('idp');
    await page.keyboard.press('Tab');
    await page.keyboard.type('0oaIdp');
    await press(window, 'Save');
    await heard(window, 'The org Acme was saved.');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(window.inputsOf('orgs.update')).toEqual([
      {
        orgId: acme.id,
        profile: {
          ...acmeProfile,
          clientId: '0oaAnother',
          pushedRequests: 'always',
          dpop: true,
          maxAge: 3600,
          acrValues: ['urn:okta:loa:2fa:any'],
          parameters: [{ name: 'idp', value: '0oaIdp' }],
        },
      },
    ]);
  });

  it('opens what is folded away when something in it is wrong', async () => {
    const window = await openWindow(
      snapshot([], { orgs: [{ ...acme, parameters: [{ name: 'state', value: 'x' }] }] }),
    );
    const { page } = window;
    await press(window, 'Settings');
    await press(window, 'Edit Acme');
    await press(window, 'Save');
    await page.getByText('state belongs to the sign-in itself, and the app sets it.').waitFor();
    expect(await focusedInput(window)).toBe('parameter-0');
    await press(window, 'Remove state');
    expect(await focused(window)).toBe('Add a parameter');
    await press(window, 'Save');
    await heard(window, 'The org Acme was saved.');
  });

  it('brings a radio that is reached with Tab into view', async () => {
    const window = await openWindow(snapshot(), { height: 560 });
    const { page } = window;
    await press(window, 'Settings');
    await press(window, 'Edit Acme');
    await page.getByText('Advanced').click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const segment = page.locator('.segment', { hasText: 'Only these ports' });
    expect(await segment.getByRole('radio').evaluate(isFocused)).toBe(true);
    const [box, body] = await Promise.all([
      segment.boundingBox(),
      page.locator('.dialog-body').boundingBox(),
    ]);
    if (box === null || body === null) throw new Error('nothing is shown');
    expect(box.y + box.height).toBeLessThanOrEqual(body.y + body.height);
  });

  it.each([
    [
      'with a proxy of its own tells before it is removed that its accounts go on without',
      company.network,
      1,
    ],
    ['without network settings has nothing to tell of them', acme.network, 0],
  ])('%s', async (_, network, warnings) => {
    const state = snapshot([account('ada')], { orgs: [{ ...acme, network }] });
    const window = await openWindow(state);
    await press(window, 'Settings');
    await press(window, 'Remove org Acme');
    await window.page.getByText('Its account stays on this device').waitFor();
    expect(await window.page.getByText('this computer’s own network settings').count()).toBe(
      warnings,
    );
  });

  it('of the administrator can be read and taken as a pattern, and not changed', async () => {
    const window = await openWindow(snapshot([], { orgs: [company] }));
    const { page } = window;
    await press(window, 'Settings');
    expect(await page.getByRole('button', { name: 'Remove org Acme for everyone' }).count()).toBe(
      0,
    );
    await press(window, 'Show Acme for everyone');
    await page.getByText('http://proxy.acme.example:3128').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    await press(window, 'Add another client…');
    await eventually(async () => {
      expect(await focusedInput(window)).toBe('clientId');
    });
    expect(await page.getByLabel('Okta domain or address').inputValue()).toBe(company.issuer);
    window.answer('orgs.look', () => ({
      ok: true,
      value: { candidates: [candidate({ issuer: company.issuer })] },
    }));
    window.answer('orgs.add', () => ({ ok: true, value: { orgId: 'org-mine' } }));
    await page.keyboard.type('0oaMine');
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { checked: true }).press('Enter');
    await page.getByLabel('Name', { exact: true }).press('Enter');
    await eventually(() => {
      expect(window.inputsOf('orgs.add')).toMatchObject([
        { clientId: '0oaMine', name: 'login.acme.example', dpop: true, network: company.network },
      ]);
    });
  });

  it('shows what an error points at before the rest', async () => {
    const window = await openWindow(
      snapshot([account('ada', { problem: problem('grant_not_allowed') })]),
    );
    const { page } = window;
    await press(window, 'Show org profile');
    const help = page.getByRole('complementary', { name: 'What to check at Acme' });
    await help.getByRole('list', { name: 'Check this first' }).waitFor();
    const settings = await help
      .getByRole('list', { name: 'Check this first' })
      .getByRole('heading')
      .allTextContents();
    expect(settings).toEqual(['Grant type', 'A policy for this client, with a rule']);
    await help.getByText('The rest of the app integration').click();
    await press(window, 'Copy all: sign-in redirect URIs');
    await heard(window, 'The sign-in redirect URIs were copied.');
    await help.getByText(acme.clientId).waitFor();
  });
});

describe('the orgs in the settings', { timeout: 30_000 }, () => {
  it('tell how many accounts each has', async () => {
    const window = await openWindow(snapshot([account('ada'), account('grace')]));
    await press(window, 'Settings');
    const card = (name: string) => window.page.locator('.card', { hasText: name });
    await card(acme.issuer).getByText('2 accounts').waitFor();
    await card(preview.issuer).getByText('No account').waitFor();
  });

  it('go to a file and come from one', async () => {
    const window = await openWindow(snapshot());
    const { page } = window;
    await press(window, 'Settings');
    window.answer('orgs.export', () => ({ ok: true, value: { kind: 'saved', orgs: 2 } }));
    await press(window, 'Export…: orgs');
    await heard(window, '2 orgs exported. Nothing secret is in the file.');
    window.answer('orgs.import', () => ({ ok: true, value: { kind: 'cancelled' } }));
    await press(window, 'Import…: orgs');
    expect(await page.getByRole('region', { name: 'The file was imported' }).count()).toBe(0);
    window.answer('orgs.import', () => ({
      ok: true,
      value: {
        kind: 'imported',
        added: 1,
        kept: 2,
        refused: [{ name: 'Old', reason: 'scopes: at least one' }],
      },
    }));
    await press(window, 'Import…: orgs');
    await heard(window, '1 org imported. 2 orgs were here already. 1 org could not be read.');
    const result = page.getByRole('region', { name: 'The file was imported' });
    await result.getByText('scopes: at least one').waitFor();
    await result.getByRole('button', { name: 'Dismiss' }).click();
    await result.waitFor({ state: 'detached' });
  });

  it('cannot be exported when all of them are the administrator’s', async () => {
    const window = await openWindow(snapshot([], { orgs: [company] }));
    await press(window, 'Settings');
    await window.page.getByRole('button', { name: 'Import…: orgs' }).waitFor();
    expect(await window.page.getByRole('button', { name: 'Export…: orgs' }).count()).toBe(0);
  });

  it('show issuers of several hosts as they are, whatever their length', async () => {
    const window = await openWindow(noOrg(), { width: 320 });
    await reachIssuers(window, candidates);
    for (const { issuer } of candidates) {
      await window.page.getByText(issuer, { exact: true }).waitFor();
    }
  });
});

function isFocused(element: Element): boolean {
  return element === document.activeElement;
}
