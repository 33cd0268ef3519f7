import { inspect } from 'node:util';

const redacted = '[secret]';

/**
 * A string that must not leave the main process: a token, code, verifier or key.
 * It prints as `[secret]` in a template, `JSON.stringify`, `console.log` and `util.inspect`;
 * only {@link openSecret} gives the value.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** True when both hold the same value. */
  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }

  /** Called by {@link openSecret} alone. */
  static open(secret: Secret): string {
    return secret.#value;
  }
}

/**
 * Gives the value of a secret. Every place that needs one calls this, so they can all be found by its name.
 *
 * @param secret - what {@link Secret} holds
 */
export function openSecret(secret: Secret): string {
  return Secret.open(secret);
}
