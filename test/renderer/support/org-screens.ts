import type { IssuerCandidate } from '../../../src/shared/views.ts';
import type { FakeWindow } from './fake-window.ts';
import {
  acme,
  account,
  candidate,
  company,
  everyState,
  preview,
  problem,
  snapshot,
} from './fixtures.ts';
import type { Screen } from './screens.ts';

const noOrg = () => snapshot([], { orgs: [] });
const longIssuer = `https://a-very-long-subsidiary-name.of-a-very-long-company.acme.example/oauth2/${'aus1longserver'.repeat(4)}`;

/** What is behind an address of Okta: its own server, another of the same host, and one of another host. */
export const candidates: readonly IssuerCandidate[] = [
  candidate({ issuer: 'https://acme.okta.com', server: 'okta_org' }),
  candidate({ relation: 'sibling' }),
  candidate({
    issuer: longIssuer,
    relation: 'other_host',
    server: 'other',
    supports: {
      refreshTokens: false,
      deviceAuthorization: false,
      signOut: false,
      revocation: false,
      pushedRequests: 'required',
      dpop: false,
      nativeSingleSignOn: false,
      acrValues: [],
    },
  }),
];

/** Every screen about org profiles. */
export const orgScreens: readonly Screen[] = [
  {
    name: 'an org to add',
    snapshot: noOrg,
    reach: (window) => press(window, 'Add an org'),
    shows: 'Where do you sign in?',
  },
  {
    name: 'an org to add, with nothing entered',
    snapshot: noOrg,
    reach: async (window) => {
      await press(window, 'Add an org');
      await press(window, 'Find');
    },
    shows: 'Enter the client ID.',
  },
  {
    name: 'an org to add that is not found, behind a proxy',
    snapshot: noOrg,
    reach: async (window) => {
      window.fail('orgs.look', 'proxy_failed');
      await find(window);
      await window.page.getByText('A server', { exact: true }).click();
      await press(window, 'Find');
    },
    shows: 'Enter the proxy server.',
  },
  {
    name: 'the issuers that were found',
    snapshot: noOrg,
    reach: (window) => reachIssuers(window),
    shows: 'Which issuer do you sign in to?',
  },
  {
    name: 'an issuer of another host',
    snapshot: noOrg,
    reach: async (window) => {
      await reachIssuers(window, candidates.slice(2));
      await press(window, 'Continue');
      await window.page.getByRole('dialog').getByText('Choose an issuer.').waitFor();
      await window.page.getByRole('radio').press('Space');
    },
    shows: /^You are about to sign in at/,
  },
  {
    name: 'an org to register',
    snapshot: noOrg,
    reach: async (window) => {
      await reachIssuers(window);
      await press(window, 'Continue');
    },
    shows: 'Register this at your org',
  },
  {
    name: 'an org to register, with problems',
    snapshot: noOrg,
    reach: async (window) => {
      await reachIssuers(window);
      await press(window, 'Continue');
      const { page } = window;
      await page.getByLabel('Name', { exact: true }).fill('');
      await page.getByLabel('Scopes').fill('profile groups');
      await page.getByText('Advanced').click();
      await page.getByLabel('Ports', { exact: true }).fill('80 https');
      await press(window, 'Add a parameter');
      await page.getByLabel('Name', { exact: true }).last().fill('redirect_uri');
      await press(window, 'Add org');
    },
    shows: 'redirect_uri belongs to the sign-in itself',
  },
  {
    name: 'an org to edit',
    ...edit(),
    shows: 'Edit Acme',
  },
  {
    name: 'an org to edit as another client, with everything of it',
    ...edit(),
    reach: async (window) => {
      await edit().reach(window);
      const { page } = window;
      await page.getByLabel('Client ID', { exact: true }).fill('0oaAnother');
      await page.getByText('Advanced').click();
      await page.getByRole('radio', { name: 'Any free port' }).press('Space');
      await page.getByRole('radio', { name: 'A server' }).press('Space');
      await page.getByLabel(/max_age/).fill('3600');
      await press(window, 'Add a parameter');
      window.answer('orgs.chooseCaFile', () => ({
        ok: true,
        value: { path: `/etc/ssl/${'company-certificates/'.repeat(6)}ca.pem` },
      }));
      await press(window, 'Choose a file…');
    },
    shows: 'Use no file',
  },
  {
    name: 'an org of the administrator',
    snapshot: () => snapshot(everyState(), { orgs: [company] }),
    reach: async (window) => {
      await press(window, 'Settings');
      await press(window, 'Show Acme for everyone');
    },
    shows: 'Provided by your administrator',
  },
  {
    name: 'an org that was removed in the meantime',
    snapshot: () =>
      snapshot([account('ada', { problem: problem('client_rejected') })], { orgs: [preview] }),
    reach: (window) => press(window, 'Show org profile'),
    shows: 'This org is not there any more',
  },
  {
    name: 'an org that an error points at',
    snapshot: () => snapshot([account('ada', { problem: problem('redirect_mismatch') })]),
    reach: (window) => press(window, 'Show org profile'),
    shows: 'What to check at Acme',
  },
  {
    name: 'the orgs in the settings, with a file of the administrator that has faults',
    snapshot: () =>
      snapshot(everyState(), {
        orgs: [
          acme,
          company,
          { ...preview, name: 'Very long name '.repeat(5), issuer: longIssuer },
        ],
        presetProblem: {
          path: '/etc/okta-account-manager/orgs.json',
          reasons: ['orgs[1].issuer: an issuer is missing', 'orgs[3]: port 80 is not allowed'],
        },
      }),
    reach: (window) => press(window, 'Settings'),
    shows: 'Part of the administrator’s file cannot be used',
  },
  {
    name: 'orgs that were imported in part',
    snapshot: () => snapshot(everyState()),
    reach: async (window) => {
      window.answer('orgs.import', () => ({
        ok: true,
        value: {
          kind: 'imported',
          added: 2,
          kept: 1,
          refused: [{ name: 'Old one', reason: 'scopes: at least one is needed' }],
        },
      }));
      await press(window, 'Settings');
      await press(window, 'Import…: orgs');
    },
    shows: '2 orgs imported. 1 org was here already. 1 org could not be read.',
  },
  {
    name: 'orgs that could not be imported',
    snapshot: () => snapshot(everyState()),
    reach: async (window) => {
      window.fail('orgs.import', 'org_file_invalid');
      await press(window, 'Settings');
      await press(window, 'Import…: orgs');
    },
    shows: 'The file is not an export of org profiles.',
  },
  {
    name: 'the question before an org is removed',
    snapshot: () => snapshot(everyState()),
    reach: async (window) => {
      await press(window, 'Settings');
      await press(window, 'Remove org Acme Preview');
    },
    shows: 'To sign in again at this org, you have to add it again.',
  },
];

/** Enters an address and a client, and looks for issuers. */
export async function find(window: FakeWindow, address = 'acme.okta.com'): Promise<void> {
  await press(window, 'Add an org');
  await window.page.getByLabel('Okta domain or address').fill(address);
  await window.page.getByLabel('Client ID', { exact: true }).fill('0oa1ab2cd3EF4gh5I6j7');
  await press(window, 'Find');
}

/** Goes to the second step of adding an org. */
export async function reachIssuers(window: FakeWindow, found = candidates): Promise<void> {
  window.answer('orgs.look', () => ({ ok: true, value: { candidates: [...found] } }));
  await find(window);
  await window.page.getByRole('radio').first().waitFor();
}

function edit() {
  return {
    snapshot: () => snapshot([account('ada'), account('grace')]),
    reach: async (window: FakeWindow) => {
      await press(window, 'Settings');
      await press(window, 'Edit Acme');
    },
  };
}

async function press({ page }: FakeWindow, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
}
