import type { CommandOutput, Reply } from '../../shared/contract.ts';
import type { ViewError } from '../../shared/error-catalogue.ts';
import type { Send } from '../bridge.ts';

/** The actions that run on a row without a dialog. */
export type RowAction =
  'refresh' | 'copy_access_token' | 'copy_id_token' | 'make_default' | 'save_now';

/** What a row shows of its own actions, next to what the main process tells. */
export interface RowStatus {
  readonly pending: RowAction | null;
  readonly failed: { readonly action: RowAction; readonly error: ViewError } | null;
  /** The action that just succeeded, for a short while. */
  readonly succeeded: RowAction | null;
}

const idle: RowStatus = { pending: null, failed: null, succeeded: null };

/** How long a success shows on its button, in milliseconds. */
const successMs = 2000;

export interface RowActions {
  readonly statusOf: (accountId: string) => RowStatus;
  readonly subscribe: (listener: () => void) => () => void;
  /** Runs an action, unless one of this account still runs: then it answers null. */
  readonly run: (
    accountId: string,
    action: RowAction,
  ) => Promise<Reply<{ readonly clearsAt: number | null }> | null>;
  readonly dismissFailure: (accountId: string) => void;
}

/**
 * Runs the actions of rows and remembers how each ended. It lives outside of the rows, as a row leaves the document when
 * it scrolls out of view.
 *
 * @param send - the sender of commands
 */
export function createRowActions(send: Send): RowActions {
  const statuses = new Map<string, RowStatus>();
  const listeners = new Set<() => void>();

  const set = (accountId: string, status: RowStatus) => {
    if (status === idle) statuses.delete(accountId);
    else statuses.set(accountId, status);
    for (const listener of listeners) listener();
  };
  const statusOf = (accountId: string) => statuses.get(accountId) ?? idle;

  return {
    statusOf,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    run: async (accountId, action) => {
      if (statusOf(accountId).pending !== null) return null;
      set(accountId, { ...idle, pending: action });
      const reply = await perform(send, accountId, action);
      if (!reply.ok) {
        set(accountId, { ...idle, failed: { action, error: reply.error } });
        return reply;
      }
      const success: RowStatus = { ...idle, succeeded: action };
      set(accountId, success);
      setTimeout(() => {
        if (statusOf(accountId) === success) set(accountId, idle);
      }, successMs);
      return reply;
    },
    dismissFailure: (accountId) => {
      if (statusOf(accountId).failed !== null) set(accountId, idle);
    },
  };
}

async function perform(
  send: Send,
  accountId: string,
  action: RowAction,
): Promise<Reply<{ readonly clearsAt: number | null }>> {
  switch (action) {
    case 'refresh':
      return withoutClipboard(await send('accounts.refresh', { accountId }));
    case 'make_default':
      return withoutClipboard(await send('accounts.makeDefault', { accountId }));
    case 'save_now':
      return withoutClipboard(await send('accounts.saveNow', { accountId }));
    case 'copy_access_token':
      return send('accounts.copyToken', { accountId, kind: 'access_token' });
    case 'copy_id_token':
      return send('accounts.copyToken', { accountId, kind: 'id_token' });
  }
}

function withoutClipboard(
  reply: Reply<CommandOutput<'accounts.refresh'>>,
): Reply<{ readonly clearsAt: null }> {
  return reply.ok ? { ok: true, value: { clearsAt: null } } : reply;
}
