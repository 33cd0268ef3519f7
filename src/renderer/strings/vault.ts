import type { EndedView, QuarantineReason } from '../../shared/views.ts';
import { formatCount } from '../format.ts';

const accounts = (count: number) => formatCount(count, 'account', 'accounts');

/** The words of the vault: how it stands, its key, and its backups. */
export const vaultWords = {
  opening: 'Opening your accounts…',
  openingSlow:
    'The system keychain has not answered yet. If it shows a prompt, answer it to go on.',
  connectFailed: 'The window cannot reach the app',
  blocked: {
    title: 'Your accounts are safe, but cannot be opened',
    locked: 'Unlock the keychain to see your accounts',
    lockedHow: [
      'Your accounts are sealed with a key that the system keychain keeps.',
      'Unlock the keychain: sign in to the desktop again, or open the keychain app of your system (Keychain Access, Passwords and Keys, KWallet) and unlock it there.',
      'Then press Try again. Until then, nothing is changed.',
    ],
    keychain: 'The keychain does not hand out the key to your accounts',
    keyMissing: 'The key to your accounts is missing',
    damaged: 'The vault cannot say how to open your accounts',
    inUse: 'Your accounts are open somewhere else',
    newer: 'Update the app to open your accounts',
    diskFull: 'Free some disk space to open your accounts',
    disk: 'The disk does not hand out your accounts',
  },
  startNew: {
    action: 'Start a new vault…',
    title: 'Start a new vault?',
    body: 'The old vault is kept in a folder beside the new one, named “vault-set-aside-…”, in the app’s folder. Nothing is deleted, so its accounts can come back if the key or the file is found.',
    then: 'The new vault is empty. Restore a backup into it, or sign in again.',
    confirm: 'Start a new vault',
    done: 'A new vault was started. The old files are kept beside it.',
  },
  keyMissing: {
    title: 'The keychain has lost the key of your vault',
    body: 'The app still holds the key. Put it back before you close the app, or your accounts cannot be opened next time.',
    action: 'Put the key back',
    done: 'The key is back in the keychain.',
  },
  section: {
    title: 'Vault',
    hint: 'Your accounts are sealed on this device, with a key that the system keychain keeps.',
    backUp: 'Back up…',
    restore: 'Restore…',
    changeKey: 'Change the key…',
    ended: 'Accounts that ended',
  },
  changeKey: {
    title: 'Change the vault’s key?',
    body: 'The app makes a new key and seals every account with it again. The old key is deleted when nothing needs it any more.',
    when: 'Do this when someone may have copied the key, for example together with a copy of this computer’s keychain.',
    confirm: 'Change the key',
    running: 'Changing the vault’s key',
    progress: (done: number, total: number) =>
      `${done.toLocaleString('en')} of ${formatCount(total, 'record', 'records')}`,
    starting: 'Making a new key…',
    meanwhile:
      'You can go on working, or close the window: the change goes on by itself, also after a restart.',
    hide: 'Close',
    finished: 'The vault’s key',
    doneTitle: 'The vault has a new key',
    done: 'Every account is sealed with the new key.',
    doneForOpened:
      'Every account that can be opened is sealed with the new key. The old key stays in the keychain until the records that cannot be opened are restored or set aside.',
    backupsStay: 'Backups are not touched: each opens with its own passphrase.',
  },
  passphrase: {
    label: 'Passphrase',
    again: 'Passphrase again',
    show: 'Show the passphrase',
    hint: (shortest: number) =>
      `At least ${String(shortest)} characters. Longer is stronger: five or six random words are good.`,
    missingCharacters: (count: number) => formatCount(count, 'more character', 'more characters'),
    longEnough: 'Long enough. More characters make it stronger.',
    strong: 'Strong length.',
    missing: 'Enter the passphrase.',
    tooShort: (shortest: number) => `Use at least ${String(shortest)} characters.`,
    tooLong: (longest: number) => `Use at most ${longest.toLocaleString('en')} characters.`,
    againMissing: 'Type it again.',
    differs: 'The two passphrases are not the same.',
  },
  backUp: {
    title: 'Back up your accounts',
    body: 'Writes every account into one file, sealed under a passphrase. It opens on any computer with this app.',
    warnings: 'Before you rely on a backup',
    stale:
      'A backup goes stale. Where the org replaces the refresh token at each refresh, the one in the backup stops working soon after: that account then has to sign in again.',
    noRecovery: 'Nobody can recover the passphrase. Without it the backup cannot be opened.',
    confirm: 'Choose a file and back up',
    doneTitle: 'The backup is written',
    done: (count: number) =>
      `${count === 1 ? '1 account is' : `${accounts(count)} are`} in it. Keep the file and its passphrase in different places.`,
    leftOut: (count: number) =>
      `${accounts(count)} could not be opened and ${count === 1 ? 'is' : 'are'} not in it`,
    leftOutNext: 'Bring them back under “Accounts that cannot be opened”, then back up again.',
    unsaved: {
      message: 'No backup was written: a renewed session could not be saved yet.',
      next: 'Keep the app open, as it tries again by itself. Back up again when every account is saved.',
    },
  },
  restore: {
    title: 'Restore a backup',
    body: 'Adds the accounts of a backup that are not on this device. Accounts that are here stay as they are.',
    hint: 'The passphrase that the backup was made with.',
    confirm: 'Choose a backup and restore',
    offer: 'Restore a backup…',
    doneTitle: 'The backup is restored',
    nothingNew: 'Nothing new in this backup',
    done: (added: number, kept: number) =>
      kept === 0
        ? `${accounts(added)} added.`
        : `${accounts(added)} added, ${kept.toLocaleString('en')} ${kept === 1 ? 'was' : 'were'} here already.`,
    stale:
      'If an account says that a sign-in is needed, its session in the backup was replaced by a newer one: sign in again.',
    another: 'Restore another',
  },
  ended: {
    title: 'Accounts that ended',
    body: 'What was removed or revoked on this device, newest first and at most 200. Names are not kept.',
    loading: 'Reading which accounts ended…',
    none: 'No account has ended on this device.',
    event: { removed: 'Removed from this device', revoked: 'Revoked at the org' } satisfies Record<
      EndedView['event'],
      string
    >,
  },
} as const;

const reasons: Record<QuarantineReason, string> = {
  wrong_name: 'Its file carries the name of another account.',
  unreadable: 'The disk does not hand out its file.',
  not_a_record: 'Its file is damaged, or is no record of this app.',
  wrong_key_or_tampered: 'It was sealed with another key, or its file was changed.',
  newer_format: 'It was written by a newer version of the app. Update the app to open it.',
  invalid_content: 'It opens, but what it holds is damaged.',
};

/** The words of the records that cannot be opened. */
export const quarantineWords = {
  title: (count: number) =>
    formatCount(
      count,
      'account on this device cannot be opened',
      'accounts on this device cannot be opened',
    ),
  noticeBody: 'Nothing was deleted. See what is known and what can be done.',
  show: 'Show',
  dialogTitle: 'Accounts that cannot be opened',
  body: 'Their sealed files are kept as they are. Repair a file or restore a backup, then look again.',
  list: 'Accounts that cannot be opened',
  none: 'Every account on this device can be opened.',
  unknown: 'Unknown account',
  reason: (reason: QuarantineReason) => reasons[reason],
  issuer: 'Issuer',
  tags: 'Tags',
  file: 'File',
  size: 'Size',
  written: 'Last written',
  signInHint: 'Without a backup, sign in again: the session is kept as a new account.',
  signIn: 'Sign in…',
  signInOf: (name: string) => `Sign in…: ${name}`,
  setAside: 'Set aside…',
  setAsideOf: (name: string) => `Set aside…: ${name}`,
  lookAgain: 'Look again',
  cameBack: (count: number) =>
    count === 0 ? 'None of them can be opened yet.' : `${accounts(count)} came back.`,
  restore: 'Restore a backup…',
  confirmTitle: (name: string) => `Set ${name} aside?`,
  confirmBody:
    'The sealed file is moved into the folder “set-aside” beside the vault’s records. It is not deleted, and the app no longer shows it.',
  confirmHint:
    'It can be moved back and looked at again as long as the vault’s key is not changed; a change that waits for it ends then.',
  confirm: 'Set aside',
  wasSetAside: (name: string) => `${name} was set aside.`,
} as const;
