import { describeError, type ErrorCode } from '../../../src/shared/error-catalogue.ts';
import type { OrgInput } from '../../../src/shared/org-profile.ts';
import { defaultRedirectPorts } from '../../../src/shared/redirect-uris.ts';
import type {
  AccountView,
  EndedView,
  FrameView,
  HistoryEntryView,
  IssuerCandidate,
  OrgView,
  QuarantinedView,
  RevocationView,
  SignInView,
  SignOutView,
  Snapshot,
} from '../../../src/shared/views.ts';

const minute = 60_000;

/** What is kept of the org profile that fixtures use unless told otherwise. */
export const acmeProfile: OrgInput = {
  name: 'Acme',
  issuer: 'https://acme.okta.com/oauth2/default',
  clientId: '0oa1ab2cd3EF4gh5I6j7',
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
};
export const acme: OrgView = { ...acmeProfile, id: 'org-acme', isLocked: false };

export const preview: OrgView = {
  ...acme,
  id: 'org-preview',
  name: 'Acme Preview',
  issuer: 'https://acme.oktapreview.com',
  clientId: '0oaPreview4gh5I6j7K8',
};

/** What a profile of the administrator's file holds. */
export const companyProfile: OrgInput = {
  ...acmeProfile,
  name: 'Acme for everyone',
  issuer: 'https://login.acme.example/oauth2/aus1staff',
  clientId: '0oaEveryone4gh5I6j7K8',
  dpop: true,
  network: { proxy: { kind: 'server', url: 'http://proxy.acme.example:3128' }, caFile: null },
};
export const company: OrgView = { ...companyProfile, id: 'org-company', isLocked: true };

/** Okta's custom authorization server `default`, as its metadata describes it. */
export function candidate(changes: Partial<IssuerCandidate> = {}): IssuerCandidate {
  return {
    issuer: acme.issuer,
    relation: 'asked',
    server: 'okta_custom',
    scopes: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'device_sso'],
    supports: {
      refreshTokens: true,
      deviceAuthorization: true,
      signOut: true,
      revocation: true,
      pushedRequests: 'yes',
      dpop: true,
      nativeSingleSignOn: true,
      acrValues: [],
    },
    ...changes,
  };
}

/** An account that is valid for another 48 minutes. */
export function account(id: string, changes: Partial<AccountView> = {}): AccountView {
  return {
    id,
    person: { name: 'Ada Lovelace', email: 'ada@acme.example', subject: `00u-${id}` },
    org: { name: acme.name, id: acme.id, issuer: acme.issuer, clientId: acme.clientId },
    tags: [],
    scopes: acme.scopes,
    isDefault: false,
    issuedAt: Date.now() - 12 * minute,
    expiresAt: Date.now() + 48 * minute + 30_000,
    hasRefreshToken: true,
    hasIdToken: true,
    hasDeviceSecret: false,
    isBound: false,
    refreshTokenRotates: null,
    automaticRefresh: { choice: null, nextAt: null },
    requiresPresence: false,
    activity: null,
    problem: null,
    unsaved: false,
    ...changes,
  };
}

/** A person as accounts carry it. */
export function person(name: string, email: string): AccountView['person'] {
  return { name, email, subject: null };
}

/** The problem that an account keeps after a failed action. */
export function problem(
  code: ErrorCode,
  facts: { detail?: string; requestId?: string } = {},
): NonNullable<AccountView['problem']> {
  return { ...describeError(code, facts), at: Date.now() - minute };
}

/** A record that cannot be opened, of which everything is known. */
export function quarantined(changes: Partial<QuarantinedView> = {}): QuarantinedView {
  return {
    fileName: 'credentials/3f8a1c0e5b7d4921.sealed',
    kind: 'credential',
    reason: 'wrong_key_or_tampered',
    size: 4812,
    modifiedAt: Date.now() - 26 * 60 * minute,
    person: 'Hedy Lamarr',
    issuer: preview.issuer,
    tags: ['radio'],
    ...changes,
  };
}

/** A session that still has to be ended; it was tried twice. */
export function revocation(id: string, changes: Partial<RevocationView> = {}): RevocationView {
  return {
    id,
    person: 'Ada Lovelace',
    orgName: acme.name,
    remaining: ['refresh_token', 'access_token'],
    queuedAt: Date.now() - 40 * minute,
    attempts: 2,
    nextAt: Date.now() + 12 * minute + 30_000,
    error: describeError('network_unreachable', { requestId: 'ZkWq1-request-id' }),
    ...changes,
  };
}

/** One line of a history. */
export function historyEntry(
  event: HistoryEntryView['event'],
  changes: Partial<Omit<HistoryEntryView, 'class'>> = {},
): HistoryEntryView {
  const code = changes.code ?? null;
  return {
    at: Date.now() - 30 * minute,
    event,
    code,
    class: code === null ? null : describeError(code).class,
    detail: null,
    requestId: null,
    count: 1,
    ...changes,
  };
}

/** A history as the main process tells it, oldest first. */
export function history(): HistoryEntryView[] {
  return [
    historyEntry('signed_in', { at: Date.now() - 3000 * minute }),
    historyEntry('copied', { detail: 'access_token' }),
    historyEntry('refresh_failed', {
      code: 'rate_limited',
      count: 3,
      detail: 'API call exceeded rate limit due to too many requests.',
      requestId: 'ZkWq1nRk3mTjv5Y2p8cLxAAAB7E',
    }),
    historyEntry('refreshed_automatically', { at: Date.now() - 12 * minute }),
  ];
}

/** Accounts that ended, newest first, a minute apart, removed and revoked in turn. */
export function ended(count: number): EndedView[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `ended-${String(index)}`,
    orgName: index % 3 === 2 ? preview.name : acme.name,
    event: index % 2 === 0 ? 'removed' : 'revoked',
    at: Date.now() - (index + 1) * minute,
  }));
}

export function frame(changes: Partial<FrameView> = {}): FrameView {
  return {
    vault: { kind: 'ready', keyIsMissing: false, keyChange: null },
    orgs: [acme, preview],
    signIns: [],
    signOuts: [],
    clipboard: null,
    settings: { theme: 'system', clipboardSeconds: 30, automaticRefresh: true },
    presence: { available: false },
    quarantined: [],
    revocations: [],
    presetProblem: null,
    appVersion: '0.1.0',
    ...changes,
  };
}

export function snapshot(
  accounts: AccountView[] = [],
  frameChanges: Partial<FrameView> = {},
): Snapshot {
  return { version: 1, frame: frame(frameChanges), accounts };
}

/** A sign-in attempt in one of its phases. */
export const attempts = {
  common: {
    id: 'attempt-1',
    orgId: acme.id,
    orgName: acme.name,
    tags: [],
    accountId: null,
    method: 'browser' as const,
  },
  preparing: (): SignInView => ({ phase: 'preparing', ...attempts.common }),
  waiting: (browserOpened = true): SignInView => ({
    phase: 'waiting_for_browser',
    ...attempts.common,
    expiresAt: Date.now() + 4.5 * minute,
    browserOpened,
  }),
  /** With a code that is typed on another device. */
  device: (): SignInView => ({
    phase: 'waiting_for_device',
    ...attempts.common,
    method: 'device',
    userCode: 'WDJB-MJHT',
    verificationUri: 'https://acme.okta.com/activate',
    verificationUriComplete: 'https://acme.okta.com/activate?user_code=WDJB-MJHT',
    expiresAt: Date.now() + 9.5 * minute,
    problem: null,
  }),
  exchanging: (): SignInView => ({ phase: 'exchanging', ...attempts.common }),
  saving: (): SignInView => ({ phase: 'saving', ...attempts.common }),
  /** `accountId` is the account that was to be signed in again. */
  done: (signedInId: string, accountId: string | null = null): SignInView => ({
    phase: 'done',
    ...attempts.common,
    accountId,
    signedInId,
  }),
  failed: (code: ErrorCode, canRetrySave = false): SignInView => ({
    phase: 'failed',
    ...attempts.common,
    error: describeError(code, { requestId: 'ZkWq1-request-id' }),
    canRetrySave,
  }),
};

/** A sign-out of the browser's session in one of its phases. */
export const signOuts = {
  common: { id: 'sign-out-1', accountId: 'ada', person: 'Ada Lovelace', orgName: acme.name },
  preparing: (): SignOutView => ({ phase: 'preparing', ...signOuts.common }),
  waiting: (browserOpened = true): SignOutView => ({
    phase: 'waiting_for_browser',
    ...signOuts.common,
    expiresAt: Date.now() + 4.5 * minute,
    browserOpened,
  }),
  done: (): SignOutView => ({ phase: 'done', ...signOuts.common }),
  failed: (code: ErrorCode): SignOutView => ({
    phase: 'failed',
    ...signOuts.common,
    error: describeError(code, { requestId: 'ZkWq1-request-id' }),
  }),
};

/** One account in every state there is. */
export function everyState(): AccountView[] {
  const now = Date.now();
  return [
    account('valid', {
      isDefault: true,
      tags: ['work', 'production'],
    }),
    account('soon', {
      person: person('Grace Hopper', 'grace@acme.example'),
      expiresAt: now + 4.2 * minute,
      tags: ['staging'],
    }),
    account('expired', {
      person: person('Alan Turing', 'alan@acme.example'),
      expiresAt: now - 5 * minute,
    }),
    account('over', {
      person: person('Barbara Liskov', 'barbara@acme.example'),
      expiresAt: now - 5 * minute,
      hasRefreshToken: false,
    }),
    account('refreshing', {
      person: person('Edsger Dijkstra', 'edsger@acme.example'),
      activity: 'refreshing',
    }),
    account('rejected', {
      person: person('Katherine Johnson', 'katherine@acme.example'),
      expiresAt: now - 90 * minute,
      problem: problem('refresh_token_rejected', {
        detail: 'The refresh token is invalid or expired.',
        requestId: 'ZkWq1nRk3mTjv5Y2p8cLxAAAB7E',
      }),
    }),
    account('misconfigured', {
      person: person('Margaret Hamilton', 'margaret@acme.example'),
      org: { ...preview },
      problem: problem('client_rejected', { requestId: 'Xb7Qn2LmT0aFv9Y4p1dKwAAAC3M' }),
    }),
    account('unsaved', {
      person: person('Radia Perlman', 'radia@acme.example'),
      unsaved: true,
      problem: problem('token_unsaved'),
    }),
    account('unknown', {
      person: { name: null, email: 'service-desk@acme.example', subject: null },
      expiresAt: null,
      hasIdToken: false,
    }),
  ];
}

/** Names and tags far longer than a row. */
export function longNames(): AccountView[] {
  const tags = Array.from({ length: 30 }, (_, index) => `tag-number-${String(index + 1)}`);
  const name =
    'Wolfeschlegelsteinhausenbergerdorff Adolph Blaine Charles David Earl Frederick Gerald';
  return [
    account('long', {
      isDefault: true,
      person: person(name, `${'very.long.'.repeat(8)}address@subsidiary.acme.example`),
      org: {
        ...account('x').org,
        name: 'The Incorporated Society of Very Long Organisation Names',
      },
      tags: ['a-tag-with-a-name-that-is-sixty-four-characters-long-0123456789-x', ...tags],
      problem: problem('network_unreachable', { requestId: 'r'.repeat(120) }),
    }),
    account('twin-1', { tags }),
    account('twin-2', {
      org: { ...account('x').org, clientId: '0oaAnotherClient9Z8y7X' },
    }),
  ];
}
