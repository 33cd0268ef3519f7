// A process of its own, because the keychain is the one of the environment: `node fill-vault.ts <profile> <count>`.
import { join } from 'node:path';
import {
  CredentialCoordinator,
  issuer,
  systemClock,
  Token,
} from '../src/main/auth-foundation/index.ts';
import { KeytarKeychain, Vault } from '../src/main/desktop-platform/index.ts';
import { demoClient } from '../test/support/okta-like-org/index.ts';
import { developmentService } from '../scripts/demo/system-keychain.ts';

const [profile = '', count = ''] = process.argv.slice(2);
const context = {
  issuer: issuer('https://example.okta.com/oauth2/default'),
  clientId: demoClient.clientId,
};

const keychain = new KeytarKeychain({ service: developmentService, clock: systemClock });
const directory = join(profile, 'vault');
const vault = await Vault.open({ directory, keychain, clock: systemClock });
const coordinator = new CredentialCoordinator({
  storage: vault,
  clock: systemClock,
  clientFor: () => {
    throw new Error('Nothing is asked of an org here.');
  },
});
for (let index = 1; index <= Number(count); index += 1) {
  await coordinator.store(tokenOf(index), [`team ${index % 7}`, 'benchmark']);
}
await vault.close();

/** A token of the size that Okta issues. */
function tokenOf(index: number): Token {
  const claims = {
    iss: context.issuer,
    sub: `00u${String(index).padStart(17, '0')}`,
    name: `Person ${index}`,
    email: `person.${index}@example.com`,
  };
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return Token.fromResponse(
    {
      access_token: 'a'.repeat(900),
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: 'r'.repeat(43),
      id_token: `${encode({ alg: 'RS256' })}.${encode(claims)}.${'s'.repeat(342)}`,
      scope: 'openid profile email offline_access',
    },
    context,
    systemClock.now(),
  );
}
