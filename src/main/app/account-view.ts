import type { AccountView } from '../../shared/index.ts';
import { Failure, type Credential } from '../auth-foundation/index.ts';
import type { Activities, Problem } from './activities.ts';
import type { OrgProfile } from './preferences.ts';

/** What a view is made from besides the credential. */
export interface ViewContext {
  readonly orgs: readonly OrgProfile[];
  readonly defaultId: string | null;
  readonly activities: Activities;
}

/**
 * Builds what the window may know of a credential, field by field: what is not named here does not leave the main
 * process.
 *
 * @param credential - the live instance
 * @param context - org profiles, the default, and what runs
 */
export function viewAccount(credential: Credential, context: ViewContext): AccountView {
  const { id, token, metadata } = credential;
  const { claims } = metadata;
  const email = textOrNull(claims?.email);
  const username = textOrNull(claims?.preferred_username);
  return {
    id,
    person: {
      name: textOrNull(claims?.name) ?? username,
      email: email ?? username,
      subject: textOrNull(claims?.sub),
    },
    org: viewOrg(credential, context.orgs),
    tags: [...metadata.tags],
    scopes: [...metadata.scopes],
    isDefault: id === context.defaultId,
    issuedAt: token.issuedAt,
    expiresAt: token.expiresAt,
    hasRefreshToken: token.refreshToken !== undefined,
    hasIdToken: token.idToken !== undefined,
    activity: context.activities.activityOf(id),
    problem: viewProblem(problemOf(credential, context.activities)),
    unsaved: credential.isUnsaved,
  };
}

function viewOrg(credential: Credential, orgs: readonly OrgProfile[]): AccountView['org'] {
  const { issuer, clientId } = credential.metadata;
  const profile = orgs.find((org) => org.issuer === issuer && org.clientId === clientId);
  const name = profile?.name ?? new URL(issuer).host;
  return { name, id: profile?.id ?? null, issuer, clientId };
}

/** What just happened comes first; the need to sign in again is remembered with the credential. */
function problemOf(credential: Credential, activities: Activities): Problem | null {
  const { signInNeeded } = credential.metadata;
  const recent = activities.problemOf(credential.id);
  if (recent !== null || signInNeeded === null) return recent;
  return { failure: new Failure(signInNeeded.code, signInNeeded), at: signInNeeded.at };
}

function viewProblem(problem: Problem | null): AccountView['problem'] {
  return problem === null ? null : { ...problem.failure.toView(), at: problem.at };
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
