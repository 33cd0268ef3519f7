import { Failure, type Secret, type Seconds, type Timestamp } from '../auth-foundation/index.ts';
import { TokenFlowContext, type KeyBinding } from './token-flow-context.ts';

/** What the person is asked to sign in for on another device. */
export interface DeviceRequest {
  readonly scopes: readonly string[];
  /** Authentication context classes, the preferred first. The answer has to be of one of them. */
  readonly acrValues?: readonly string[];
  /** The longest time since the person signed in. RFC 8628 has no such parameter; the answer is checked all the same. */
  readonly maxAge?: Seconds;
  /** Further parameters; those that protect the flow are left out. */
  readonly additionalParameters?: Readonly<Record<string, string>>;
  readonly bind: KeyBinding;
}

/** The org's answer to a {@link DeviceRequest}, as far as the wait needs it. */
export interface DeviceCode {
  readonly value: Secret;
  /** Milliseconds between two polls. */
  readonly interval: number;
  readonly expiresAt: Timestamp;
}

/** What one run of the flow has to remember. */
export class DeviceContext extends TokenFlowContext {
  #code: DeviceCode | null = null;

  /** @throws Failure `internal` before the org has answered */
  get code(): DeviceCode {
    if (this.#code === null) throw new Failure('internal', { detail: 'no device code yet' });
    return this.#code;
  }

  /** Takes the org's answer. */
  take(code: DeviceCode): void {
    this.#code = code;
  }
}
