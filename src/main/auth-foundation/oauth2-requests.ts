import * as oidc from 'openid-client';
import { systemClock } from './clock.ts';
import { noFacts, observedFetch, type CallFacts, type HttpFetch } from './http.ts';
import { seconds, timestamp, type Seconds, type Timestamp } from './identifiers.ts';
import { isLoopbackHttp } from './loopback-host.ts';
import { MetadataCache } from './metadata-cache.ts';
import { classifyOAuthError, type CallPurpose } from './oauth-failure.ts';
import type { OAuth2ClientPorts } from './oauth2-client-ports.ts';
import { retryingFetch, type RequestPurpose } from './retrying-fetch.ts';
import type { ServerClock } from './server-clock.ts';
import { SigningKeys } from './signing-keys.ts';
import type { TokenContext } from './token.ts';

/** The calls whose answer brings tokens. */
export type TokenPurpose = Extract<CallPurpose, 'code_exchange' | 'refresh'>;

/** Tells whether a call's answer brings tokens. */
export function bringsTokens(purpose: CallPurpose): purpose is TokenPurpose {
  return purpose === 'code_exchange' || purpose === 'refresh';
}

/** Tells whether openid-client refused a token for its time: it has expired, or is not valid yet. */
export function isTimeCheck(thrown: unknown): boolean {
  return thrown instanceof oidc.ClientError && thrown.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED';
}

/**
 * How the calls of one client reach its authorization server: with metadata and keys that are kept between them, by
 * the server's clock, and sent again where that is harmless.
 */
export class OAuth2Requests {
  readonly #context: TokenContext;
  readonly #ports: OAuth2ClientPorts;
  readonly #requestTimeout: Seconds;
  readonly #serverClock: ServerClock;
  readonly #metadata: MetadataCache;
  readonly #keys: SigningKeys;

  /**
   * @param context - the issuer and the client
   * @param ports - the world
   * @param serverClock - learns from every answer
   */
  constructor(context: TokenContext, ports: OAuth2ClientPorts, serverClock: ServerClock) {
    this.#context = context;
    this.#ports = ports;
    this.#requestTimeout = ports.requestTimeout ?? seconds(30);
    this.#serverClock = serverClock;
    this.#metadata = new MetadataCache({
      fetch: () => this.#discover(),
      clock: ports.clock,
      lifetime: ports.metadataLifetime ?? seconds(3600),
      onBackgroundError: (thrown) => ports.onBackgroundError?.(thrown),
    });
    this.#keys = new SigningKeys(ports.clock);
  }

  /** Gives the metadata. @throws Failure when there is none that may be used */
  discover(): Promise<oidc.ServerMetadata> {
    return this.#metadata.get();
  }

  async #discover(): Promise<oidc.ServerMetadata> {
    const facts = noFacts();
    try {
      const found = await oidc.discovery(
        new URL(this.#context.issuer),
        this.#context.clientId,
        undefined,
        oidc.None(),
        {
          timeout: this.#requestTimeout,
          [oidc.customFetch]: this.#fetchFor('discovery', facts),
          // Plain HTTP is for an authorization server on this very machine, and for nothing else.
          execute: isLoopbackHttp(this.#context.issuer) ? [oidc.allowInsecureRequests] : [],
        },
      );
      return found.serverMetadata();
    } catch (thrown) {
      throw classifyOAuthError(thrown, 'discovery', facts);
    }
  }

  /**
   * Runs a call through openid-client. What is known of the clocks may be out of date: when its own answer tells so, and its ID token failed
   * for no more than the time, the same answer is verified once more; nothing is sent again.
   *
   * @param purpose - what the call is for
   * @param run - does the call with the configuration it is given
   * @param facts - filled with what the call saw
   * @throws what openid-client throws, and the Failure of discovery
   */
  async run<Result>(
    purpose: CallPurpose,
    run: (configuration: oidc.Configuration) => Promise<Result>,
    facts: CallFacts,
  ): Promise<Result> {
    const clockSkew = this.#clockSkew();
    try {
      return await this.#runOnce(run, facts, this.#fetchFor(purpose, facts));
    } catch (thrown) {
      const { successBody } = facts;
      const isOutOfDate = this.#clockSkew() !== clockSkew;
      if (!bringsTokens(purpose) || !isTimeCheck(thrown) || !isOutOfDate || successBody === null) {
        throw thrown;
      }
      const answer = (): Response => Response.json(JSON.parse(successBody));
      return this.#runOnce(run, facts, () => Promise.resolve(answer()));
    }
  }

  /** @param fetch - for everything but the keys */
  async #runOnce<Result>(
    run: (configuration: oidc.Configuration) => Promise<Result>,
    facts: CallFacts,
    fetch: HttpFetch,
  ): Promise<Result> {
    const configuration = this.#configure(await this.discover(), facts, fetch);
    try {
      return await run(configuration);
    } finally {
      this.#keys.takeFrom(configuration);
    }
  }

  /** A configuration of its own for each call, so that what one call saw is never mistaken for another's. */
  #configure(
    metadata: oidc.ServerMetadata,
    facts: CallFacts,
    fetch: HttpFetch,
  ): oidc.Configuration {
    const configuration = new oidc.Configuration(
      metadata,
      this.#context.clientId,
      { [oidc.clockSkew]: this.#clockSkew() },
      oidc.None(),
    );
    const keys = this.#fetchFor('keys', facts, this.#keys.share(this.#ports.fetch));
    const { jwks_uri: uri = '' } = metadata;
    const keysHref = URL.canParse(uri) ? new URL(uri).href : null;
    configuration.timeout = this.#requestTimeout;
    configuration[oidc.customFetch] = (url, options) =>
      (url === keysHref ? keys : fetch)(url, options);
    // TLS alone would satisfy OpenID Connect Core 3.1.3.7; the signature is checked as well.
    oidc.enableNonRepudiationChecks(configuration);
    if (isLoopbackHttp(this.#context.issuer)) oidc.allowInsecureRequests(configuration);
    this.#keys.lendTo(configuration);
    return configuration;
  }

  #fetchFor(purpose: RequestPurpose, facts: CallFacts, network = this.#ports.fetch): HttpFetch {
    const { userAgent, clock, onRetry = () => undefined } = this.#ports;
    const observed = observedFetch(network, facts, {
      userAgent,
      now: () => clock.now(),
      serverClock: this.#serverClock,
    });
    return retryingFetch(observed, facts, {
      purpose,
      clock,
      budget: this.#requestTimeout,
      onRetry,
    });
  }

  /** Seconds to add to the system's clock, which is the one that openid-client looks at, whatever ours is. */
  #clockSkew(): number {
    return Math.round((this.serverNow() - systemClock.now()) / 1000);
  }

  /** The current time by the server's clock, as far as it is known and followed. */
  serverNow(): Timestamp {
    const { clock, followServerClock = 'on' } = this.#ports;
    const correction = followServerClock === 'on' ? this.#serverClock.correction : 0;
    return timestamp(clock.now() + correction);
  }
}
