import type { Trouble } from './keychain.ts';

interface KnownMessage {
  readonly pattern: RegExp;
  readonly kind: 'locked' | 'unavailable' | 'denied';
}

/**
 * What native keychains say, and what it means: keytar gives no codes, only these texts.
 *
 * *measured*: @github/keytar 7.10.6 with gnome-keyring 42.1 (test/contract/keychain.test.ts). *source*: the text of
 * `SecCopyErrorMessageString` for the status that keytar_mac.cc passes on, as quoted in the named place.
 * Windows is not here: its texts are in the language of the system, and Credential Manager has no locked state.
 */
const knownMessages: readonly KnownMessage[] = [
  // measured: gnome-keyring locked, and the prompt was cancelled or could not be shown
  { pattern: /^Cannot create an item in a locked collection/, kind: 'locked' },
  // measured: no DBUS_SESSION_BUS_ADDRESS and no X11
  { pattern: /^Cannot autolaunch D-Bus without X11/, kind: 'unavailable' },
  // measured: a bus on which nobody offers the Secret Service
  {
    pattern: /^The name org\.freedesktop\.secrets was not provided by any \.service files/,
    kind: 'unavailable',
  },
  // measured: gnome-keyring runs, has no login collection, and could not ask for the password of a new one
  { pattern: /^Object does not exist at path .*\/collection\//, kind: 'unavailable' },
  // source: errSecAuthFailed (-25293); a locked login keychain (GitHub Desktop, docs/known-issues.md, #3263)
  { pattern: /^The user name or passphrase you entered is not correct/, kind: 'locked' },
  // source: errSecUserCanceled (-128), Security/SecBase.h
  { pattern: /^User canceled the operation/, kind: 'denied' },
  // source: errSecInteractionNotAllowed (-25308): locked, and the session may show no prompt (SSH, launchd)
  { pattern: /^User interaction is not allowed/, kind: 'locked' },
];

const maximumDetailLength = 200;

/**
 * Tells what a native error means; one that is not in the table is `unavailable`, with its text as detail.
 *
 * @param thrown - what keytar rejected with
 */
export function classifyNativeError(thrown: unknown): Trouble {
  const message = thrown instanceof Error ? thrown.message : 'The keychain gave an unknown error.';
  const known = knownMessages.find(({ pattern }) => pattern.test(message));
  return { kind: known?.kind ?? 'unavailable', detail: oneLine(message) };
}

function oneLine(message: string): string {
  const text = message.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return text.length > maximumDetailLength ? `${text.slice(0, maximumDetailLength - 1)}…` : text;
}
