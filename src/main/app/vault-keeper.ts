import type { CommandOutput, QuarantinedView, VaultView } from '../../shared/index.ts';
import { Failure, Secret, toFailure, type Clock } from '../auth-foundation/index.ts';
import type {
  AccountStorage,
  KeyChangeProgress,
  KeyChangeResult,
  QuarantinedRecord,
} from '../desktop-platform/index.ts';
import type { Log } from './log.ts';
import type { FileChooser } from './ports.ts';
import type { OpenVault, VaultSession } from './vault-session.ts';

/** What the care of the vault works with. */
export interface VaultKeeperParts {
  readonly session: VaultSession;
  /** Moves a vault that cannot be opened beside the place of a new one. */
  readonly setStorageAside: () => Promise<void>;
  readonly files: FileChooser;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

/** The failures that a new, empty vault is a way out of; the old one is kept beside it. */
const lostVaultCodes: readonly string[] = ['vault_key_missing', 'vault_damaged'];
/** Milliseconds between two looks at whether the keychain still has the key. */
const keyCheckPause = 3_600_000;

/** What a person does for the vault itself: repair, backup, a new key. */
export class VaultKeeper {
  readonly #parts: VaultKeeperParts;
  #keyIsMissing = false;
  #keyChange: KeyChangeProgress | null = null;
  #cancelCheck: () => void = () => undefined;
  #hasStopped = false;

  constructor(parts: VaultKeeperParts) {
    this.#parts = parts;
  }

  /** The vault as the window sees it. */
  get view(): VaultView {
    const { state } = this.#parts.session;
    if (state.kind === 'blocked') return { kind: 'blocked', error: state.failure.toView() };
    if (state.kind === 'opening') return { kind: 'opening' };
    const { done, total } = this.#keyChange ?? { done: 0, total: 0 };
    return {
      kind: 'ready',
      keyIsMissing: this.#keyIsMissing,
      keyChange: this.#keyChange === null ? null : { done, total },
    };
  }

  /** The records that could not be opened, as the window sees them. */
  get quarantined(): QuarantinedView[] {
    const quarantined = this.#parts.session.vault?.storage.quarantined() ?? [];
    return quarantined.map(viewQuarantined);
  }

  /** Looks from time to time whether the keychain still has the key: without it the next start would find none. */
  start(): void {
    this.#cancelCheck();
    this.#cancelCheck = this.#parts.clock.after(keyCheckPause, () => {
      void this.checkKey().then(() => {
        if (!this.#hasStopped) this.start();
      });
    });
  }

  /** Ends the looking, for good. */
  stop(): void {
    this.#hasStopped = true;
    this.#cancelCheck();
  }

  /** Looks whether the keychain still has the key. Rejects never: a locked keychain may have it. */
  async checkKey(): Promise<void> {
    const { session, log } = this.#parts;
    if (session.vault === null) return;
    try {
      const isMissing = !(await session.vault.storage.keyIsPresent());
      if (isMissing && !this.#keyIsMissing) log.error('vault_key_not_in_keychain');
      this.#showKey(isMissing);
    } catch (thrown) {
      log.error('vault_key_not_checked', { code: toFailure(thrown).code });
    }
  }

  /** Puts the key back into the keychain. @throws Failure of class *storage* */
  async restoreKey(): Promise<void> {
    await this.#vault().storage.restoreKey();
    this.#parts.log.info('vault_key_restored');
    this.#showKey(false);
  }

  /**
   * Makes a new key and seals everything with it.
   *
   * @throws Failure `busy` when that is under way, also by itself since the start; or of class *storage*
   */
  async changeKey(): Promise<KeyChangeResult> {
    if (this.#keyChange !== null) throw new Failure('busy');
    const { storage } = this.#vault();
    this.#showKeyChange({ done: 0, total: 0 });
    try {
      const { oldKeyIsKept } = await storage.changeKey(this.#followKeyChange);
      this.#parts.log.info('vault_key_changed', { oldKeyIsKept });
      return { oldKeyIsKept };
    } finally {
      this.#showKeyChange(null);
    }
  }

  /**
   * Shows a change of the key that an earlier run of the app began, and that goes on by itself.
   *
   * @param storage - that was just opened
   * @returns when it has ended; rejects never: the next start goes on
   */
  async resumeKeyChange(storage: AccountStorage): Promise<void> {
    const { log } = this.#parts;
    try {
      const result = await storage.resumeKeyChange(this.#followKeyChange);
      if (result === null) return;
      log.info('vault_key_changed', { oldKeyIsKept: result.oldKeyIsKept });
    } catch (thrown) {
      const { code, detail } = toFailure(thrown);
      log.error('vault_key_change_stopped', { code, detail });
    }
    this.#showKeyChange(null);
  }

  /** Looks again at the records that could not be opened. @returns how many work again */
  async retryQuarantined(): Promise<{ opened: number }> {
    const { storage, coordinator } = this.#vault();
    const opened = await storage.retryQuarantined();
    // Also when no credential came back: the default, or what waits to be revoked, may have.
    await coordinator.noticeRestored(opened);
    await coordinator.noticeRestoredRevocations();
    this.#parts.log.info('quarantine_retried', { opened: opened.length });
    this.#parts.onChange();
    return { opened: opened.length };
  }

  /** Moves a record that cannot be opened out of the vault. @throws Failure `invalid_input`, or of class *storage* */
  async setQuarantinedAside(fileName: string): Promise<void> {
    await this.#vault().storage.setQuarantinedAside(fileName);
    this.#parts.log.info('quarantined_set_aside');
    this.#parts.onChange();
  }

  /**
   * Begins with a new, empty vault where the old one cannot be opened any more; the old one is kept beside it.
   *
   * @throws Failure `busy` when the vault is not lost; of class *storage* when the old one could not be moved
   */
  async startNew(): Promise<void> {
    const { session, setStorageAside, log } = this.#parts;
    const { state } = session;
    if (state.kind !== 'blocked' || !lostVaultCodes.includes(state.failure.code)) {
      throw new Failure('busy', { detail: 'The vault can be opened.' });
    }
    await setStorageAside();
    log.info('vault_set_aside');
    await session.open();
  }

  /**
   * Asks for a file and writes every account into it.
   *
   * @throws Failure `token_unsaved` when the newest token of an account still cannot be written: the backup would hold
   *   one that the org may not accept any more; `invalid_input`, or another one of class *storage*
   */
  async backUp(passphrase: string): Promise<CommandOutput<'vault.backUp'>> {
    const { storage, coordinator } = this.#vault();
    const { files, clock, log } = this.#parts;
    const date = new Date(clock.now()).toISOString().slice(0, 10);
    const path = await files.toSave(`Okta accounts ${date}.oambackup`, 'backup');
    if (path === null) return { kind: 'cancelled' };
    await coordinator.saveEveryUnsaved();
    const ids = await coordinator.allIDs();
    if (ids.some((id) => coordinator.isUnsaved(id))) throw new Failure('token_unsaved');
    const accounts = await storage.backUp(path, new Secret(passphrase));
    const leftOut = storage.quarantined().filter(({ kind }) => kind === 'credential').length;
    log.info('vault_backed_up', { accounts, leftOut });
    return { kind: 'saved', accounts, leftOut };
  }

  /** Asks for a backup and adds what is not here. @throws Failure `backup_…`, or of class *storage* */
  async restore(passphrase: string): Promise<CommandOutput<'vault.restore'>> {
    const { storage, coordinator } = this.#vault();
    const { files, log, onChange } = this.#parts;
    const path = await files.toOpen('backup');
    if (path === null) return { kind: 'cancelled' };
    const before = new Set(await storage.allIDs());
    try {
      const { added, kept } = await storage.restore(path, new Secret(passphrase));
      await coordinator.noticeRestored(added);
      log.info('vault_restored', { added: added.length, kept: kept.length });
      return { kind: 'restored', added: added.length, kept: kept.length };
    } catch (thrown) {
      // The disk was full half-way: what came back is there.
      const now = await storage.allIDs();
      await coordinator.noticeRestored(now.filter((id) => !before.has(id)));
      throw thrown;
    } finally {
      onChange();
    }
  }

  #vault(): OpenVault {
    return this.#parts.session.require();
  }

  #showKey(isMissing: boolean): void {
    if (this.#keyIsMissing === isMissing) return;
    this.#keyIsMissing = isMissing;
    this.#parts.onChange();
  }

  readonly #followKeyChange = (progress: KeyChangeProgress): void => {
    this.#showKeyChange(progress);
  };

  #showKeyChange(progress: KeyChangeProgress | null): void {
    this.#keyChange = progress;
    this.#parts.onChange();
  }
}

function viewQuarantined(record: QuarantinedRecord): QuarantinedView {
  const { fileName, kind, reason, size, modifiedAt, person, issuer, tags } = record;
  return { fileName, kind, reason, size, modifiedAt, person, issuer, tags: [...tags] };
}
