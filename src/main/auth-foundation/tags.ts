/** The person's tags: texts, or names with values, of which each becomes one text `name:value`. */
export type Tags = readonly string[] | Readonly<Record<string, string>>;

/** The texts that tags are stored and found by, each once. */
export function tagTexts(tags: Tags): readonly string[] {
  const texts = isList(tags)
    ? tags
    : Object.entries(tags).map(([name, value]) => `${name}:${value}`);
  return [...new Set(texts)];
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(tags: Tags): tags is readonly string[] {
  return Array.isArray(tags);
}
