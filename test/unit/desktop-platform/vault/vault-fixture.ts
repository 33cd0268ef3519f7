import { createSecretKey } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  describeToken,
  issuer,
  newCredentialId,
  serializeToken,
  timestamp,
  Token,
  type CredentialId,
} from '../../../../src/main/auth-foundation/index.ts';
import { Vault } from '../../../../src/main/desktop-platform/index.ts';
import type { Disk } from '../../../../src/main/desktop-platform/vault/disk.ts';
import { KeyRing } from '../../../../src/main/desktop-platform/vault/key-ring.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { FakeKeychain } from '../../../support/fakes/fake-keychain.ts';

/** Found in a file of the vault, one of these is a leak. */
export const canaries = ['canary-access', 'canary-refresh', 'canary-secret', 'canary-tag'];

/** A folder for a vault with its keychain and clock, and the vaults that were opened on it. */
export class VaultFixture {
  readonly directory: string;
  readonly keychain = new FakeKeychain();
  readonly clock = new FakeClock();
  readonly #root: string;
  #opened: Vault[] = [];

  private constructor(root: string) {
    this.#root = root;
    this.directory = join(root, 'vault');
  }

  static async create(): Promise<VaultFixture> {
    return new VaultFixture(await mkdtemp(join(tmpdir(), 'oam-vault-')));
  }

  async open(disk?: Disk): Promise<Vault> {
    const { directory, keychain, clock } = this;
    const vault = await Vault.open({
      directory,
      keychain,
      clock,
      ...(disk === undefined ? {} : { disk }),
    });
    this.#opened.push(vault);
    return vault;
  }

  /** Closes what is open and opens the vault again, as the next start of the app does. */
  async reopen(): Promise<Vault> {
    await this.closeAll();
    return this.open();
  }

  async closeAll(): Promise<void> {
    for (const vault of this.#opened.splice(0)) await vault.close();
  }

  /** All files of the vault but its lock, by relative name. */
  async files(): Promise<Map<string, Buffer>> {
    const entries = await readdir(this.directory, { recursive: true, withFileTypes: true });
    const files = new Map<string, Buffer>();
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!entry.isFile() || entry.name.endsWith('.lock')) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(path.slice(this.directory.length + 1).replaceAll('\\', '/'), await readFile(path));
    }
    return files;
  }

  /** The vault's first key, from the keychain. */
  get keys(): KeyRing {
    const [secret = ''] = this.keychain.secrets;
    return new KeyRing({ number: 1, key: createSecretKey(Buffer.from(secret, 'base64')) });
  }

  pathOf(id: CredentialId): string {
    return join(this.directory, 'credentials', `${id}.sealed`);
  }

  async dispose(): Promise<void> {
    await this.closeAll();
    await rm(this.#root, { recursive: true });
  }
}

/** A token whose every secret is one of the canaries. */
export function makeToken(name = 'one', id: CredentialId = newCredentialId()): Token {
  return Token.fromResponse(
    {
      access_token: `canary-access-${name}`,
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: `canary-refresh-${name}`,
      device_secret: `canary-secret-${name}`,
      scope: 'openid offline_access',
    },
    { issuer: issuer('https://example.okta.com'), clientId: 'client' },
    timestamp(1_767_225_600_000),
    id,
  );
}

/** Adds a token with a tag, and gives it back. */
export async function addToken(vault: Vault, name = 'one'): Promise<Token> {
  const token = makeToken(name);
  await vault.add(token, describeToken(token, [`canary-tag-${name}`]));
  return token;
}

/** Both hold the same fields from the same context, received at the same time. */
export function expectSame(actual: Token | null, expected: Token): void {
  expect(actual === null ? null : serializeToken(actual)).toEqual(serializeToken(expected));
}

/** Changes one byte of a part of a record: 0 is the token's, 1 the metadata's, 2 the history's. */
export async function damagePart(path: string, part: 0 | 1 | 2): Promise<void> {
  const bytes = await readFile(path);
  let start = 17;
  for (let before = 0; before < part; before += 1) start += 32 + bytes.readUInt32BE(start);
  const inCiphertext = start + 20;
  bytes.writeUInt8(bytes.readUInt8(inCiphertext) ^ 1, inCiphertext);
  await writeFile(path, bytes);
}
