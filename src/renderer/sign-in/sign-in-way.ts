import type { SignInMethod } from '../../shared/contract.ts';
import type { SignInPrompt } from '../../shared/limits.ts';
import type { AccountView, OrgView } from '../../shared/views.ts';

/** How a person is about to sign in, while it is being chosen. */
export interface WayDraft {
  readonly kind: SignInMethod['kind'];
  /** The account whose session is used; null for the first. */
  readonly from: string | null;
  readonly loginHint: string;
  readonly prompt: SignInPrompt;
}

/** The way that fits most people: the browser, which is asked for nothing in particular. */
export const usualWay: WayDraft = {
  kind: 'browser',
  from: null,
  loginHint: '',
  prompt: 'automatic',
};

/**
 * The accounts whose session a client can sign in with (OpenID Connect Native SSO 1.0): another client of the same issuer
 * has it, with a device secret. The default comes first.
 *
 * @param accounts - every account of the window
 * @param org - issuer and client to sign in with
 * @param again - the account that is signed in again, which no other person's session renews; null for a new one
 */
export function sessionsFor(
  accounts: readonly AccountView[],
  org: Pick<OrgView, 'issuer' | 'clientId'>,
  again: AccountView | null,
): readonly AccountView[] {
  const subject = again?.person.subject ?? null;
  return accounts
    .filter(
      (account) =>
        account.hasDeviceSecret &&
        account.hasIdToken &&
        account.org.issuer === org.issuer &&
        account.org.clientId !== org.clientId &&
        (subject === null || account.person.subject === subject),
    )
    .sort((one, other) => Number(other.isDefault) - Number(one.isDefault));
}

/**
 * The method that is chosen. A session that is gone, or of another issuer than the org that was chosen since, falls back
 * to the first that is there, and that to the browser.
 *
 * @param draft - what was chosen
 * @param sessions - the accounts of {@link sessionsFor}
 */
export function methodOf(draft: WayDraft, sessions: readonly AccountView[]): SignInMethod {
  const session = sessions.find(({ id }) => id === draft.from) ?? sessions[0];
  if (draft.kind === 'device') return { kind: 'device' };
  if (draft.kind === 'single_sign_on' && session !== undefined) {
    return { kind: 'single_sign_on', from: session.id };
  }
  const loginHint = draft.loginHint.trim();
  return {
    kind: 'browser',
    loginHint: loginHint === '' ? null : loginHint,
    prompt: draft.prompt,
  };
}
