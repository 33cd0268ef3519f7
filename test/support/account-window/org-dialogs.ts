import type { Locator } from 'playwright';
import type { AccountWindow } from './account-window.ts';

/** What a person does with org profiles: adding, changing and exchanging them. */
export class OrgDialogs {
  readonly #window: AccountWindow;

  constructor(window: AccountWindow) {
    this.#window = window;
  }

  /** In the open dialog: the first step, with what the person has of the org. Whatever comes of it. */
  async find(address: string, clientId: string): Promise<void> {
    const { dialog } = this.#window;
    await dialog.getByLabel('Okta domain or address').fill(address);
    await dialog.getByLabel('Client ID').fill(clientId);
    await dialog.getByRole('button', { name: 'Find', exact: true }).click();
  }

  /** In the second step: what was found, one card for each issuer. */
  get issuers(): Locator {
    return this.#window.dialog.getByRole('radio');
  }

  /** In the second step: goes on with an issuer, or with the one that is chosen already. */
  async goOnWith(issuer?: string): Promise<void> {
    const { dialog } = this.#window;
    await dialog.getByRole('heading', { name: /issuer/ }).waitFor();
    if (issuer !== undefined) await dialog.getByText(issuer, { exact: true }).click();
    await dialog.getByRole('button', { name: 'Continue', exact: true }).click();
  }

  /** In the third step: names the org and adds it. Whatever comes of it. */
  async addAs(name: string): Promise<void> {
    const { dialog } = this.#window;
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByRole('button', { name: 'Add org' }).click();
  }

  /** What has to be registered at the org, beside a form that shows it. */
  get setup(): Locator {
    return this.#window.dialog.getByRole('complementary', { name: 'Register this at your org' });
  }

  /** A list of what has to be registered, as its lines. */
  uris(of: 'Sign-in redirect URIs' | 'Sign-out redirect URIs'): Promise<string[]> {
    return this.setup.getByRole('list', { name: of }).getByRole('listitem').allTextContents();
  }

  /** In the open settings: opens a profile to change it. */
  async edit(name: string): Promise<void> {
    const { dialog } = this.#window;
    await dialog.getByRole('button', { name: `Edit ${name}`, exact: true }).click();
    await dialog.getByRole('heading', { name: `Edit ${name}` }).waitFor();
  }

  /** In a form that shows a profile: unfolds what most profiles leave as it is. */
  async unfoldAdvanced(): Promise<void> {
    await this.#window.dialog.getByText('Advanced', { exact: true }).click();
  }

  /** In the form of a profile: saves it, and resolves when the settings are there again. */
  async save(): Promise<void> {
    const { dialog } = this.#window;
    await this.submit();
    await dialog.getByRole('heading', { name: 'Settings' }).waitFor();
  }

  /** In the form of a profile: presses the button that saves it. Whatever comes of it. */
  async submit(): Promise<void> {
    await this.#window.dialog.getByRole('button', { name: 'Save' }).click();
  }

  /** In the open settings: removes a profile. */
  async remove(name: string): Promise<void> {
    const { page, dialog } = this.#window;
    await dialog.getByRole('button', { name: `Remove org ${name}` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove org' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  }

  /** In the open settings: asks to write the profiles to a file; the dialog for it comes then. */
  async exportOrgs(): Promise<void> {
    await this.#window.dialog.getByRole('button', { name: 'Export…: orgs' }).click();
  }

  /** In the open settings: asks to add the profiles of a file; the dialog for it comes then. */
  async importOrgs(): Promise<void> {
    await this.#window.dialog.getByRole('button', { name: 'Import…: orgs' }).click();
  }
}
