import type { OrgInput } from '../../shared/index.ts';
import { Failure, issuer, type OAuth2ClientPool } from '../auth-foundation/index.ts';
import type { OrgProfile, Preferences } from './preferences.ts';

/**
 * Adds an org after asking its issuer for its metadata, so that a wrong address is told at once.
 *
 * @param input - what the person typed; a bare domain is taken as `https://domain`
 * @param preferences - where the profile is kept
 * @param clients - ask the issuer
 * @throws Failure `invalid_input`, `org_exists`, or what discovery says
 */
export async function addOrg(
  input: OrgInput,
  preferences: Preferences,
  clients: OAuth2ClientPool,
): Promise<OrgProfile> {
  const typed = readIssuer(input.issuer);
  const client = clients.get({ issuer: issuer(typed), clientId: input.clientId });
  const { issuer: confirmed } = await client.discover();
  // Discovery has compared the two as URLs; tokens name the issuer byte for byte as its metadata does.
  return preferences.addOrg({ ...input, issuer: confirmed });
}

function readIssuer(typed: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
  if (url === null || !['https:', 'http:'].includes(url.protocol)) {
    throw new Failure('invalid_input', { detail: 'The issuer is not a web address.' });
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new Failure('invalid_input', {
      detail: 'An issuer has no query, fragment or user name.',
    });
  }
  return url.href.replace(/\/$/, '');
}
