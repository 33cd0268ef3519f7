import { Failure, type PresenceCheck } from '../../../src/main/auth-foundation/index.ts';

/** A person at a computer that can ask for them; they confirm every prompt unless told otherwise. */
export class FakePresence implements PresenceCheck {
  /** Whether the computer can ask. */
  available = true;
  /** What each prompt was for, oldest first. */
  readonly prompts: string[] = [];
  #answers: Promise<void>[] = [];

  isAvailable(): boolean {
    return this.available;
  }

  confirm(reason: string): Promise<void> {
    this.prompts.push(reason);
    return this.#answers.shift() ?? Promise.resolve();
  }

  /** Lets the next prompt wait for the person. */
  hold(): { readonly confirm: () => void; readonly deny: () => void } {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#answers.push(promise);
    return {
      confirm: () => {
        resolve(undefined);
      },
      deny: () => {
        reject(new Failure('presence_denied'));
      },
    };
  }

  /** Lets the person cancel the next prompt. */
  denyNext(): void {
    this.hold().deny();
  }
}
