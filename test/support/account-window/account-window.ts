import type { Locator, Page } from 'playwright';

/** The app's window as a person uses it: by what things are called, never by how they are built. */
export class AccountWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The dialog that is open. */
  get dialog(): Locator {
    return this.page.getByRole('dialog').or(this.page.getByRole('alertdialog'));
  }

  /** The rows of all accounts. */
  get rows(): Locator {
    return this.page.getByRole('grid', { name: 'Accounts' }).getByRole('row');
  }

  /** The row of a person, and of one org when the person has several accounts. */
  row(person: string, org?: string): Locator {
    const rows = this.rows.filter({ hasText: person });
    return org === undefined ? rows : rows.filter({ hasText: org });
  }

  /** Asks for a sign-in at an org; the browser opens then. */
  async addAccount(options: { org: string; tags?: readonly string[] }): Promise<void> {
    await this.page.getByRole('button', { name: 'Add account' }).first().click();
    // The radio itself is drawn by its label.
    await this.dialog.getByText(options.org, { exact: true }).click();
    for (const tag of options.tags ?? []) await this.#typeTag(tag);
    await this.dialog.getByRole('button', { name: 'Continue in browser' }).click();
  }

  /** Chooses an action from a row's menu. */
  async choose(row: Locator, action: string): Promise<void> {
    await row.getByRole('button', { name: /^More actions for/ }).click();
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  /** Replaces nothing, adds one tag. */
  async addTag(row: Locator, tag: string): Promise<void> {
    await this.choose(row, 'Edit tags…');
    await this.#typeTag(tag);
    await this.dialog.getByRole('button', { name: 'Save' }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** Presses the row's refresh button. */
  async refresh(row: Locator): Promise<void> {
    await row.getByRole('button', { name: /^Refresh / }).click();
  }

  /** Presses the row's copy button. */
  async copyAccessToken(row: Locator): Promise<void> {
    await row.getByRole('button', { name: /^Copy access token of/ }).click();
    await this.page.getByRole('button', { name: 'Clear now' }).waitFor();
  }

  /** Revokes at the org, through the dialog that tells the consequence. */
  async revoke(row: Locator): Promise<void> {
    await this.choose(row, 'Revoke…');
    await this.dialog.getByRole('button', { name: 'Revoke and remove' }).click();
    await row.waitFor({ state: 'detached' });
  }

  /** Removes from this device, through the dialog that tells the difference. */
  async remove(row: Locator): Promise<void> {
    await this.choose(row, 'Remove from this device…');
    await this.dialog.getByRole('button', { name: 'Remove from this device' }).click();
    await row.waitFor({ state: 'detached' });
  }

  /** Opens everything that is known of an account. */
  async openDetails(row: Locator): Promise<void> {
    await this.choose(row, 'Details…');
    await this.dialog.getByRole('heading', { name: /^Details of/ }).waitFor();
  }

  /** What has happened to the account whose details are open, newest first. */
  get history(): Locator {
    return this.dialog.getByRole('list', { name: 'History' }).getByRole('listitem');
  }

  /** Opens the settings. */
  async openSettings(): Promise<void> {
    await this.page.getByRole('button', { name: 'Settings' }).click();
    await this.dialog.getByRole('heading', { name: 'Settings' }).waitFor();
  }

  /** Closes the dialog that is open, and waits until none is. */
  async closeDialog(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** Types into the search field. */
  async search(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Search accounts' }).fill(text);
  }

  async #typeTag(tag: string): Promise<void> {
    const field = this.dialog.getByRole('textbox', { name: 'Add a tag' });
    await field.fill(tag);
    await field.press('Enter');
  }
}
