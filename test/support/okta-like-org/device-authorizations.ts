import { randomBytes, randomInt } from 'node:crypto';

/** What a device was asked to wait for. */
type Answer =
  | { readonly kind: 'pending' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'activated'; readonly uid: string; readonly signedInAt: number };

/** A device that waits for somebody to type its code in a browser. Times are milliseconds on the org's clock. */
export interface DeviceAuthorization {
  readonly deviceCode: string;
  /** Eight characters, as they are shown; typed in any case, with or without a dash. */
  readonly userCode: string;
  readonly authorizationServer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  readonly answer: Answer;
}

interface Entry {
  authorization: DeviceAuthorization;
  intervalSeconds: number;
  polledAt: number | undefined;
}

/** What a poll of the token endpoint finds. */
export type Poll =
  | { readonly kind: 'unknown' | 'expired' | 'pending' | 'slow_down' | 'denied' }
  | { readonly kind: 'activated'; readonly authorization: DeviceAuthorization };

/** No vowels, so that no code is a word, and nothing that looks like something else. */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;
/** A timer of the device may fire a little early. */
const toleranceMs = 100;

/** The device authorizations of one org; a user code is good for the whole org. */
export class DeviceAuthorizations {
  readonly #clock: () => number;
  readonly #entries = new Map<string, Entry>();

  /** @param clock Milliseconds since 1970. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  start(
    request: Pick<DeviceAuthorization, 'authorizationServer' | 'clientId' | 'scopes'>,
    { expiresInSeconds, intervalSeconds }: { expiresInSeconds: number; intervalSeconds: number },
  ): DeviceAuthorization {
    const authorization: DeviceAuthorization = {
      ...request,
      deviceCode: randomBytes(32).toString('base64url'),
      userCode: makeUserCode(),
      expiresAt: this.#clock() + expiresInSeconds * 1000,
      answer: { kind: 'pending' },
    };
    this.#entries.set(authorization.deviceCode, {
      authorization,
      intervalSeconds,
      polledAt: undefined,
    });
    return authorization;
  }

  /** The authorization that waits for this code; `undefined` for one that is wrong, over, or answered already. */
  findWaiting(typedCode: string): DeviceAuthorization | undefined {
    const code = typedCode.toUpperCase().replaceAll(/[\s-]/g, '');
    for (const { authorization } of this.#entries.values()) {
      const isWaiting = authorization.answer.kind === 'pending' && !this.#isExpired(authorization);
      if (isWaiting && authorization.userCode === code) return authorization;
    }
    return undefined;
  }

  answer(deviceCode: string, answer: Exclude<Answer, { kind: 'pending' }>): void {
    const entry = this.#entries.get(deviceCode);
    if (entry) entry.authorization = { ...entry.authorization, answer };
  }

  /**
   * Answers a poll by RFC 8628, section 3.5. An activated code is used up by it; polling too fast adds five seconds to
   * the interval.
   */
  poll(deviceCode: string, of: { authorizationServer: string; clientId: string }): Poll {
    const entry = this.#entries.get(deviceCode);
    const isOwn =
      entry?.authorization.authorizationServer === of.authorizationServer &&
      entry.authorization.clientId === of.clientId;
    if (!entry || !isOwn) return { kind: 'unknown' };
    const { authorization } = entry;
    if (this.#isExpired(authorization)) return { kind: 'expired' };
    if (this.#isTooFast(entry)) {
      entry.intervalSeconds += 5;
      return { kind: 'slow_down' };
    }
    switch (authorization.answer.kind) {
      case 'pending':
        return { kind: 'pending' };
      case 'denied':
        return { kind: 'denied' };
      case 'activated':
        this.#entries.delete(deviceCode);
        return { kind: 'activated', authorization };
    }
  }

  #isTooFast(entry: Entry): boolean {
    const { polledAt, intervalSeconds } = entry;
    entry.polledAt = this.#clock();
    return (
      polledAt !== undefined && this.#clock() < polledAt + intervalSeconds * 1000 - toleranceMs
    );
  }

  #isExpired({ expiresAt }: DeviceAuthorization): boolean {
    return this.#clock() >= expiresAt;
  }
}

function makeUserCode(): string {
  return Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
}
