import { randomBytes } from 'node:crypto';

type Parameters = Readonly<Record<string, string>>;

interface PushedRequest {
  readonly authorizationServer: string;
  readonly parameters: Parameters;
  readonly expiresAt: number;
}

/** Seconds for which a `request_uri` can be used. */
export const pushedRequestSeconds = 60;

/** The authorization requests that clients have pushed. */
export class PushedRequests {
  readonly #clock: () => number;
  readonly #requests = new Map<string, PushedRequest>();

  /** @param clock Milliseconds since 1970. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** @returns The `request_uri`. */
  add(authorizationServer: string, parameters: Parameters): string {
    const uri = `urn:okta:${randomBytes(32).toString('base64url')}`;
    const expiresAt = this.#clock() + pushedRequestSeconds * 1000;
    this.#requests.set(uri, { authorizationServer, parameters, expiresAt });
    return uri;
  }

  /** The request that was pushed, unless it is unknown or over. */
  find(uri: string): PushedRequest | undefined {
    const request = this.#requests.get(uri);
    return request && this.#clock() < request.expiresAt ? request : undefined;
  }

  /** A request is good for one use. */
  remove(uri: string): void {
    this.#requests.delete(uri);
  }
}
