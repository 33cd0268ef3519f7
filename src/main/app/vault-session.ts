import { Failure, toFailure, type CredentialCoordinator } from '../auth-foundation/index.ts';
import type { AccountStorage } from '../desktop-platform/index.ts';
import type { Log } from './log.ts';

/** A vault that was opened, and the coordinator on it. */
export interface OpenVault {
  readonly storage: AccountStorage;
  readonly coordinator: CredentialCoordinator;
}

/** Whether the vault can be used, and if not, why. */
export type VaultState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'blocked'; readonly failure: Failure };

/**
 * The vault from the app's point of view: opening, ready, or blocked for a reason that may pass. Nothing is changed
 * while it is blocked, and opening can be tried again.
 */
export class VaultSession {
  readonly #open: () => Promise<OpenVault>;
  readonly #log: Log;
  readonly #onChange: () => void;
  #state: VaultState = { kind: 'opening' };
  #vault: OpenVault | null = null;
  #opening: Promise<void> | null = null;

  /**
   * @param open - opens the vault and builds the coordinator on it
   * @param log - is told of each outcome
   * @param onChange - is called when {@link state} has changed
   */
  constructor(open: () => Promise<OpenVault>, log: Log, onChange: () => void) {
    this.#open = open;
    this.#log = log;
    this.#onChange = onChange;
  }

  get state(): VaultState {
    return this.#state;
  }

  /** The vault, or null while it is not ready. */
  get vault(): OpenVault | null {
    return this.#vault;
  }

  /** The vault. @throws Failure with the reason why it is not ready */
  require(): OpenVault {
    if (this.#vault !== null) return this.#vault;
    throw this.#state.kind === 'blocked' ? this.#state.failure : new Failure('busy');
  }

  /** Opens the vault, also again after it was blocked; callers at the same time share one attempt. Rejects never. */
  async open(): Promise<void> {
    if (this.#vault !== null) return;
    this.#opening ??= this.#tryOpen().finally(() => {
      this.#opening = null;
    });
    await this.#opening;
  }

  async #tryOpen(): Promise<void> {
    this.#enter({ kind: 'opening' });
    try {
      this.#vault = await this.#open();
      this.#log.info('vault_opened');
      this.#enter({ kind: 'ready' });
    } catch (thrown) {
      const failure = toFailure(thrown);
      const { code, detail } = failure;
      this.#log.error('vault_blocked', { code, detail });
      this.#enter({ kind: 'blocked', failure });
    }
  }

  #enter(state: VaultState): void {
    this.#state = state;
    this.#onChange();
  }
}
