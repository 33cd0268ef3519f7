// Free of zod: the window needs the words, and zod's probing breaks its content security policy.

/** The four failure classes of design decision D7, plus a choice of the person and a defect of this app. */
export const failureClasses = [
  'transient',
  'sign_in_needed',
  'configuration',
  'storage',
  'user',
  'internal',
] as const;
export type FailureClass = (typeof failureClasses)[number];

/** What the interface offers next to an error. */
export const repairs = [
  'retry',
  'wait_and_retry',
  'sign_in_again',
  'unlock_keychain',
  'check_org_settings',
  'check_input',
  'free_disk_space',
  'start_new_vault',
  'restart_app',
  'none',
] as const;
export type Repair = (typeof repairs)[number];

interface ErrorEntry {
  readonly class: FailureClass;
  readonly repair: Repair;
  /** What happened, in one sentence a person can read. */
  readonly message: string;
  /** What to do next, in one sentence. */
  readonly next: string;
}

/**
 * The catalogue of every error that can reach the person: code → class, repair, and words.
 * Codes are stable; the words are English and are looked up by code, so another language replaces only the words.
 */
export const errorCatalogue = {
  // transient
  network_unreachable: entry(
    'transient',
    'retry',
    'The org could not be reached.',
    'Check the network connection, then try again. Nothing was changed.',
  ),
  request_timed_out: entry(
    'transient',
    'retry',
    'The org did not answer in time.',
    'Try again in a moment. Nothing was changed.',
  ),
  rate_limited: entry(
    'transient',
    'wait_and_retry',
    'The org is limiting requests right now.',
    'Wait a minute, then try again.',
  ),
  server_unavailable: entry(
    'transient',
    'wait_and_retry',
    'The org has a temporary problem.',
    'Try again in a few minutes.',
  ),
  malformed_response: entry(
    'transient',
    'retry',
    'The org answered with something that is not a valid response.',
    'Try again. If it keeps happening, a proxy or a wrong issuer may be in between.',
  ),
  authorization_pending: entry(
    'transient',
    'wait_and_retry',
    'The sign-in has not been finished yet.',
    'Finish it in the browser or on the other device.',
  ),
  authorization_slow_down: entry(
    'transient',
    'wait_and_retry',
    'The org wants to be asked less often whether the sign-in is finished.',
    'Go on with the sign-in: the app asks more slowly by itself.',
  ),
  certificate_rejected: entry(
    'transient',
    'check_org_settings',
    'The certificate of the org is not trusted by this computer.',
    'Check the clock and the network you are on. Where a company inspects connections, add its certification authority to the org profile, under Network. Nothing was changed.',
  ),
  proxy_failed: entry(
    'transient',
    'check_org_settings',
    'The proxy could not be reached, or refused the connection.',
    'Check the system’s proxy settings, or the proxy of the org profile. Nothing was changed.',
  ),
  // sign-in needed
  refresh_token_rejected: entry(
    'sign_in_needed',
    'sign_in_again',
    'The org no longer accepts this session.',
    'Sign in again. Tags and the default are kept.',
  ),
  access_token_rejected: entry(
    'sign_in_needed',
    'sign_in_again',
    'The org does not accept the access token of this session.',
    'Refresh the account and try again. If that does not help, sign in again.',
  ),
  no_refresh_token: entry(
    'sign_in_needed',
    'sign_in_again',
    'This session has no refresh token, so it cannot be renewed.',
    'Sign in again. To get a refresh token, add the scope offline_access to the org.',
  ),
  subject_changed: entry(
    'sign_in_needed',
    'sign_in_again',
    'The org answered with a session of another person.',
    'Sign in again. The answer was not used.',
  ),
  dpop_key_rejected: entry(
    'sign_in_needed',
    'sign_in_again',
    'The org does not accept the key that this session is bound to.',
    'Sign in again: a new key is made.',
  ),
  // configuration
  client_rejected: entry(
    'configuration',
    'check_org_settings',
    'The org does not accept this client.',
    'Check the client ID, and that the app integration is a native app with client authentication set to None.',
  ),
  grant_not_allowed: entry(
    'configuration',
    'check_org_settings',
    'The app integration does not allow this grant.',
    'Enable it in the app integration: Authorization Code and Refresh Token, and Device Authorization or Token Exchange where you use them.',
  ),
  access_denied: entry(
    'configuration',
    'check_org_settings',
    'The org denied access.',
    'Ask the administrator whether you are assigned to the app and which access policy applies.',
  ),
  scope_denied: entry(
    'configuration',
    'check_org_settings',
    'The org denied one of the requested scopes.',
    'Check the scopes of this org profile.',
  ),
  redirect_mismatch: entry(
    'configuration',
    'check_org_settings',
    'The redirect URI is not registered.',
    'Register the redirect URIs shown in the org profile, exactly as written.',
  ),
  authorization_rejected: entry(
    'configuration',
    'check_org_settings',
    'The org refused the request.',
    'Check the org profile against the app integration.',
  ),
  redirect_refused: entry(
    'configuration',
    'check_org_settings',
    'The address answers with a redirect to another one.',
    'Enter the org’s own address: tokens are never sent along a redirect.',
  ),
  issuer_mismatch: entry(
    'configuration',
    'check_org_settings',
    'The issuer that answered is not the one that was asked.',
    'Check the issuer URL of the org profile.',
  ),
  discovery_failed: entry(
    'configuration',
    'check_org_settings',
    'No OpenID Connect issuer was found at this address.',
    'Check the issuer URL: it is the org’s domain, or the domain followed by /oauth2/ and the authorization server.',
  ),
  id_token_invalid: entry(
    'configuration',
    'check_org_settings',
    'The ID token could not be verified.',
    'Check the clock of this computer and the issuer, then sign in again.',
  ),
  pushed_requests_unsupported: entry(
    'configuration',
    'check_org_settings',
    'The org does not take pushed authorization requests, which this profile asks for.',
    'Switch them off in the org profile, or ask the administrator. Nothing was sent another way.',
  ),
  device_flow_unsupported: entry(
    'configuration',
    'check_org_settings',
    'The org offers no sign-in on another device.',
    'Sign in with the browser of this computer, or enable Device Authorization in the app integration.',
  ),
  sign_out_unsupported: entry(
    'configuration',
    'none',
    'This provider does not let an app end the browser’s session.',
    'Sign out on the provider’s own page in the browser.',
  ),
  dpop_unsupported: entry(
    'configuration',
    'check_org_settings',
    'The org answered with a token that is not bound to the key of this device.',
    'Enable DPoP in the app integration, or switch it off in the org profile. The token was not kept.',
  ),
  dpop_proof_rejected: entry(
    'configuration',
    'check_org_settings',
    'The org did not accept the proof for the key of this device.',
    'Check the clock of this computer, and that DPoP is enabled in the app integration.',
  ),
  ca_file_unreadable: entry(
    'configuration',
    'check_org_settings',
    'The file with further certification authorities cannot be used.',
    'Choose a readable PEM file in the org profile, under Network, or remove it there.',
  ),
  revocation_unsupported: entry(
    'configuration',
    'none',
    'This provider cannot revoke tokens.',
    'Remove the account from this device; its tokens expire by themselves.',
  ),
  // storage
  keychain_locked: entry(
    'storage',
    'unlock_keychain',
    'The system keychain is locked.',
    'Unlock it, then try again. Nothing was changed.',
  ),
  keychain_unavailable: entry(
    'storage',
    'retry',
    'The system keychain cannot be reached.',
    'Make sure that a keychain service is running (on Linux: GNOME Keyring or KWallet), then try again. Nothing was changed.',
  ),
  keychain_denied: entry(
    'storage',
    'retry',
    'The system keychain denied access.',
    'Allow this app to use the keychain, then try again. Nothing was changed.',
  ),
  keychain_timed_out: entry(
    'storage',
    'retry',
    'The system keychain did not answer.',
    'Look for a prompt of the keychain, answer it, then try again.',
  ),
  vault_key_missing: entry(
    'storage',
    'start_new_vault',
    'The key of the vault is not in the keychain any more.',
    'Restore the keychain item and try again, or start a new vault and restore a backup into it. The sealed accounts are kept as they are.',
  ),
  vault_damaged: entry(
    'storage',
    'start_new_vault',
    'The vault’s own file, vault.json, is damaged or missing.',
    'Restore that file from a copy of the profile folder and try again, or start a new vault and restore a backup into it. The sealed accounts are kept as they are.',
  ),
  vault_newer_format: entry(
    'storage',
    'none',
    'The vault was written by a newer version of this app.',
    'Update the app. Nothing was changed.',
  ),
  vault_in_use: entry(
    'storage',
    'restart_app',
    'Another process has the vault open.',
    'Close the other window of this app, then try again.',
  ),
  disk_full: entry(
    'storage',
    'free_disk_space',
    'The disk is full.',
    'Free some space, then try again.',
  ),
  disk_write_failed: entry(
    'storage',
    'retry',
    'The account could not be written to the disk.',
    'Check that the profile folder is writable, then try again.',
  ),
  disk_read_failed: entry(
    'storage',
    'retry',
    'The vault could not be read from the disk.',
    'Check that the profile folder is readable, then try again. Nothing was changed.',
  ),
  backup_wrong_passphrase: entry(
    'user',
    'check_input',
    'The passphrase does not open this backup.',
    'Enter the passphrase that the backup was made with. Nothing was changed.',
  ),
  backup_damaged: entry(
    'storage',
    'none',
    'The file is not a whole backup of this app.',
    'Choose another copy of the backup. Nothing was changed.',
  ),
  backup_newer_format: entry(
    'storage',
    'none',
    'The backup was written by a newer version of this app.',
    'Update the app, then restore it. Nothing was changed.',
  ),
  record_damaged: entry(
    'storage',
    'none',
    'The tokens of this account can no longer be read from the disk.',
    'Restore a backup, or sign in again. Tags are kept.',
  ),
  token_unsaved: entry(
    'storage',
    'retry',
    'The session was renewed but could not be saved yet.',
    'Keep the app open: it tries again by itself.',
  ),
  // user
  cancelled: entry('user', 'retry', 'The wait was cancelled.', 'Nothing was changed.'),
  sign_in_cancelled: entry(
    'user',
    'retry',
    'The sign-in was cancelled.',
    'Start again when you are ready.',
  ),
  sign_in_denied: entry(
    'user',
    'retry',
    'The sign-in was declined in the browser.',
    'Start again, and accept the request in the browser.',
  ),
  sign_in_timed_out: entry(
    'user',
    'retry',
    'No answer came back from the browser in time.',
    'Start again. If the browser showed an error, compare the org profile with the app integration.',
  ),
  device_code_expired: entry(
    'user',
    'retry',
    'The code was not entered in time.',
    'Start again, and enter the new code on the other device.',
  ),
  too_many_sign_ins: entry(
    'user',
    'retry',
    'Other sign-ins of this app are waiting on every redirect port of this org.',
    'Finish or cancel one of them, then start again.',
  ),
  single_sign_on_unavailable: entry(
    'user',
    'retry',
    'The other account has no session that this org profile can use.',
    'Choose an account of the same issuer that was signed in with the scope device_sso, or sign in with the browser.',
  ),
  single_sign_on_ended: entry(
    'user',
    'retry',
    'The org no longer accepts the session of the other account.',
    'Sign in to the other account again, or sign in with the browser.',
  ),
  sign_out_cancelled: entry(
    'user',
    'retry',
    'The sign-out was cancelled.',
    'Start it again, or sign out on the org’s own page. The browser may still be signed in.',
  ),
  sign_out_timed_out: entry(
    'user',
    'retry',
    'The browser did not come back after the sign-out.',
    'If the browser showed an error, register the sign-out redirect URIs of the org profile. It may still be signed in.',
  ),
  step_up_needed: entry(
    'user',
    'sign_in_again',
    'The request needs a stronger or more recent sign-in.',
    'Sign in again as the org asks for it. The session is kept.',
  ),
  sign_in_expired: entry(
    'user',
    'retry',
    'The org no longer accepts this sign-in.',
    'Start again, and finish it in the browser without a long pause.',
  ),
  browser_not_opened: entry(
    'user',
    'retry',
    'The browser could not be opened.',
    'Copy the link and open it in a browser yourself.',
  ),
  ports_busy: entry(
    'user',
    'retry',
    'All registered redirect ports are in use on this computer.',
    'Close the program that uses them, then try again.',
  ),
  account_not_found: entry(
    'user',
    'none',
    'This account is not there any more.',
    'The list shows what is kept on this device.',
  ),
  org_not_found: entry(
    'user',
    'check_input',
    'This org profile is not there any more.',
    'Choose another org.',
  ),
  org_exists: entry(
    'user',
    'check_input',
    'There is already an org profile with this issuer and client ID.',
    'Use the profile that is there, or change the client ID.',
  ),
  org_locked: entry(
    'user',
    'none',
    'This org profile is the administrator’s.',
    'It can be used, and only the administrator changes it. Add a profile of your own for other settings.',
  ),
  org_file_invalid: entry(
    'user',
    'check_input',
    'The file is not an export of org profiles.',
    'Choose a file that this app exported. Nothing was changed.',
  ),
  token_not_present: entry(
    'user',
    'none',
    'This account has no such token.',
    'Add the scope openid for an ID token, then sign in again.',
  ),
  presence_denied: entry(
    'user',
    'retry',
    'It was not confirmed that it is you.',
    'Try again, and confirm it when the computer asks. No token was handed out.',
  ),
  presence_unavailable: entry(
    'user',
    'none',
    'This computer cannot confirm that it is you.',
    'Move to a computer with Touch ID, or switch the question off in the details of the account.',
  ),
  clipboard_failed: entry('user', 'retry', 'The clipboard could not be written.', 'Try again.'),
  busy: entry(
    'user',
    'wait_and_retry',
    'Something else is running on this account.',
    'Wait until it is done.',
  ),
  invalid_input: entry('user', 'check_input', 'The input is not valid.', 'Check what was entered.'),
  // internal
  internal: entry(
    'internal',
    'restart_app',
    'Something went wrong inside the app.',
    'Try again; if it persists, restart the app. Your accounts are kept.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** An error as it crosses IPC: never a stack, a body or a token. */
export interface ViewError {
  code: ErrorCode;
  class: FailureClass;
  message: string;
  /** What to do next, in words. */
  next: string;
  repair: Repair;
  /** The org's own words (`error_description`), for the administrator; plain text. */
  detail: string | null;
  /** `X-Okta-Request-Id` of the answer, for the administrator. */
  requestId: string | null;
}

/**
 * Builds the view of a catalogued error.
 *
 * @param code - a code of {@link errorCatalogue}
 * @param facts - what the org said, if anything
 */
export function describeError(
  code: ErrorCode,
  facts: { detail?: string | null; requestId?: string | null } = {},
): ViewError {
  const { class: failureClass, message, next, repair } = errorCatalogue[code];
  return {
    code,
    class: failureClass,
    message,
    next,
    repair,
    detail: facts.detail ?? null,
    requestId: facts.requestId ?? null,
  };
}

function entry(
  failureClass: FailureClass,
  repair: Repair,
  message: string,
  next: string,
): ErrorEntry {
  return { class: failureClass, repair, message, next };
}
