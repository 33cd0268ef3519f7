import { hostOf, issuer, timestamp, type Issuer, type Timestamp } from './identifiers.ts';
import type { OAuth2ClientPorts } from './oauth2-client-ports.ts';
import { OAuth2Client } from './oauth2-client.ts';
import { ServerClock, type ClockOffset } from './server-clock.ts';
import type { TokenContext } from './token.ts';

/**
 * Gives every issuer and client its one {@link OAuth2Client}, so that discovery and keys are shared. The clients of one
 * host share what is known of its clock; of everything else each has its own, its way to the network included.
 */
export class OAuth2ClientPool {
  readonly #clients = new Map<string, OAuth2Client>();
  readonly #clocks = new Map<string, ServerClock>();
  readonly #ports: OAuth2ClientPorts;

  constructor(ports: OAuth2ClientPorts) {
    this.#ports = ports;
  }

  /** The client of an issuer and client identifier. */
  get(context: TokenContext): OAuth2Client {
    const key = JSON.stringify([context.issuer, context.clientId]);
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    const client = new OAuth2Client(
      { issuer: issuer(context.issuer), clientId: context.clientId },
      this.#ports,
      this.#clockOf(context.issuer),
    );
    this.#clients.set(key, client);
    return client;
  }

  /** How far the clock of an issuer's host is from this computer's, or null when no answer has told it. */
  clockOffset(of: Issuer): ClockOffset | null {
    return this.#clocks.get(hostOf(of))?.offset ?? null;
  }

  /** The current time by the clock of an issuer's host, as far as it is known and followed. */
  serverNow(of: Issuer): Timestamp {
    const { clock, followServerClock = 'on' } = this.#ports;
    const correction =
      followServerClock === 'on' ? (this.#clocks.get(hostOf(of))?.correction ?? 0) : 0;
    return timestamp(clock.now() + correction);
  }

  #clockOf(of: Issuer): ServerClock {
    const host = hostOf(of);
    const known = this.#clocks.get(host);
    if (known !== undefined) return known;
    const made = new ServerClock();
    this.#clocks.set(host, made);
    return made;
  }
}
