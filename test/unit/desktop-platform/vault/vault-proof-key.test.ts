import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeToken,
  parseToken,
  ProofKey,
  Secret,
  serializeToken,
  Token,
} from '../../../../src/main/auth-foundation/index.ts';
import { serializeProofKey } from '../../../../src/main/auth-foundation/proof-key.ts';
import { printed } from '../../../support/builders/printed.ts';
import { expectSame, makeToken, VaultFixture } from './vault-fixture.ts';

const passphrase = new Secret('canary-passphrase of a person');
let fixture: VaultFixture;
let key: ProofKey;
let token: Token;

beforeEach(async () => {
  fixture = await VaultFixture.create();
  key = await ProofKey.generate();
  const { id, context, issuedAt } = makeToken();
  const response = { access_token: 'canary-access', token_type: 'DPoP', refresh_token: 'canary-r' };
  token = Token.fromResponse(response, context, issuedAt, id, key);
});
afterEach(async () => {
  await fixture.dispose();
});

/** Has the key with which a proof of the stored token is signed, and nothing less. */
async function expectWhole(found: Token | null): Promise<void> {
  expectSame(found, token);
  expect(found?.proofKey?.equals(key)).toBe(true);
  expect(await found?.proofKey?.thumbprint()).toBe(await key.thumbprint());
}

describe('the key that a token is bound to', () => {
  test('is kept with it through a restart, a change of the vault’s key and a new token', async () => {
    const vault = await fixture.open();
    await vault.add(token, describeToken(token, []));
    await expectWhole(await vault.get(token.id));
    const reopened = await fixture.reopen();
    await expectWhole(await reopened.get(token.id));
    await reopened.changeKey(() => undefined);
    token = token.withRefreshToken('canary-rotated');
    await reopened.replace(token, describeToken(token, []));
    const last = await fixture.reopen();
    await expectWhole(await last.get(token.id));
    expect((await last.getMetadata(token.id))?.facts.isBound).toBe(true);
  });

  test('goes into a backup, and comes back from it', async () => {
    const vault = await fixture.open();
    await vault.add(token, describeToken(token, []));
    const path = join(fixture.directory, '..', 'accounts.oamb');
    await vault.backUp(path, passphrase);
    await vault.remove(token.id);
    await vault.restore(path, passphrase);
    await expectWhole(await vault.get(token.id));
  });

  test('is in no file in the clear, and in nothing that is printed', async () => {
    const vault = await fixture.open();
    await vault.add(token, describeToken(token, []));
    const path = join(fixture.directory, 'accounts.oamb');
    await vault.backUp(path, passphrase);
    const { d } = serializeProofKey(key);
    for (const [, bytes] of await fixture.files()) expect(bytes.includes(d)).toBe(false);
    expect((await fixture.files()).has('accounts.oamb')).toBe(true);
    expect(printed([token, key, await vault.getMetadata(token.id)])).not.toContain(d);
  });

  test('that is damaged leaves the record unread, and a token without one is read as before', () => {
    const stored = serializeToken(token);
    expect(() => parseToken({ ...stored, proofKey: { kty: 'EC' } })).toThrow();
    const bearer = makeToken('bearer');
    expect(serializeToken(bearer)).not.toHaveProperty('proofKey');
    expect(parseToken(serializeToken(bearer)).proofKey).toBeNull();
  });
});
