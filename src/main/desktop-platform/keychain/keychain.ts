import { Failure, type Secret } from '../../auth-foundation/index.ts';
import type { ErrorCode } from '../../../shared/index.ts';

/** Why the keychain did not do what it was asked; nothing is known about the item then, and nothing was lost. */
export interface Trouble {
  /**
   * `locked`: the person has to unlock it. `unavailable`: no keychain service answers. `denied`: it is there and
   * refuses this app. `too_large`: the secret does not fit (Windows). `timed_out`: no answer within the deadline.
   */
  readonly kind: 'locked' | 'unavailable' | 'denied' | 'too_large' | 'timed_out';
  /** The system's own words on one line, safe to show: never a secret. */
  readonly detail: string;
}

export type GetResult =
  { readonly kind: 'found'; readonly secret: Secret } | { readonly kind: 'absent' } | Trouble;
export type SetResult = { readonly kind: 'stored' } | Trouble;
export type DeleteResult = { readonly kind: 'deleted' } | { readonly kind: 'absent' } | Trouble;

/**
 * The system's store of small secrets, one item per account name, all under one service name. Every answer is proven:
 * `absent` is never a locked keychain, `stored` was read back, `deleted` is gone. Account names are visible to
 * other programs, so they are opaque: never an e-mail or an issuer.
 *
 * Every method rejects with the Failure `internal` when a name or secret is empty or holds a NUL character, which no
 * keychain keeps.
 */
export interface Keychain {
  /** Reads one item. */
  get(account: string): Promise<GetResult>;
  /** Creates or replaces one item. */
  set(account: string, secret: Secret): Promise<SetResult>;
  /** Deletes one item; one that is not there is `absent`. */
  delete(account: string): Promise<DeleteResult>;
}

const failureCodes: Readonly<Record<Trouble['kind'], ErrorCode>> = {
  locked: 'keychain_locked',
  unavailable: 'keychain_unavailable',
  denied: 'keychain_denied',
  timed_out: 'keychain_timed_out',
  // The app's own secrets are 44 bytes: reaching the limit of 2,560 is a defect, not the person's problem.
  too_large: 'internal',
};

/** Turns a keychain's trouble into the failure the person sees. */
export function keychainFailure(trouble: Trouble): Failure {
  return new Failure(failureCodes[trouble.kind], { detail: trouble.detail });
}

/**
 * Refuses what no keychain keeps: an empty text cannot be told from no item, and libsecret cuts a text at its
 * first NUL character without an error.
 *
 * @param what - the text's role, for the failure's detail
 * @param text - the account name or the opened secret
 * @throws Failure `internal`
 */
export function requireStorable(what: 'account' | 'secret', text: string): void {
  if (text === '') throw new Failure('internal', { detail: `The keychain ${what} is empty.` });
  if (text.includes('\0')) {
    throw new Failure('internal', { detail: `The keychain ${what} holds a NUL character.` });
  }
}
