import {
  describeError,
  errorCatalogue,
  type ErrorCode,
  type FailureClass,
  type ViewError,
} from '../../shared/index.ts';
import { adviceOn } from './org-advice.ts';
import { redactSecrets } from './redact.ts';

/** What is known about a failure beyond its code; none of it may hold a token, a code or a response body. */
export interface FailureFacts {
  /** The org's or the system's own words: `error_description`, `ENOSPC`. What looks like a token is redacted. */
  readonly detail?: string | null;
  /** `X-Okta-Request-Id` of the answer. */
  readonly requestId?: string | null;
  /** When the org wants to be asked again, as it said, in milliseconds since the epoch. */
  readonly retryAt?: number | null;
}

/**
 * The one error type of the main process: a code of the catalogue (shared/error-catalogue.ts), from which its class
 * (design decision D7), its words and its repair follow. It never carries the error it was made from, because the
 * errors of HTTP libraries hold requests and bodies, and those hold tokens.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ErrorCode;
  readonly detail: string | null;
  readonly requestId: string | null;
  readonly retryAt: number | null;

  /**
   * @param code - what happened, as a code of the catalogue
   * @param facts - what the org or the system said about it
   */
  constructor(code: ErrorCode, facts: FailureFacts = {}) {
    super(errorCatalogue[code].message);
    const { detail = null } = facts;
    this.code = code;
    // An org may quote a token in its words, and these are shown and stored.
    this.detail = detail === null ? null : redactSecrets(detail);
    this.requestId = facts.requestId ?? null;
    this.retryAt = facts.retryAt ?? null;
  }

  /**
   * The failure's class: only a refresh that meets `sign_in_needed` changes a credential's state, and nothing deletes by
   * itself.
   */
  get failureClass(): FailureClass {
    return errorCatalogue[this.code].class;
  }

  /** The same failure with the id of the answer that it is about, if it has none of its own. */
  withRequestId(requestId: string | null): Failure {
    if (this.requestId !== null || requestId === null) return this;
    return new Failure(this.code, { detail: this.detail, requestId, retryAt: this.retryAt });
  }

  /** The failure as the window shows it; where the org said more than the code does, in words about that. */
  toView(): ViewError {
    return { ...describeError(this.code, this), ...adviceOn(this.code, this.detail) };
  }
}

/**
 * Turns whatever was thrown into a {@link Failure}; what is not one already is a defect of the app and becomes
 * `internal` with the error's class name as its only detail.
 *
 * @param thrown - the caught value
 */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure('internal', { detail: thrown instanceof Error ? thrown.name : typeof thrown });
}
