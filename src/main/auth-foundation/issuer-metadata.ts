import type { ServerMetadata } from 'openid-client';
import { Failure, toFailure } from './failure.ts';
import { seconds } from './identifiers.ts';
import { MetadataCache } from './metadata-cache.ts';
import { checkAddresses, requestMetadata, type MetadataRequestParts } from './metadata-request.ts';
import type { OAuth2ClientPorts } from './oauth2-client-ports.ts';
import type { TokenContext } from './token.ts';

/** What is enough to sign in with, so that nothing has to be discovered. */
const enough = ['issuer', 'authorization_endpoint', 'token_endpoint'] as const;
/** The most that is quoted of an issuer that was found, in characters. */
const longestQuote = 200;

/** The metadata that one client goes by: its issuer's own, kept for a while, with what its profile says instead. */
export class IssuerMetadata {
  readonly #context: TokenContext;
  readonly #ports: OAuth2ClientPorts;
  readonly #request: MetadataRequestParts;
  readonly #cache: MetadataCache;
  /** Those that were given last, and the document that they are. */
  #checked: { readonly found: ServerMetadata; readonly metadata: ServerMetadata } | null = null;

  /**
   * @param context - the issuer and the client
   * @param ports - the world
   * @param request - how the issuer is asked
   */
  constructor(context: TokenContext, ports: OAuth2ClientPorts, request: MetadataRequestParts) {
    this.#context = context;
    this.#ports = ports;
    this.#request = request;
    this.#cache = new MetadataCache({
      fetch: () => this.#discover(),
      clock: ports.clock,
      lifetime: ports.metadataLifetime ?? seconds(3600),
      onBackgroundError: (thrown) => ports.onBackgroundError?.(thrown),
    });
  }

  /**
   * Gives the metadata; nothing is asked while they are fresh, or when the profile says enough. They are the same object
   * as before while nothing about them has changed.
   *
   * @throws Failure of class *transient*, `redirect_refused`, `discovery_failed`, or `issuer_mismatch`
   */
  async get(): Promise<ServerMetadata> {
    const { issuer } = this.#context;
    const overrides = this.#ports.metadataOverrides?.(this.#context) ?? null;
    if (overrides === null) return this.#check(await this.#cache.get());
    if ((overrides.issuer ?? issuer) !== issuer) throw mismatch(overrides.issuer);
    const found = enough.every((field) => overrides[field] !== undefined)
      ? { issuer }
      : await this.#cache.get();
    return checkAddresses({ ...found, ...overrides, issuer }, issuer);
  }

  #check(found: ServerMetadata): ServerMetadata {
    if (this.#checked?.found === found) return this.#checked.metadata;
    const { issuer } = this.#context;
    const metadata = Object.freeze(checkAddresses({ ...found, issuer }, issuer));
    this.#checked = { found, metadata };
    return metadata;
  }

  /** Compares issuers byte for byte (RFC 8414, section 3.3), because ID tokens are compared so as well. */
  async #discover(): Promise<ServerMetadata> {
    const { issuer, clientId } = this.#context;
    const found = await requestMetadata(issuer, null, this.#request);
    if (found.issuer === issuer) return found;
    // Okta: “to ensure that the returned issuer format matches” the one of the client’s tokens.
    const ofClient = await this.#discoverFor(clientId, found);
    if (ofClient.issuer === issuer) return ofClient;
    throw mismatch(ofClient.issuer);
  }

  /** @returns what was found before, when there is nothing else for this client */
  async #discoverFor(clientId: string, before: ServerMetadata): Promise<ServerMetadata> {
    try {
      return await requestMetadata(this.#context.issuer, clientId, this.#request);
    } catch (thrown) {
      const failure = toFailure(thrown);
      const mayPass = failure.failureClass === 'transient' && failure.code !== 'malformed_response';
      if (mayPass) throw failure;
      return before;
    }
  }
}

function mismatch(found = ''): Failure {
  const detail = `The issuer there is ${found.slice(0, longestQuote)}.`;
  return new Failure('issuer_mismatch', { detail });
}
