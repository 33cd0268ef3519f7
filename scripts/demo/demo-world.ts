import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyringSession } from '../../test/support/keyring/keyring-session.ts';
import {
  defaultAuthorizationServers,
  demoClient,
  secondDemoClient,
  startOktaLikeOrg,
  type OktaLikeOrg,
} from '../../test/support/okta-like-org/index.ts';
import { forgetVaultKeys } from './system-keychain.ts';

/** An org profile as the app's settings file holds it. */
interface OrgProfile {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly dpop?: boolean;
}

/** What the demo runs in: an org on loopback and a profile folder, both gone when it ends. */
export interface DemoWorld {
  readonly org: OktaLikeOrg;
  readonly orgProfiles: readonly OrgProfile[];
  /** The app's folder for what it keeps. */
  readonly profile: string;
  /** What the app needs in its environment to use the demo's keyring; empty for the system's own keychain. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the org and deletes the folder. */
  end(): Promise<void>;
}

/** The names under which the org's authorization servers stand in the app. */
export const orgNames = {
  default: 'Example Org',
  engineering: 'Example Engineering',
  org: 'Example Org (Okta APIs)',
  lab: 'Example Lab',
  bank: 'Example Bank',
  reports: 'Example Reports',
} as const;

/** Its access tokens live so short that one can watch how they are renewed. */
const lab = { name: 'ausLab', accessTokenSeconds: 30, refreshTokenRotation: 'rotate' } as const;

/** Its tokens are bound to a key of the device. */
const bank = { name: 'ausBank', refreshTokenRotation: 'rotate' } as const;

const scopes = ['openid', 'profile', 'email', 'offline_access'];

/**
 * Starts the org on a free port and prepares a profile that knows its authorization servers.
 *
 * @param keyring - a keyring of the demo's own, which outlives the world, or null for the system's
 */
export async function createDemoWorld(keyring: KeyringSession | null): Promise<DemoWorld> {
  const org = await startOktaLikeOrg({
    authorizationServers: [...defaultAuthorizationServers, lab, bank],
  });
  const { clientId } = demoClient;
  const profile = await mkdtemp(join(tmpdir(), 'okta-account-manager-demo-'));
  const orgProfiles = [
    {
      id: 'default',
      name: orgNames.default,
      issuer: org.issuerOf('default'),
      clientId,
      // So that the other client can sign in with its session.
      scopes: [...scopes, 'device_sso'],
    },
    {
      id: 'engineering',
      name: orgNames.engineering,
      issuer: org.issuerOf('ausEngineering'),
      clientId,
      scopes: [...scopes, 'builds:read'],
    },
    { id: 'org', name: orgNames.org, issuer: org.issuerOf('org'), clientId, scopes },
    { id: 'lab', name: orgNames.lab, issuer: org.issuerOf(lab.name), clientId, scopes },
    {
      id: 'bank',
      name: orgNames.bank,
      issuer: org.issuerOf(bank.name),
      clientId,
      scopes,
      dpop: true,
    },
    {
      id: 'reports',
      name: orgNames.reports,
      issuer: org.issuerOf('default'),
      clientId: secondDemoClient.clientId,
      scopes,
    },
  ];
  const settings = { theme: 'system', clipboardSeconds: 45 };
  await writeFile(
    join(profile, 'settings.json'),
    JSON.stringify({ preferences: { settings, orgs: orgProfiles } }),
  );
  return {
    org,
    orgProfiles,
    profile,
    env: keyring?.env ?? {},
    end: async () => {
      // Each is tried, also when one before it fails.
      try {
        await org.close();
      } finally {
        try {
          if (keyring === null || process.platform !== 'linux') await forgetVaultKeys(profile);
        } finally {
          await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
        }
      }
    },
  };
}
