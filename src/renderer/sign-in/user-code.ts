/** How many characters of a code are read at once when the org has not grouped it. */
const groupLength = 4;

/**
 * A code in groups that are easy to read off: as the org separated it, else in fours. Joined, they are the code.
 *
 * @param code - as the org gave it: `WDJB-MJHT`, `WDJBMJHT`
 */
export function codeGroups(code: string): readonly string[] {
  const groups = code.split(/(?<=[^\p{L}\p{N}])/u);
  if (groups.length > 1) return groups;
  const characters = Array.from(code);
  return characters.flatMap((_, index) =>
    index % groupLength === 0 ? [characters.slice(index, index + groupLength).join('')] : [],
  );
}

/** A code letter by letter, with a pause between its groups, as a screen reader should read it. */
export function spelledCode(code: string): string {
  return codeGroups(code)
    .map((group) => Array.from(group).join(' '))
    .join(', ');
}
