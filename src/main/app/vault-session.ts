import type { VaultView } from '../../shared/index.ts';
import { Failure, toFailure, type CredentialCoordinator } from '../auth-foundation/index.ts';
import type { Log } from './log.ts';

/**
 * The vault from the app's point of view: opening, ready, or blocked for a reason that may pass. Nothing is changed
 * while it is blocked, and opening can be tried again.
 */
export class VaultSession {
  readonly #open: () => Promise<CredentialCoordinator>;
  readonly #log: Log;
  readonly #onChange: () => void;
  #view: VaultView = { kind: 'opening' };
  #blockedBy: Failure | null = null;
  #coordinator: CredentialCoordinator | null = null;
  #opening: Promise<void> | null = null;

  /**
   * @param open - opens the vault and builds the coordinator on it
   * @param log - is told of each outcome
   * @param onChange - is called when {@link view} has changed
   */
  constructor(open: () => Promise<CredentialCoordinator>, log: Log, onChange: () => void) {
    this.#open = open;
    this.#log = log;
    this.#onChange = onChange;
  }

  get view(): VaultView {
    return this.#view;
  }

  /** The coordinator, or null while the vault is not ready. */
  get coordinator(): CredentialCoordinator | null {
    return this.#coordinator;
  }

  /** The coordinator. @throws Failure with the reason why the vault is not ready */
  require(): CredentialCoordinator {
    if (this.#coordinator === null) throw this.#blockedBy ?? new Failure('busy');
    return this.#coordinator;
  }

  /** Opens the vault, also again after it was blocked; callers at the same time share one attempt. Rejects never. */
  async open(): Promise<void> {
    if (this.#coordinator !== null) return;
    this.#opening ??= this.#tryOpen().finally(() => {
      this.#opening = null;
    });
    await this.#opening;
  }

  async #tryOpen(): Promise<void> {
    this.#show({ kind: 'opening' });
    try {
      this.#coordinator = await this.#open();
      this.#blockedBy = null;
      this.#log.info('vault_opened');
      this.#show({ kind: 'ready' });
    } catch (thrown) {
      this.#blockedBy = toFailure(thrown);
      const { code, detail } = this.#blockedBy;
      this.#log.error('vault_blocked', { code, detail });
      this.#show({ kind: 'blocked', error: this.#blockedBy.toView() });
    }
  }

  #show(view: VaultView): void {
    this.#view = view;
    this.#onChange();
  }
}
