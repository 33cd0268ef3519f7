import type { AccountView, FrameView, Snapshot, SnapshotPatch } from '../../shared/index.ts';
import type { CredentialId } from '../auth-foundation/index.ts';

/** Where the parts of a snapshot come from. */
export interface SnapshotSources {
  readonly frame: () => FrameView;
  readonly accountIds: () => Promise<readonly CredentialId[]>;
  /** The view of one account, or null when it is gone. */
  readonly account: (id: CredentialId) => Promise<AccountView | null>;
}

/**
 * The state as the window sees it: versioned, whole on request, and after that only what has changed (design
 * decision D6). Changes that come together are told together.
 */
export class Snapshots {
  readonly #sources: SnapshotSources;
  readonly #publish: (patch: SnapshotPatch) => void;
  readonly #accounts = new Map<CredentialId, AccountView>();
  readonly #changed = new Set<CredentialId>();
  #frameChanged = false;
  #everythingChanged = true;
  #frame: FrameView;
  #version = 0;
  #flushing: Promise<void> | null = null;

  /**
   * @param sources - asked when something has changed, never kept
   * @param publish - tells the windows
   */
  constructor(sources: SnapshotSources, publish: (patch: SnapshotPatch) => void) {
    this.#sources = sources;
    this.#publish = publish;
    this.#frame = sources.frame();
  }

  /** Says that one account may have changed, come or gone. */
  touchAccount(id: CredentialId): void {
    this.#changed.add(id);
    this.#schedule();
  }

  /** Says that something outside of the accounts may have changed. */
  touchFrame(): void {
    this.#frameChanged = true;
    this.#schedule();
  }

  /** Says that every account may have changed, come or gone. */
  touchEverything(): void {
    this.#everythingChanged = true;
    this.#frameChanged = true;
    this.#schedule();
  }

  /** The whole state at its newest version. */
  async current(): Promise<Snapshot> {
    this.#schedule();
    await this.#flushing;
    return { version: this.#version, frame: this.#frame, accounts: [...this.#accounts.values()] };
  }

  #schedule(): void {
    if (this.#flushing !== null) return;
    const flushing = this.#flush().then(
      () => {
        this.#flushing = null;
        if (this.#changed.size > 0 || this.#frameChanged || this.#everythingChanged) {
          this.#schedule();
        }
      },
      (thrown: unknown) => {
        // Nothing that was not told may be forgotten: the next change, or question, begins with it.
        this.#flushing = null;
        this.#everythingChanged = true;
        this.#frameChanged = true;
        throw thrown;
      },
    );
    // Who asked for the state is told why there is none; a change alone has nobody to tell.
    flushing.catch(() => undefined);
    this.#flushing = flushing;
  }

  async #flush(): Promise<void> {
    // One turn of the event loop, so that an action's end and its consequences arrive together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    // Taken before anything is read: what changes from here on belongs to the next version.
    const everythingChanged = this.#everythingChanged;
    const frameChanged = this.#frameChanged;
    const touched = [...this.#changed];
    this.#everythingChanged = false;
    this.#frameChanged = false;
    this.#changed.clear();
    const all = everythingChanged ? await this.#sources.accountIds() : [];
    const known = everythingChanged ? this.#accounts.keys() : [];
    // First in the order of the vault, which is the order the window gets them in.
    const ids = new Set([...all, ...known, ...touched]);
    if (ids.size === 0 && !frameChanged) return;

    const changed: AccountView[] = [];
    const removed: CredentialId[] = [];
    for (const id of ids) {
      const view = await this.#sources.account(id);
      if (view !== null) {
        changed.push(view);
        this.#accounts.set(id, view);
      } else if (this.#accounts.delete(id)) {
        removed.push(id);
      }
    }
    if (frameChanged) this.#frame = this.#sources.frame();
    const from = this.#version;
    this.#version = from + 1;
    const frame = frameChanged ? { frame: this.#frame } : {};
    this.#publish({ from, to: this.#version, ...frame, changed, removed });
  }
}
