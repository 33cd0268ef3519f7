import type { OrgProfile } from '../../../src/main/app/preferences.ts';
import { defaultRedirectPorts, type OrgInput } from '../../../src/shared/index.ts';

/** A valid org profile as a person enters it; whatever is given replaces a field. */
export function anOrgInput(changes: Partial<OrgInput> = {}): OrgInput {
  return {
    name: 'Example',
    issuer: 'https://example.okta.com/oauth2/default',
    clientId: '0oaExample',
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    redirectPorts: { kind: 'registered', ports: [...defaultRedirectPorts] },
    acrValues: [],
    maxAge: null,
    uiLocales: [],
    parameters: [],
    dpop: false,
    pushedRequests: 'when_required',
    exchangeAudience: 'api://default',
    network: { proxy: { kind: 'system' }, caFile: null },
    ...changes,
  };
}

/** The same as it is kept. */
export function anOrgProfile(changes: Partial<OrgProfile> = {}): OrgProfile {
  const { id = 'org-1', ...input } = changes;
  return { ...anOrgInput(input), id };
}
