import type { Locator } from 'playwright';
import type { AccountWindow } from './account-window.ts';

/** What a person does for the vault, by way of the settings. */
export class VaultDialogs {
  readonly #window: AccountWindow;

  constructor(window: AccountWindow) {
    this.#window = window;
  }

  /** Asks for a backup; the dialog for its file comes then. Resolves when the window has told that it is written. */
  async backUp(passphrase: string): Promise<void> {
    await this.openBackUp();
    await this.typeNewPassphrase(passphrase);
    await this.submitBackUp();
    await this.backedUp.waitFor();
    await this.leave();
  }

  /** Opens the dialog that backs up. */
  async openBackUp(): Promise<void> {
    await this.#open('Back up…');
  }

  /** In the open dialog: types the passphrase of a new backup, twice. */
  async typeNewPassphrase(passphrase: string): Promise<void> {
    const { dialog } = this.#window;
    await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await dialog.getByLabel('Passphrase again').fill(passphrase);
  }

  /** In the open dialog: asks to back up; the dialog for its file comes then. Whatever comes of it. */
  async submitBackUp(): Promise<void> {
    await this.#window.dialog.getByRole('button', { name: 'Choose a file and back up' }).click();
  }

  /** What the window tells when a backup is written. */
  get backedUp(): Locator {
    return this.#window.dialog.getByText('The backup is written');
  }

  /** Opens the dialog that restores a backup. */
  async openRestore(): Promise<void> {
    await this.#open('Restore…');
  }

  /** In the open dialog: asks to restore a backup; the dialog for its file comes then. Whatever comes of it. */
  async submitRestore(passphrase: string): Promise<void> {
    const { dialog } = this.#window;
    await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await dialog.getByRole('button', { name: 'Choose a backup and restore' }).click();
  }

  /** Restores a backup, and resolves when the window has told what it brought. */
  async restore(passphrase: string): Promise<void> {
    await this.openRestore();
    await this.submitRestore(passphrase);
    await this.restored.waitFor();
    await this.leave();
  }

  /** What the window tells when a backup was restored. */
  get restored(): Locator {
    return this.#window.dialog.getByText('The backup is restored');
  }

  /** Changes the vault's key, and resolves when every record is sealed with the new one. */
  async changeKey(): Promise<void> {
    const { dialog } = this.#window;
    await this.#open('Change the key…');
    await dialog.getByRole('button', { name: 'Change the key' }).click();
    await dialog.getByText('The vault has a new key').waitFor();
    await this.leave();
  }

  /** Leaves a dialog that is done, and the settings behind it. */
  async leave(): Promise<void> {
    const { dialog } = this.#window;
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.getByRole('heading', { name: 'Settings' }).waitFor();
    await this.#window.closeDialog();
  }

  async #open(action: string): Promise<void> {
    await this.#window.openSettings();
    await this.#window.dialog.getByRole('button', { name: action }).click();
  }
}
