import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CredentialCoordinator } from '../../../src/main/auth-foundation/index.ts';
import { Vault } from '../../../src/main/desktop-platform/index.ts';
import { aToken } from '../../support/builders/tokens.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { FakeKeychain } from '../../support/fakes/fake-keychain.ts';
import { FakeOAuth2Client } from '../../support/fakes/fake-oauth2-client.ts';

test('on the real vault, removing the default is told as default_changed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vault-default-'));
  const clock = new FakeClock();
  const vault = await Vault.open({ directory, keychain: new FakeKeychain(), clock });
  const client = new FakeOAuth2Client();
  const coordinator = new CredentialCoordinator({ storage: vault, clientFor: () => client, clock });
  const changes: unknown[] = [];
  coordinator.events.on('default_changed', ({ id }) => changes.push(id));

  const first = await coordinator.store(aToken());
  await coordinator.store(aToken());
  await first.remove();

  expect(changes).toEqual([first.id, null]);
  await vault.close();
  await rm(directory, { recursive: true });
});
