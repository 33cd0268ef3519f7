import { randomUUID } from 'node:crypto';
import { Events, OAuth2Server, type MutableToken } from 'oauth2-mock-server';

/** A running provider of npm's oauth2-mock-server, which knows nothing of this app or of Okta. */
export interface MockProvider {
  readonly issuer: string;
  /** It takes any; this is the one that the tests use. */
  readonly clientId: string;
  /** Who signs in: always the same person, and nobody is asked. */
  readonly subject: string;
  /**
   * What a browser would do with an authorization URL.
   *
   * @returns The redirect URL with `code` and `state`; it is not requested.
   * @throws {Error} when the provider does not redirect.
   */
  readonly signIn: (authorizationUrl: URL) => Promise<URL>;
  readonly close: () => Promise<void>;
}

/**
 * Starts the provider on a free port of 127.0.0.1, with an RS256 key.
 *
 * @see https://github.com/axa-group/oauth2-mock-server
 */
export async function startMockProvider(): Promise<MockProvider> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(undefined, '127.0.0.1');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.issuer.url = issuer;
  // Without it, two tokens of the same second are the same.
  server.service.on(Events.BeforeTokenSigning, (token: MutableToken) => {
    token.payload.jti = randomUUID();
  });
  return {
    issuer,
    clientId: 'mock-client',
    subject: 'johndoe',
    signIn: async (authorizationUrl) => {
      const answer = await fetch(authorizationUrl, { redirect: 'manual' });
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`The provider answered ${answer.status}.`);
      return new URL(location);
    },
    close: async () => {
      await server.stop();
    },
  };
}
