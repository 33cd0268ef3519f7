import * as oidc from 'openid-client';
import {
  Failure,
  isLoopbackHttp,
  noFacts,
  Secret,
  timestamp,
  type CallFacts,
  type Clock,
  type OAuth2Client,
  type Timestamp,
  type Token,
} from '../auth-foundation/index.ts';
import { withAdditionalParameters } from './authorization-request.ts';
import { DeviceContext, type DeviceRequest } from './device-context.ts';
import { DeviceTokenPolling } from './device-token-polling.ts';
import type { Flow, RunOptions } from './flow.ts';

/** What the person does on the other device, and what the run is resumed with. */
export interface StartedDeviceAuthorization {
  readonly context: DeviceContext;
  /** What the person types in. */
  readonly userCode: string;
  /** Where. */
  readonly verificationUri: URL;
  /** The same with the code in it, as for a QR code, or null when the org gives none. */
  readonly verificationUriComplete: URL | null;
  /** Until when. */
  readonly expiresAt: Timestamp;
}

/** Milliseconds between two polls when the org does not say (RFC 8628, section 3.2). */
const usualInterval = 5_000;
/** The longest life of a code that is believed, in milliseconds; real ones live for minutes. */
const longestLife = 86_400_000;

/** The Device Authorization grant (RFC 8628): the person signs in on any device while this one asks for the tokens. */
export class DeviceAuthorizationFlow implements Flow<
  DeviceRequest,
  StartedDeviceAuthorization,
  void,
  Token
> {
  readonly #client: OAuth2Client;
  readonly #clock: Clock;

  /**
   * @param client - the issuer and client to sign in with
   * @param clock - by which the wait goes
   */
  constructor(client: OAuth2Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /**
   * Begins a run.
   *
   * @returns what the person has to do, and the context to resume with
   * @throws Failure of class *transient* or *configuration*: `device_flow_unsupported` when the org has no place for
   *   the request, `malformed_response` when its page is not on HTTPS
   */
  async start(
    request: DeviceRequest,
    options: RunOptions = {},
  ): Promise<StartedDeviceAuthorization> {
    const context = new DeviceContext(this.#client.context, request, this.#clock.now(), options);
    const started = await context.prepare(async () => {
      const metadata = await this.#client.discover();
      if (metadata.device_authorization_endpoint === undefined) {
        throw new Failure('device_flow_unsupported');
      }
      await context.makeKey(this.#client, request.bind);
      return this.#askForCode(request, context);
    });
    context.tell({ kind: 'waiting_for_person' });
    return started;
  }

  /**
   * Asks until the person is done, declines, or the code expires. A lost network does not end the wait.
   *
   * @param context - of the run's {@link start}
   * @throws Failure of any class but *storage*: `device_code_expired`, `sign_in_denied`, `cancelled`
   */
  async resume(context: DeviceContext): Promise<Token> {
    context.use(this.#client.context);
    const polling = new DeviceTokenPolling(this.#client, this.#clock, context);
    return context.conclude(() => polling.run());
  }

  /** Ends the wait at once. Tokens of an answer that is on its way are revoked. */
  cancel(context: DeviceContext): void {
    context.cancel();
  }

  async #askForCode(
    { scopes, acrValues = [], maxAge, additionalParameters }: DeviceRequest,
    context: DeviceContext,
  ): Promise<StartedDeviceAuthorization> {
    const own = {
      scope: scopes.join(' '),
      acr_values: acrValues.join(' '),
      max_age: maxAge === undefined ? '' : String(maxAge),
    };
    const parameters = withAdditionalParameters(own, additionalParameters);
    const facts = noFacts();
    const answer = await this.#client.call(
      'device_authorization',
      (configuration) => oidc.initiateDeviceAuthorization(configuration, parameters),
      { facts },
    );
    const { verification_uri_complete: complete } = answer;
    const answeredAt = facts.successAt ?? this.#clock.now();
    const life = Math.min(answer.expires_in * 1000, longestLife);
    const expiresAt = timestamp(Math.floor(answeredAt + life));
    const interval = answer.interval === undefined ? usualInterval : answer.interval * 1000;
    context.take({ value: new Secret(answer.device_code), interval, expiresAt });
    return {
      context,
      userCode: answer.user_code,
      verificationUri: readPage(answer.verification_uri, facts),
      verificationUriComplete: complete === undefined ? null : readPage(complete, facts),
      expiresAt,
    };
  }
}

/** Reads the address of a page that the org wants opened. @throws Failure `malformed_response` for anything else */
function readPage(text: string, { successRequestId: requestId }: CallFacts): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' || (url !== null && isLoopbackHttp(url.href))) return url;
  throw new Failure('malformed_response', {
    detail: 'the page is at no address that is safe to open',
    requestId,
  });
}
