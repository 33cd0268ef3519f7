import type { Locator, Page } from 'playwright';

/** What a person chooses when adding an account. */
export interface NewAccount {
  readonly org: string;
  readonly tags?: readonly string[];
}

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
  async addAccount(account: NewAccount): Promise<void> {
    await this.#chooseOrg(account);
    await this.dialog.getByRole('button', { name: 'Continue in browser' }).click();
  }

  /** Asks for a sign-in at an org on another device; the code to enter there comes then. */
  async addAccountOnDevice(account: NewAccount): Promise<void> {
    await this.#chooseOrg(account);
    await this.dialog.getByText('On another device', { exact: true }).click();
    await this.dialog.getByRole('button', { name: 'Get a code' }).click();
  }

  /** In the open dialog: the code to enter on the other device, as it is read out; waits for it. */
  async deviceCode(): Promise<string> {
    const spelled = this.dialog.getByText(/^[A-Z0-9]( [A-Z0-9])+, [A-Z0-9]( [A-Z0-9])+$/);
    return ((await spelled.textContent()) ?? '').replaceAll(/[ ,]/g, '');
  }

  /** Asks for a sign-in at an org with the session of somebody who is signed in with another client of it. */
  async addAccountFromSession(account: NewAccount, person: string): Promise<void> {
    await this.#chooseOrg(account);
    await this.dialog.getByText(`With the session of ${person}`, { exact: true }).click();
    await this.dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** Copies a request with the account's token, and leaves the dialog. */
  async copyRequest(row: Locator, url: string): Promise<void> {
    await this.openCopyRequest(row);
    await this.submitRequest(url);
    await this.closeDialog();
  }

  /** Opens the dialog that copies a request. */
  async openCopyRequest(row: Locator): Promise<void> {
    await row.getByRole('button', { name: /^More actions for/ }).click();
    await this.page.getByRole('menuitem', { name: /^Copy (a request|as curl request)…$/ }).click();
    await this.dialog.getByRole('heading', { name: /^Copy a request of/ }).waitFor();
  }

  /** In the dialog that copies a request: enters where it goes, and copies it. */
  async submitRequest(url: string): Promise<void> {
    await this.dialog.getByLabel('Address').fill(url);
    await this.dialog.getByRole('button', { name: 'Copy request' }).click();
    await this.dialog.getByText(/^Copied\./).waitFor();
  }

  /** Asks to end the session that the browser has at the account's org; the browser opens then. */
  async signOutOfBrowser(row: Locator): Promise<void> {
    await this.choose(row, 'Sign out of the browser…');
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

  async #chooseOrg({ org, tags = [] }: NewAccount): Promise<void> {
    await this.page.getByRole('button', { name: 'Add account' }).first().click();
    // The radio itself is drawn by its label.
    await this.dialog.getByText(org, { exact: true }).click();
    for (const tag of tags) await this.#typeTag(tag);
  }

  async #typeTag(tag: string): Promise<void> {
    const field = this.dialog.getByRole('textbox', { name: 'Add a tag' });
    await field.fill(tag);
    await field.press('Enter');
  }
}
