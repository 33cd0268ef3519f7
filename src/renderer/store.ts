import type { AccountManagerApi } from '../shared/channels.ts';
import type { ViewError } from '../shared/error-catalogue.ts';
import type { AccountView, Snapshot, SnapshotPatch } from '../shared/views.ts';
import type { Send } from './bridge.ts';

/** What the window knows of the main process. */
type StoreState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: ViewError }
  | { readonly kind: 'ready'; readonly snapshot: Snapshot };

export interface Store {
  readonly getState: () => StoreState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Starts listening and asks for the first snapshot; the returned function stops it. */
  readonly start: () => () => void;
  /** Asks for the whole snapshot again. */
  readonly reload: () => void;
}

/**
 * Keeps the newest snapshot of the main process (decision D6).
 *
 * The store listens before it asks, and keeps the patches that arrive while a snapshot is under way, so no update is
 * lost between the two. A patch that does not start at the version at hand makes it ask for the whole snapshot again.
 *
 * @param api - what the preload exposes
 * @param send - the sender of commands
 */
export function createStore(api: Pick<AccountManagerApi, 'on'>, send: Send): Store {
  const listeners = new Set<() => void>();
  let state: StoreState = { kind: 'loading' };
  /** Patches that arrived while a snapshot is under way; null when none is. */
  let waiting: SnapshotPatch[] | null = null;

  const set = (next: StoreState) => {
    state = next;
    for (const listener of listeners) listener();
  };

  const fetchSnapshot = async () => {
    if (waiting !== null) return;
    waiting = [];
    const reply = await send('state.get', {});
    const patches: readonly SnapshotPatch[] = waiting;
    waiting = null;
    if (!reply.ok) {
      set({ kind: 'failed', error: reply.error });
      return;
    }
    const caughtUp = applyAll(reply.value, patches);
    set({ kind: 'ready', snapshot: caughtUp.snapshot });
    if (caughtUp.hasGap) await fetchSnapshot();
  };

  const receive = (patch: SnapshotPatch) => {
    if (waiting !== null) {
      waiting.push(patch);
      return;
    }
    if (state.kind !== 'ready') {
      void fetchSnapshot();
      return;
    }
    const { snapshot, hasGap } = applyAll(state.snapshot, [patch]);
    if (snapshot !== state.snapshot) set({ kind: 'ready', snapshot });
    if (hasGap) void fetchSnapshot();
  };

  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => {
      const stop = api.on('state.changed', receive);
      void fetchSnapshot();
      return stop;
    },
    reload: () => {
      set({ kind: 'loading' });
      void fetchSnapshot();
    },
  };
}

/**
 * Applies one patch to the snapshot it starts from.
 *
 * @param snapshot - the snapshot at version `patch.from`
 * @param patch - what changed since
 */
function applyPatch(snapshot: Snapshot, patch: SnapshotPatch): Snapshot {
  return {
    version: patch.to,
    frame: patch.frame ?? snapshot.frame,
    accounts: mergeAccounts(snapshot.accounts, patch),
  };
}

function mergeAccounts(accounts: AccountView[], patch: SnapshotPatch): AccountView[] {
  if (patch.changed.length === 0 && patch.removed.length === 0) return accounts;
  const changed = new Map(patch.changed.map((account) => [account.id, account]));
  const removed = new Set(patch.removed);
  const kept = accounts
    .filter((account) => !removed.has(account.id))
    .map((account) => changed.get(account.id) ?? account);
  const known = new Set(accounts.map((account) => account.id));
  const added = patch.changed.filter((account) => !known.has(account.id));
  return [...kept, ...added];
}

function applyAll(
  start: Snapshot,
  patches: readonly SnapshotPatch[],
): { snapshot: Snapshot; hasGap: boolean } {
  let snapshot = start;
  for (const patch of patches) {
    const isOld = patch.to <= snapshot.version;
    if (isOld) continue;
    if (patch.from !== snapshot.version) return { snapshot, hasGap: true };
    snapshot = applyPatch(snapshot, patch);
  }
  return { snapshot, hasGap: false };
}
