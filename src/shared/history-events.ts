/** What can happen to a credential in its life. Free of zod, for the window's sake. */
export const historyEventNames = [
  'signed_in',
  'signed_in_again',
  'browser_signed_out',
  'refreshed',
  'refreshed_automatically',
  'refresh_failed',
  'id_token_set_aside',
  'unsaved',
  'saved',
  'downscoped',
  'copied',
  'tags_changed',
  'revoke_failed',
  'revoked',
  'removed',
  'migrated',
  'restored',
] as const;
export type HistoryEventName = (typeof historyEventNames)[number];
