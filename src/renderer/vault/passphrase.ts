import { passphraseLimits } from '../../shared/limits.ts';
import { strings } from '../strings.ts';

const words = strings.vault.passphrase;

/** From this many characters on, the length alone makes a passphrase strong. */
const strongLength = 20;

/** A new passphrase as the person types it, twice. */
export interface NewPassphrase {
  readonly passphrase: string;
  readonly again: string;
}

/** What is wrong with each field, or null. */
export type PassphraseProblems = Readonly<Record<keyof NewPassphrase, string | null>>;

/** Tells what is wrong with a new passphrase; it is taken as typed, spaces included. */
export function checkNewPassphrase({ passphrase, again }: NewPassphrase): PassphraseProblems {
  const problem = lengthProblem(passphrase);
  return {
    passphrase: problem,
    again: problem === null && again !== passphrase ? againProblem(again) : null,
  };
}

/**
 * What the length of a passphrase is worth.
 *
 * @param length - characters typed so far
 */
export function lengthWords(length: number): string {
  const { shortest } = passphraseLimits;
  if (length === 0) return words.hint(shortest);
  if (length < shortest) return words.missingCharacters(shortest - length);
  return length < strongLength ? words.longEnough : words.strong;
}

function againProblem(again: string): string {
  return again === '' ? words.againMissing : words.differs;
}

function lengthProblem({ length }: string): string | null {
  const { shortest, longest } = passphraseLimits;
  if (length === 0) return words.missing;
  if (length < shortest) return words.tooShort(shortest);
  return length > longest ? words.tooLong(longest) : null;
}
