import type * as keytar from 'keytar';
import { Failure, openSecret, Secret, type Clock } from '../../auth-foundation/index.ts';
import {
  requireStorable,
  type DeleteResult,
  type GetResult,
  type Keychain,
  type SetResult,
  type Trouble,
} from './keychain.ts';
import { classifyNativeError } from './known-messages.ts';
import { DeadlineError, TurnQueue, type Turn } from './turn-queue.ts';

/** The part of keytar that is used; `findPassword` and `findCredentials` crash the process on a locked keyring. */
export type NativeKeychain = Pick<typeof keytar, 'getPassword' | 'setPassword' | 'deletePassword'>;

export interface KeytarOptions {
  /** The service name of all items; the keychain shows it to the person. */
  readonly service: string;
  readonly clock: Clock;
  /** Milliseconds from asking to answer, long enough for a person to answer a prompt; 60,000 by default. */
  readonly deadline?: number;
  /** Which system's limits hold; this one's by default. */
  readonly platform?: NodeJS.Platform;
  /** Loads the native module; `import('keytar')` by default. */
  readonly load?: () => Promise<NativeKeychain>;
}

/** The largest secret of Windows, in UTF-8 bytes: CRED_MAX_CREDENTIAL_BLOB_SIZE in wincred.h, 5 × 512. */
const windowsLimit = 2560;

/** An item that can be written while the keychain is open; what it holds does not matter. */
const canary = { account: 'canary', value: 'open' } as const;

/**
 * The system keychain through keytar: libsecret on Linux, Keychain on macOS, Credential Manager on Windows.
 *
 * On Linux keytar answers `null` and `false` both for an absent item and for a locked keyring, so neither is believed
 * by itself (see {@link KeytarKeychain.get}). keytar's calls block a thread of the pool that file system and DNS
 * share and cannot be cancelled: they are made one at a time ({@link TurnQueue}). After `timed_out` a write that was
 * under way may still take effect when the person answers the prompt.
 */
export class KeytarKeychain implements Keychain {
  readonly #service: string;
  readonly #platform: NodeJS.Platform;
  readonly #deadline: number;
  readonly #queue: TurnQueue;
  readonly #load: () => Promise<NativeKeychain>;

  constructor(options: KeytarOptions) {
    this.#service = options.service;
    this.#platform = options.platform ?? process.platform;
    this.#deadline = options.deadline ?? 60_000;
    this.#queue = new TurnQueue(options.clock, this.#deadline);
    this.#load = options.load ?? loadKeytar;
  }

  /**
   * Reads one item. A `null` is believed only when the keychain was proven open and a second read gives `null` again:
   * the person may have cancelled the first prompt and answered the canary's.
   */
  async get(account: string): Promise<GetResult> {
    requireAccount(account);
    return this.#ask((native, turn) => this.#read(native, turn, account));
  }

  /** Creates or replaces one item, and reads it back. */
  async set(account: string, secret: Secret): Promise<SetResult> {
    requireAccount(account);
    requireStorable('secret', openSecret(secret));
    const size = Buffer.byteLength(openSecret(secret));
    if (this.#platform === 'win32' && size > windowsLimit) {
      return {
        kind: 'too_large',
        detail: `The secret has ${size} bytes; Windows keeps at most ${windowsLimit}.`,
      };
    }
    return this.#ask(async (native, turn): Promise<SetResult> => {
      await turn.step(() => native.setPassword(this.#service, account, openSecret(secret)));
      const kept = await this.#read(native, turn, account);
      if (kept.kind === 'found' && kept.secret.equals(secret)) return { kind: 'stored' };
      if (kept.kind !== 'found' && kept.kind !== 'absent') return kept;
      return notKept('The keychain accepted the item but does not give it back.');
    });
  }

  /** Deletes one item, and reads to see that it is gone. */
  async delete(account: string): Promise<DeleteResult> {
    requireAccount(account);
    return this.#ask(async (native, turn): Promise<DeleteResult> => {
      const deleted = await turn.step(() => native.deletePassword(this.#service, account));
      const left = await this.#read(native, turn, account);
      if (left.kind === 'found') {
        return { kind: 'denied', detail: 'The keychain did not delete the item.' };
      }
      return left.kind === 'absent' && deleted ? { kind: 'deleted' } : left;
    });
  }

  async #ask<Result>(
    job: (native: NativeKeychain, turn: Turn) => Promise<Result>,
  ): Promise<Result | Trouble> {
    try {
      return await this.#queue.run(async (turn) => job(await this.#load(), turn));
    } catch (thrown) {
      if (thrown instanceof DeadlineError) return this.#timedOut();
      return classifyNativeError(thrown);
    }
  }

  async #read(native: NativeKeychain, turn: Turn, account: string): Promise<GetResult> {
    const read = () => turn.step(() => native.getPassword(this.#service, account));
    const first = await read();
    if (first !== null) return { kind: 'found', secret: new Secret(first) };
    const closed = await this.#proveOpen(native, turn);
    if (closed !== null) return closed;
    const second = await read();
    return second === null ? { kind: 'absent' } : { kind: 'found', secret: new Secret(second) };
  }

  /**
   * Writes the canary and reads it back: an open keychain takes it, a locked one throws. It is written even if it could
   * be read, because on a locked keyring each of the two is one more prompt for a person who cancels.
   *
   * @returns null when the keychain is open
   */
  async #proveOpen(native: NativeKeychain, turn: Turn): Promise<Trouble | null> {
    const { account, value } = canary;
    await turn.step(() => native.setPassword(this.#service, account, value));
    const kept = await turn.step(() => native.getPassword(this.#service, account));
    return kept === null ? notKept('The keychain accepts items but gives none back.') : null;
  }

  #timedOut(): Trouble {
    const seconds = Math.round(this.#deadline / 1000);
    return { kind: 'timed_out', detail: `The keychain did not answer within ${seconds} seconds.` };
  }
}

function requireAccount(account: string): void {
  requireStorable('account', account);
  if (account === canary.account) {
    throw new Failure('internal', { detail: `The keychain account "${account}" is reserved.` });
  }
}

function notKept(detail: string): Trouble {
  return { kind: 'unavailable', detail };
}

/** Loads keytar when it is first needed: without libsecret the app still starts, and says what is missing. */
async function loadKeytar(): Promise<NativeKeychain> {
  return (await import('keytar')).default;
}
