import type { AccountView } from '../../shared/index.ts';
import {
  Failure,
  type Issuer,
  type NotedFailure,
  type Timestamp,
  type TokenMetadata,
} from '../auth-foundation/index.ts';
import type { Activities, Problem } from './activities.ts';
import type { OrgProfile } from './preferences.ts';

/** What a view is made from besides the metadata. */
export interface ViewContext {
  readonly orgs: readonly OrgProfile[];
  readonly defaultId: string | null;
  readonly activities: Activities;
  /** Whether the newest token is only in memory. */
  readonly isUnsaved: boolean;
  /** When the account is refreshed by itself next, or null. */
  readonly nextRefreshAt: Timestamp | null;
}

/**
 * Builds what the window may know of a credential, field by field: what is not named here does not leave the main
 * process. It is made of metadata alone, so that a list of 10,000 opens no token.
 *
 * @param metadata - the newest of the credential
 * @param context - org profiles, the default, and what runs
 */
export function viewAccount(metadata: TokenMetadata, context: ViewContext): AccountView {
  const { id, claims, facts } = metadata;
  const email = textOrNull(claims?.email);
  const username = textOrNull(claims?.preferred_username);
  return {
    id,
    person: {
      name: textOrNull(claims?.name) ?? username,
      email: email ?? username,
      subject: textOrNull(claims?.sub),
    },
    org: viewOrg(metadata, context.orgs),
    tags: [...metadata.tags],
    scopes: [...metadata.scopes],
    isDefault: id === context.defaultId,
    issuedAt: facts.issuedAt,
    expiresAt: facts.expiresAt,
    hasRefreshToken: facts.hasRefreshToken,
    hasIdToken: facts.hasIdToken,
    hasDeviceSecret: facts.hasDeviceSecret,
    isBound: facts.isBound,
    refreshTokenRotates: facts.refreshTokenRotates,
    automaticRefresh: { choice: metadata.automaticRefresh, nextAt: context.nextRefreshAt },
    requiresPresence: metadata.requiresPresence,
    activity: context.activities.activityOf(id),
    problem: viewProblem(problemOf(metadata, context.activities)),
    unsaved: context.isUnsaved,
  };
}

/**
 * The name of the org that an issuer and client belong to.
 *
 * @param context - of a token
 * @param orgs - the org profiles
 * @returns the profile's name, or the issuer's host when there is no profile any more
 */
export function orgNameOf(
  context: { readonly issuer: Issuer; readonly clientId: string },
  orgs: readonly OrgProfile[],
): string {
  return profileOf(context, orgs)?.name ?? new URL(context.issuer).host;
}

function viewOrg(metadata: TokenMetadata, orgs: readonly OrgProfile[]): AccountView['org'] {
  const { issuer, clientId } = metadata;
  const id = profileOf(metadata, orgs)?.id ?? null;
  return { name: orgNameOf(metadata, orgs), id, issuer, clientId };
}

/** The profile that an issuer and client belong to, or undefined when it was removed. */
export function profileOf(
  { issuer, clientId }: { readonly issuer: Issuer; readonly clientId: string },
  orgs: readonly OrgProfile[],
): OrgProfile | undefined {
  return orgs.find((org) => org.issuer === issuer && org.clientId === clientId);
}

/** What just happened comes first; what is remembered with the credential survives a restart. */
function problemOf(metadata: TokenMetadata, activities: Activities): Problem | null {
  const recent = activities.problemOf(metadata.id);
  return recent ?? readNote(metadata.signInNeeded) ?? readNote(metadata.idTokenProblem);
}

function readNote(note: NotedFailure | null): Problem | null {
  return note === null ? null : { failure: new Failure(note.code, note), at: note.at };
}

function viewProblem(problem: Problem | null): AccountView['problem'] {
  return problem === null ? null : { ...problem.failure.toView(), at: problem.at };
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
