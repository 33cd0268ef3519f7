import type { OrgInput } from '../../shared/index.ts';
import { Failure, issuer, type OAuth2ClientPool } from '../auth-foundation/index.ts';
import type { OrgProfile, Preferences } from './preferences.ts';

/**
 * Adds an org after asking its issuer for its metadata, so that a wrong address is told at once.
 *
 * @param input - what the person typed; a bare domain is taken as `https://domain`, with or without a slash after it.
 *   A slash at the end of a path is part of some issuers; where it is not, the issuer without it is asked
 * @param preferences - where the profile is kept
 * @param clients - ask the issuer
 * @throws Failure `invalid_input`, `org_exists`, or what discovery says
 */
export async function addOrg(
  input: OrgInput,
  preferences: Preferences,
  clients: OAuth2ClientPool,
): Promise<OrgProfile> {
  const confirmed = await confirmIssuer(readIssuer(input.issuer), input.clientId, clients);
  return preferences.addOrg({ ...input, issuer: confirmed });
}

/**
 * Asks an address for its metadata.
 *
 * @returns the issuer as its metadata spells it: discovery has compared the two as URLs, and tokens are compared with
 *   it byte for byte
 */
async function confirmIssuer(
  typed: string,
  clientId: string,
  clients: OAuth2ClientPool,
): Promise<string> {
  try {
    return (await clients.get({ issuer: issuer(typed), clientId }).discover()).issuer;
  } catch (thrown) {
    const isMismatch = thrown instanceof Failure && thrown.code === 'issuer_mismatch';
    if (!isMismatch || !typed.endsWith('/')) throw thrown;
    // A slash that was pasted along; an issuer without it has to say so itself.
    return confirmIssuer(typed.slice(0, -1), clientId, clients);
  }
}

function readIssuer(typed: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
  if (url === null || !['https:', 'http:'].includes(url.protocol)) {
    throw new Failure('invalid_input', { detail: 'The issuer is not a web address.' });
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new Failure('invalid_input', {
      detail: 'An issuer has no query, fragment, user name or password.',
    });
  }
  return url.pathname === '/' ? url.origin : url.href;
}
