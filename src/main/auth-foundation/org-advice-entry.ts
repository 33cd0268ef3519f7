import type { ErrorCode } from '../../shared/index.ts';

/** What to tell a person about one thing that an org says. */
export interface OrgAdvice {
  /** The codes under which these words arrive; under any other they mean something else. */
  readonly codes: readonly ErrorCode[];
  /** The whole of what the org says, as {@link advice} describes. */
  readonly says: readonly RegExp[];
  /** What happened, in one sentence; `{name}` stands for what the org filled in. */
  readonly message: string;
  /** What to do next, in one sentence, with the pages of Okta's Admin Console. */
  readonly next: string;
}

/**
 * Makes an entry of an advice table.
 *
 * @param codes - what the words are classified as
 * @param says - Okta's texts from their first word to their last, with or without the full stop; `{}` is any text, and
 * `{name}` is text that the message repeats
 * @param message - one sentence
 * @param next - one sentence
 */
export function advice(
  codes: readonly ErrorCode[],
  says: readonly string[],
  message: string,
  next: string,
): OrgAdvice {
  return { codes, says: says.map(patternOf), message, next };
}

/** `…` is where `redactSecrets` cut a text that was too long, which happens in what the org filled in. */
function patternOf(text: string): RegExp {
  const endOfLastPlaceholder = text.lastIndexOf('}') + 1;
  const upToIt = sourceOf(text.slice(0, endOfLastPlaceholder));
  const afterIt = sourceOf(text.slice(endOfLastPlaceholder).replace(/\.$/, ''));
  return new RegExp(`^${upToIt}(?:${afterIt}\\.?|…)$`, 's');
}

function sourceOf(text: string): string {
  return text
    .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('{}', '.*')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>.+?)');
}
