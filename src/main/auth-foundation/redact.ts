/** The most characters of a foreign text that are kept. */
const longestText = 300;

/** What a token or code looks like: a JWT (RFC 7515, RFC 7516), or a long run without a space. */
const suspicious = /eyJ[\w-]+(?:\.[\w-]*)+|[\w~+/-]{40,}/g;

/**
 * Makes a text of somebody else's fit to be shown and logged: what looks like a token becomes `[redacted]`, and no
 * more than 300 characters stay. Request ids, UUIDs and credential identifiers are shorter than what is redacted.
 *
 * @param text - an org's description of an error, or a field of a log line
 */
export function redactSecrets(text: string): string {
  const redacted = text.replace(suspicious, '[redacted]');
  return redacted.length > longestText ? `${redacted.slice(0, longestText - 1)}…` : redacted;
}
