// @ts-check

/** Something cannot be had. It is shown as its message and what to do, never as a stack trace. */
export class PlainError extends Error {
  /**
   * @param {string} message - what is missing or went wrong, in a sentence
   * @param {string} remedy - what the person can do about it
   */
  constructor(message, remedy) {
    super(message);
    this.name = 'PlainError';
    this.remedy = remedy;
  }
}

/**
 * The words for a person: a plain error's own, or for an unforeseen one its message and where it came from.
 *
 * @param {unknown} thrown
 * @returns {string}
 */
export function explain(thrown) {
  if (thrown instanceof PlainError) return `${thrown.message}\n\n${thrown.remedy}`;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return `${message}\n\nThis was not foreseen. Please report it with the lines above.`;
}
