import { describe, expect, test } from 'vitest';
import { addOrg } from '../../../src/main/app/orgs.ts';
import { Preferences } from '../../../src/main/app/preferences.ts';
import { OAuth2ClientPool } from '../../../src/main/auth-foundation/index.ts';
import { failureOf } from '../../support/builders/coordinator.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { MemoryDocuments } from '../../support/fakes/memory-documents.ts';
import { RecordingLog } from '../../support/fakes/recording-log.ts';

const wellKnown = '/.well-known/openid-configuration';

/** A world with one issuer, and an app without orgs. */
function site(issuer: string) {
  const asked: string[] = [];
  const at = issuer.replace(/\/$/, '') + wellKnown;
  const clients = new OAuth2ClientPool({
    fetch: (url) => {
      asked.push(url);
      return Promise.resolve(
        url === at ? Response.json({ issuer }) : new Response('', { status: 404 }),
      );
    },
    clock: new FakeClock(),
    userAgent: 'Test/1',
  });
  const preferences = new Preferences(new MemoryDocuments(), new RecordingLog());
  const add = (typed: string) =>
    addOrg(
      { name: 'Example', issuer: typed, clientId: '0oaExample', scopes: ['openid'] },
      preferences,
      clients,
    );
  return { asked, add, preferences };
}

describe('an org is added by its issuer', () => {
  test.each([
    ['a bare domain', 'example.okta.com', 'https://example.okta.com'],
    ['a domain with a slash', 'https://example.okta.com/', 'https://example.okta.com'],
    ['a domain whose issuer has a slash', 'https://login.example', 'https://login.example/'],
    ['a path', 'example.okta.com/oauth2/default', 'https://example.okta.com/oauth2/default'],
    ['a path that ends in a slash', 'https://id.example/realm/', 'https://id.example/realm/'],
    ['a path with a slash pasted along', 'https://id.example/realm/', 'https://id.example/realm'],
  ])('typed as %s, and kept as its metadata names it', async (_what, typed, issuer) => {
    const { add, preferences } = site(issuer);
    const org = await add(typed);
    expect(org.issuer).toBe(issuer);
    expect(preferences.orgs).toEqual([org]);
  });

  test('of another path than was typed is refused', async () => {
    const { add, preferences } = site('https://id.example/realm/');
    expect((await failureOf(add('https://id.example/realm'))).code).toBe('issuer_mismatch');
    expect(preferences.orgs).toEqual([]);
  });

  test.each([
    ['no address', 'https://'],
    ['another scheme', 'ftp://example.okta.com'],
    ['a query', 'https://example.okta.com/?canary'],
    ['a fragment', 'https://example.okta.com/#canary'],
    ['a user name', 'https://canary@example.okta.com'],
    ['a password', 'https://:canary@example.okta.com'],
  ])('with %s is refused, and nobody is asked', async (_what, typed) => {
    const { add, asked } = site('https://example.okta.com');
    const failure = await failureOf(add(typed));
    expect(failure.code).toBe('invalid_input');
    expect(failure.detail).not.toContain('canary');
    expect(asked).toEqual([]);
  });
});
