import { expect, test } from 'vitest';
import { viewEnded } from '../../../src/main/app/ended-accounts.ts';
import { issuer, newCredentialId, timestamp } from '../../../src/main/auth-foundation/index.ts';
import { anOrgProfile } from '../../support/builders/org-profile.ts';
import { exampleContext } from '../../support/builders/tokens.ts';

const orgs = [anOrgProfile(exampleContext)];

test('accounts that are gone are shown newest first, with the name of their org', () => {
  const [older, newer] = [newCredentialId(), newCredentialId()];
  const elsewhere = { issuer: issuer('https://other.example.com/oauth2/default'), clientId: 'x' };
  const ended = [
    { id: older, ...exampleContext, event: 'removed', at: timestamp(1) },
    { id: newer, ...elsewhere, event: 'revoked', at: timestamp(2) },
  ] as const;
  expect(viewEnded(ended, orgs)).toEqual([
    { id: newer, orgName: 'other.example.com', event: 'revoked', at: 2 },
    { id: older, orgName: 'Example', event: 'removed', at: 1 },
  ]);
});
