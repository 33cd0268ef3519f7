/** Asks the person at the computer to show that it is they, by what the system has for it: a fingerprint, a password. */
export interface PresenceCheck {
  /** Whether the system can ask right now. */
  isAvailable(): boolean;
  /**
   * Asks, and waits for the answer.
   *
   * @param reason - what it is for, as the end of “the app is trying to …”
   * @throws Failure `presence_denied` when the person cancels or fails
   */
  confirm(reason: string): Promise<void>;
}
