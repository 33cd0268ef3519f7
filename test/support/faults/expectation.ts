import type { ErrorCode, FailureClass } from '../../../src/shared/index.ts';

/** How the case is to end. */
export type Ending =
  /** With a failure: of the class, and with one of the codes unless there are none. */
  | { readonly kind: 'fails'; readonly of: FailureClass; readonly codes: readonly ErrorCode[] }
  | { readonly kind: 'succeeds' }
  /** A refresh whose tokens are kept, apart from an ID token that cannot be taken. */
  | { readonly kind: 'sets_aside'; readonly codes: readonly ErrorCode[] }
  /** A wait that goes on: with a failure that is told, or with none. */
  | { readonly kind: 'goes_on'; readonly codes: readonly ErrorCode[] };

/** What becomes of the stored session. */
export type SessionAfter =
  /** The stored refresh token is the one of before. */
  | 'as_before'
  /** The stored refresh token is the newest that the org gave out. */
  | 'renewed'
  /** As before, and marked: the person has to sign in again. */
  | 'marked'
  /** The org agreed to end it, so that it is removed. */
  | 'removed';

/** What is expected of one case. */
export interface Expectation {
  readonly ending: Ending;
  readonly session: SessionAfter;
  /** The least requests that have to meet the fault: all that may, where a request is to be sent again. */
  readonly leastRequests: number;
  /** The most requests that may meet the fault. */
  readonly mostRequests: number;
  /** Whether the failure names the request id of the spoiled answer. */
  readonly requestId: 'of_answer' | 'any';
  /** Seconds until the failure says that the org may be asked again, or null when it must not say. */
  readonly retryIn: number | null;
}
