import type { SignInMethod, SignInView } from '../../shared/index.ts';
import type { Failure, Token } from '../auth-foundation/index.ts';
import type { OrgProfile } from './preferences.ts';

/** What a person asked for when starting to sign in. */
export interface SignInIntent {
  readonly org: OrgProfile;
  readonly tags: readonly string[];
  /** The account to sign in again, or null for a new one. */
  readonly accountId: string | null;
  readonly method: SignInMethod;
}

/** Where a sign-in stands. */
export type SignInPhase =
  | { readonly phase: 'preparing' }
  | {
      readonly phase: 'waiting_for_browser';
      /** Asks for a page that can be opened: a request that was pushed is good once, and not for long. */
      readonly newPage: () => Promise<URL>;
      readonly expiresAt: number;
      readonly browserOpened: boolean;
    }
  | {
      readonly phase: 'waiting_for_device';
      readonly userCode: string;
      readonly verificationUri: URL;
      /** The same page with the code in it, or null when the org has none. */
      readonly verificationUriComplete: URL | null;
      readonly expiresAt: number;
      /** Why the org could not be asked the last time, or null. */
      readonly problem: Failure | null;
    }
  | { readonly phase: 'exchanging' }
  | { readonly phase: 'saving' }
  | { readonly phase: 'done'; readonly signedInId: string }
  | {
      readonly phase: 'failed';
      readonly failure: Failure;
      /** A token that was received but could not be saved. */
      readonly unsavedToken: Token | null;
    };

/** One sign-in from the intent to its end; each step replaces {@link phase}. */
export interface SignInAttempt {
  readonly id: string;
  readonly intent: SignInIntent;
  readonly cancellation: AbortController;
  phase: SignInPhase;
}

/** What the window may know of an attempt: not the URL, not the token. */
export function viewSignIn({ id, intent, phase }: SignInAttempt): SignInView {
  const about = {
    id,
    orgId: intent.org.id,
    orgName: intent.org.name,
    tags: [...intent.tags],
    accountId: intent.accountId,
    method: intent.method.kind,
  };
  switch (phase.phase) {
    case 'preparing':
    case 'exchanging':
    case 'saving':
      return { ...about, phase: phase.phase };
    case 'waiting_for_browser': {
      const { expiresAt, browserOpened } = phase;
      return { ...about, phase: 'waiting_for_browser', expiresAt, browserOpened };
    }
    case 'waiting_for_device': {
      const { userCode, verificationUri, verificationUriComplete, expiresAt, problem } = phase;
      return {
        ...about,
        phase: 'waiting_for_device',
        userCode,
        verificationUri: verificationUri.href,
        verificationUriComplete: verificationUriComplete?.href ?? null,
        expiresAt,
        problem: problem?.toView() ?? null,
      };
    }
    case 'done':
      return { ...about, phase: 'done', signedInId: phase.signedInId };
    case 'failed': {
      const canRetrySave = phase.unsavedToken !== null;
      return { ...about, phase: 'failed', error: phase.failure.toView(), canRetrySave };
    }
  }
}
