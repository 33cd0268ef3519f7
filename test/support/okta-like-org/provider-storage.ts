import type { Adapter, StoredPayload } from 'oidc-provider';

import type { TokenLedger } from './token-ledger.ts';

interface StoredEntry {
  readonly payload: StoredPayload;
  readonly expiresAt: number;
}

interface StorageOptions {
  readonly ledger: TokenLedger;
  readonly authorizationServer: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Makes the storage of one authorization server: in memory, with refresh tokens judged by the ledger.
 * oidc-provider knows no leeway, so a refresh token inside its leeway is handed out as if it were not consumed.
 */
export function createProviderStorage(options: StorageOptions): (model: string) => Adapter {
  return (model) => {
    const entries = new EntryStore(options.clock);
    return model === 'RefreshToken'
      ? new RefreshTokenStorage(entries, options)
      : new PlainStorage(entries, model === 'AccessToken' ? options.ledger : undefined);
  };
}

class EntryStore {
  readonly #clock: () => number;
  readonly #entries = new Map<string, StoredEntry>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  set(id: string, payload: StoredPayload, secondsToLive = Infinity): void {
    this.#entries.set(id, { payload, expiresAt: this.#clock() + secondsToLive * 1000 });
  }

  get(id: string): StoredPayload | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#clock() < entry.expiresAt ? { ...entry.payload } : undefined;
  }

  mark(id: string, fields: StoredPayload): void {
    const entry = this.#entries.get(id);
    if (entry) this.#entries.set(id, { ...entry, payload: { ...entry.payload, ...fields } });
  }

  delete(id: string): void {
    this.#entries.delete(id);
  }

  firstWith(field: string, value: string): [string, StoredPayload] | undefined {
    for (const [id, entry] of this.#entries) {
      if (entry.payload[field] === value) {
        const payload = this.get(id);
        if (payload) return [id, payload];
      }
    }
    return undefined;
  }

  deleteByGrant(grantId: string): void {
    for (const [id, entry] of this.#entries) {
      if (entry.payload.grantId === grantId) this.#entries.delete(id);
    }
  }
}

class PlainStorage implements Adapter {
  protected readonly entries: EntryStore;
  readonly #accessTokens: TokenLedger | undefined;

  constructor(entries: EntryStore, accessTokens?: TokenLedger) {
    this.entries = entries;
    this.#accessTokens = accessTokens;
  }

  upsert(id: string, payload: StoredPayload, secondsToLive?: number): Promise<void> {
    this.entries.set(id, payload, secondsToLive);
    return Promise.resolve();
  }

  find(id: string): Promise<StoredPayload | undefined> {
    return Promise.resolve(this.entries.get(id));
  }

  findByUid(uid: string): Promise<StoredPayload | undefined> {
    return Promise.resolve(this.entries.firstWith('uid', uid)?.[1]);
  }

  findByUserCode(userCode: string): Promise<StoredPayload | undefined> {
    return Promise.resolve(this.entries.firstWith('userCode', userCode)?.[1]);
  }

  consume(id: string): Promise<void> {
    this.entries.mark(id, { consumed: true });
    return Promise.resolve();
  }

  destroy(id: string): Promise<void> {
    this.entries.delete(id);
    return Promise.resolve();
  }

  revokeByGrantId(grantId: string): Promise<void> {
    this.entries.deleteByGrant(grantId);
    this.#accessTokens?.revokeGrant(grantId);
    return Promise.resolve();
  }
}

class RefreshTokenStorage extends PlainStorage {
  readonly #ledger: TokenLedger;
  readonly #authorizationServer: string;

  constructor(entries: EntryStore, options: StorageOptions) {
    super(entries);
    this.#ledger = options.ledger;
    this.#authorizationServer = options.authorizationServer;
  }

  override async upsert(id: string, payload: StoredPayload, secondsToLive = 0): Promise<void> {
    await super.upsert(id, payload, secondsToLive);
    this.#ledger.add(
      {
        kind: 'refresh',
        value: id,
        grantId: payload.grantId ?? '',
        authorizationServer: this.#authorizationServer,
        clientId: payload.clientId ?? '',
        uid: payload.accountId ?? '',
        scopes: payload.scope?.split(' ') ?? [],
      },
      secondsToLive,
    );
  }

  override async find(id: string): Promise<StoredPayload | undefined> {
    const token = this.#ledger.find(id);
    const payload = await super.find(id);
    if (!token || !payload) return undefined;
    switch (this.#ledger.state(token)) {
      case 'active':
      case 'leeway':
        return payload;
      case 'rotated':
        return { ...payload, consumed: true };
      case 'expired':
      case 'revoked':
        return undefined;
    }
  }

  override consume(id: string): Promise<void> {
    this.#ledger.markRotated(id);
    return Promise.resolve();
  }

  override async destroy(id: string): Promise<void> {
    this.#ledger.revoke(id);
    await super.destroy(id);
  }

  override async revokeByGrantId(grantId: string): Promise<void> {
    this.#ledger.revokeGrant(grantId);
    await super.revokeByGrantId(grantId);
  }
}
