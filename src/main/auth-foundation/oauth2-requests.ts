import * as oidc from 'openid-client';
import { assertingFetch } from './client-assertion.ts';
import { systemClock } from './clock.ts';
import type { Failure } from './failure.ts';
import { observedFetch, type CallFacts, type HttpFetch } from './http.ts';
import { hostOf, seconds, timestamp, type Seconds, type Timestamp } from './identifiers.ts';
import { IssuerMetadata } from './issuer-metadata.ts';
import { isLoopbackHttp } from './loopback-host.ts';
import { notedFetch } from './noted-requests.ts';
import { classifyOAuthError, type CallPurpose } from './oauth-failure.ts';
import type { OAuth2ClientPorts } from './oauth2-client-ports.ts';
import { ProofHandles } from './proof-handles.ts';
import type { ProofKey } from './proof-key.ts';
import { provenFetch } from './proven-fetch.ts';
import { retryingFetch, type RequestPurpose } from './retrying-fetch.ts';
import type { ServerClock } from './server-clock.ts';
import { SigningKeys } from './signing-keys.ts';
import { SpareConfiguration, type ConfigurationBasis } from './spare-configuration.ts';
import { bringsTokens } from './token-purpose.ts';
import type { TokenContext } from './token.ts';

/** Does one call. @param dpop - what openid-client's calls take as their last argument, with the proof key if there is one */
export type Run<Result> = (
  configuration: oidc.Configuration,
  dpop: { readonly DPoP?: oidc.DPoPHandle },
) => Promise<Result>;

/** What goes with a call. */
export interface CallParts {
  /** Filled with what the call saw. */
  readonly facts: CallFacts;
  /** The key that the call is proved with, or null for a call without proof. */
  readonly proofKey: ProofKey | null;
}

/** How a call came by its keys. */
interface KeysUse {
  /** Why they could not be renewed, or null. */
  failure: Failure | null;
}

/** Tells whether openid-client refused a token for its time: it has expired, or is not valid yet. */
export function isTimeCheck(thrown: unknown): boolean {
  return thrown instanceof oidc.ClientError && thrown.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED';
}

/** Tells whether openid-client found no key for a token. */
function isUnknownKey(thrown: unknown): boolean {
  return thrown instanceof oidc.ClientError && thrown.code === 'OAUTH_KEY_SELECTION_FAILED';
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
  readonly #metadata: IssuerMetadata;
  readonly #keys: SigningKeys;
  readonly #spare = new SpareConfiguration();
  readonly #proofs = new ProofHandles(() => this.serverNow());

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
    this.#metadata = new IssuerMetadata(context, ports, {
      fetchFor: (facts) => this.#fetchFor('discovery', facts),
      timeout: this.#requestTimeout,
    });
    this.#keys = new SigningKeys(ports.clock);
  }

  /** Gives the metadata. @throws Failure when there is none that may be used */
  discover(): Promise<oidc.ServerMetadata> {
    return this.#metadata.get();
  }

  /**
   * Runs a call through openid-client. What is known of the clocks may be out of date: when its own answer tells so,
   * and its ID token failed for no more than the time, the same answer is verified once more; nothing is sent again.
   *
   * @param purpose - what the call is for
   * @param run - does the call with what it is given
   * @param options - what is filled with what the call saw, and the key that proves it
   * @throws what openid-client throws, and the Failure of discovery
   */
  async run<Result>(purpose: CallPurpose, run: Run<Result>, parts: CallParts): Promise<Result> {
    const { facts, proofKey } = parts;
    const clockSkew = this.#clockSkew();
    try {
      const fetch = this.#fetchFor(purpose, facts, { proofKey });
      return await this.#runOnce(purpose, run, parts, fetch);
    } catch (thrown) {
      const { successBody } = facts;
      const isOutOfDate = this.#clockSkew() !== clockSkew;
      if (!bringsTokens(purpose) || !isTimeCheck(thrown) || !isOutOfDate || successBody === null) {
        throw thrown;
      }
      const answer = (): Response => Response.json(JSON.parse(successBody));
      return this.#runOnce(purpose, run, parts, () => Promise.resolve(answer()));
    }
  }

  /** @param fetch - for everything but the keys */
  async #runOnce<Result>(
    purpose: CallPurpose,
    run: Run<Result>,
    { facts, proofKey }: CallParts,
    fetch: HttpFetch,
  ): Promise<Result> {
    const use: KeysUse = { failure: null };
    const metadata = await this.discover();
    const basis = { metadata, clockSkew: this.#clockSkew(), keys: this.#keys.lent };
    // Whoever makes other calls may change their configuration.
    const spare = purpose === 'refresh' ? this.#spare.take(basis) : null;
    const configuration = spare ?? this.#configure(basis);
    this.#connect(configuration, metadata, this.#keysFetch(facts, use), fetch);
    const dpop = proofKey === null ? {} : { DPoP: await this.#proofs.get(configuration, proofKey) };
    let hasFetchedKeys = false;
    let result: Result;
    try {
      result = await run(configuration, dpop);
    } catch (thrown) {
      // The old keys were no help, so what counts is why there are no new ones.
      throw isUnknownKey(thrown) && use.failure !== null ? use.failure : thrown;
    } finally {
      if (use.failure === null) hasFetchedKeys = this.#keys.takeFrom(configuration, basis.keys);
    }
    const isUnchanged = purpose === 'refresh' && use.failure === null && !hasFetchedKeys;
    if (isUnchanged) this.#spare.keep(configuration, basis);
    return result;
  }

  /** One call at a time has a configuration, so that what one call saw is never mistaken for another's. */
  #configure({ metadata, clockSkew, keys }: ConfigurationBasis): oidc.Configuration {
    const configuration = new oidc.Configuration(
      metadata,
      this.#context.clientId,
      { [oidc.clockSkew]: clockSkew },
      oidc.None(),
    );
    configuration.timeout = this.#requestTimeout;
    // TLS alone would satisfy OpenID Connect Core 3.1.3.7; the signature is checked as well.
    oidc.enableNonRepudiationChecks(configuration);
    if (isLoopbackHttp(this.#context.issuer)) oidc.allowInsecureRequests(configuration);
    if (keys !== null) oidc.setJwksCache(configuration, keys);
    return configuration;
  }

  /** Gives a configuration its ways to the network. */
  #connect(
    configuration: oidc.Configuration,
    { jwks_uri: uri = '' }: oidc.ServerMetadata,
    keys: HttpFetch,
    fetch: HttpFetch,
  ): void {
    const keysHref = URL.canParse(uri) ? new URL(uri).href : null;
    configuration[oidc.customFetch] = (url, options) =>
      (url === keysHref ? keys : fetch)(url, options);
  }

  /** Keys that cannot be renewed are used on; what the call saw is then only what was before. */
  #keysFetch(facts: CallFacts, use: KeysUse): HttpFetch {
    const shared = this.#keys.share(this.#network('keys'));
    const fetch = this.#fetchFor('keys', facts, { network: shared });
    return (url, options) => {
      const before = { ...facts };
      const onFailure = (thrown: unknown): void => {
        use.failure = classifyOAuthError(thrown, 'discovery', facts);
        Object.assign(facts, before);
        this.#ports.onBackgroundError?.(use.failure);
      };
      return this.#keys.orKnown(fetch, onFailure)(url, options);
    };
  }

  /** The way to the network for one request, by which its org knows the client, and the throttle of the request. */
  #network(purpose: RequestPurpose): HttpFetch {
    const { fetchFor, throttle, clock, clientAssertion } = this.#ports;
    const context = this.#context;
    const network = fetchFor?.(context) ?? this.#ports.fetch;
    const isOrgs = throttle !== undefined && purpose !== 'resource';
    const noted = isOrgs ? notedFetch(network, throttle, hostOf(context.issuer), clock) : network;
    if (clientAssertion === undefined) return noted;
    return assertingFetch(noted, purpose, (audience) => clientAssertion(audience, context));
  }

  #fetchFor(
    purpose: RequestPurpose,
    facts: CallFacts,
    {
      network = this.#network(purpose),
      proofKey: key = null,
    }: { readonly network?: HttpFetch; readonly proofKey?: ProofKey | null } = {},
  ): HttpFetch {
    const { userAgent, clock, onRetry = () => undefined } = this.#ports;
    const observed = observedFetch(network, facts, {
      userAgent,
      now: () => clock.now(),
      serverClock: this.#serverClock,
    });
    const serverNow = (): Timestamp => this.serverNow();
    const proven =
      key === null ? observed : provenFetch(observed, facts, { key, clock, serverNow });
    return retryingFetch(proven, facts, {
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
