import { Failure } from './failure.ts';
import { seconds, type Seconds } from './identifiers.ts';
import type { Challenge } from './resource-call.ts';

/** Thrown when a resource server wants a stronger or more recent sign-in (RFC 9470); the credential is kept. */
export class StepUpNeeded extends Failure {
  /** The authentication contexts of which it takes one, the preferred first; empty when it does not say. */
  readonly acrValues: readonly string[];
  /** How long ago the sign-in may be at most, or null when it does not say. */
  readonly maxAge: Seconds | null;

  /**
   * @param challenge - what the server said
   * @param requestId - of its answer
   */
  constructor({ parameters }: Challenge, requestId: string | null) {
    super('step_up_needed', { detail: parameters.error_description ?? null, requestId });
    const { acr_values: acrValues = '', max_age: maxAge = '' } = parameters;
    this.acrValues = acrValues.split(' ').filter((each) => each !== '');
    this.maxAge = /^\d{1,15}$/.test(maxAge) ? seconds(Number(maxAge)) : null;
  }
}
