import type { ServerResponse } from 'node:http';
import { newTicketPath } from './offered-form.ts';
import { sameText } from './same-text.ts';

/** Tabs of one browser that came from the redirect: one, or a few when the person went back or reloaded. */
const mostWaiting = 8;

/** Keeps the browsers that came from the redirect waiting until the result is known. */
export class ResultDelivery<Result> {
  /** Where the redirect sends the browser; nobody else knows it, so nobody else can wait in the browser's place. */
  readonly path = newTicketPath('done');
  readonly #serve: (response: ServerResponse, result: Result) => void;
  readonly #waiting = new Set<ServerResponse>();
  readonly #delivered = Promise.withResolvers<undefined>();
  #result: { readonly value: Result } | null = null;

  /** @param serve - sends the page of a result */
  constructor(serve: (response: ServerResponse, result: Result) => void) {
    this.#serve = serve;
  }

  /** Resolves when a browser has received the result. */
  get delivered(): Promise<undefined> {
    return this.#delivered.promise;
  }

  /** Whether a request is for the result. */
  isAt(path: string): boolean {
    return sameText(path, this.path);
  }

  /** Answers with the result, as soon as it is known. @returns false, and leaves it, when too many wait already */
  answer(response: ServerResponse): boolean {
    if (this.#result === null && this.#waiting.size >= mostWaiting) return false;
    response.once('close', () => {
      this.#waiting.delete(response);
      // Otherwise the tab was closed or reloaded before it had the page.
      if (response.writableFinished) this.#delivered.resolve(undefined);
    });
    if (this.#result === null) this.#waiting.add(response);
    else this.#serve(response, this.#result.value);
    return true;
  }

  /** Makes the result known; the first one counts. */
  announce(result: Result): void {
    if (this.#result !== null) return;
    this.#result = { value: result };
    for (const response of this.#waiting) this.#serve(response, result);
  }
}
