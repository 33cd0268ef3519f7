import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Page } from 'playwright';
import { PlainError } from '../setup/plain-error.mjs';

/** Takes the steps of a tour one by one, tells how each went, and keeps pictures. */
export class Tour {
  readonly #folder: string;
  readonly #afterFailure: () => Promise<void>;
  #steps = 0;
  #passed = 0;
  #pictures = 0;

  private constructor(folder: string, afterFailure: () => Promise<void>) {
    this.#folder = folder;
    this.#afterFailure = afterFailure;
  }

  /**
   * @param folder - for the pictures; made when it does not exist
   * @param afterFailure - brings things to where the next step may begin
   */
  static async begin(folder: string, afterFailure: () => Promise<void>): Promise<Tour> {
    await mkdir(folder, { recursive: true });
    return new Tour(folder, afterFailure);
  }

  /**
   * Takes one step. The tour goes on when it fails, so that a run tells everything.
   *
   * @throws PlainError when something cannot be had that every later step needs too
   */
  async step(title: string, take: () => Promise<void>): Promise<void> {
    this.#steps += 1;
    try {
      await take();
      this.#passed += 1;
      console.log(`ok ${title}`);
    } catch (thrown) {
      console.log(`FAILED ${title}: ${reasonOf(thrown)}`);
      if (thrown instanceof PlainError) throw thrown;
      await this.#afterFailure().catch(() => undefined);
    }
  }

  /** Keeps a picture of a page, numbered in the order of the tour. */
  async picture(page: Page, name: string): Promise<void> {
    this.#pictures += 1;
    const number = String(this.#pictures).padStart(2, '0');
    // Transitions are shown at their end.
    const path = join(this.#folder, `${number}-${name}.png`);
    await page.screenshot({ path, animations: 'disabled' });
  }

  /** Ends with the line that a machine reads. @returns the exit code */
  end(): number {
    console.log(`${this.#pictures} pictures are in ${this.#folder}`);
    console.log(`tour: ${this.#steps} steps, ${this.#passed} ok`);
    return this.#steps > 0 && this.#passed === this.#steps ? 0 : 1;
  }
}

/** The first lines of an error: playwright says there what it waited for. */
function reasonOf(thrown: unknown): string {
  const text = stripVTControlCharacters(thrown instanceof Error ? thrown.message : String(thrown));
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && line !== 'Call log:')
    .slice(0, 2)
    .join(' ');
}
