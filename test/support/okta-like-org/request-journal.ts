import type { Endpoint, RequestFacts } from './request-facts.ts';

/** Which requests are meant; an absent member means any. */
export interface RequestFilter {
  readonly endpoint?: Endpoint;
  readonly authorizationServer?: string;
  readonly when?: (facts: RequestFacts) => boolean;
}

interface Waiter {
  readonly filter: RequestFilter;
  readonly resolve: (facts: RequestFacts) => void;
}

/** Remembers every request that reached the org. */
export class RequestJournal {
  readonly #requests: RequestFacts[] = [];
  readonly #waiters = new Set<Waiter>();

  /** Notes an arriving request, before it is handled. */
  note(facts: RequestFacts): void {
    this.#requests.push(facts);
    for (const waiter of [...this.#waiters]) {
      if (matches(waiter.filter, facts)) {
        this.#waiters.delete(waiter);
        waiter.resolve(facts);
      }
    }
  }

  list(filter: RequestFilter = {}): readonly RequestFacts[] {
    return this.#requests.filter((facts) => matches(filter, facts));
  }

  /** Resolves with the next request that matches, when it arrives. Earlier requests do not count. */
  next(filter: RequestFilter): Promise<RequestFacts> {
    return new Promise((resolve) => {
      this.#waiters.add({ filter, resolve });
    });
  }
}

/** Whether a request is one of those meant. */
export function matches(filter: RequestFilter, facts: RequestFacts): boolean {
  return (
    (filter.endpoint === undefined || filter.endpoint === facts.endpoint) &&
    (filter.authorizationServer === undefined ||
      filter.authorizationServer === facts.authorizationServer) &&
    (filter.when === undefined || filter.when(facts))
  );
}
