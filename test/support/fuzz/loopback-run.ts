import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { systemClock } from '../../../src/main/auth-foundation/index.ts';
import type { listenForRedirect } from '../../../src/main/desktop-platform/index.ts';
import { Random } from '../crash/random.ts';
import { startOktaLikeOrg } from '../okta-like-org/index.ts';
import { Attacker } from './attacker.ts';
import { attackOf } from './hostile-requests.ts';
import { signInForReal, type SignInSite } from './real-sign-in.ts';

const clientId = '0oaFuzzedListener';
const path = '/callback';

/** How to run. */
export interface LoopbackFuzzOptions {
  /** How many attacks. */
  readonly requests: number;
  /** 32 bits of it count. */
  readonly seed: number;
  /** How many attack at the same time. */
  readonly sockets: number;
  /** What is attacked. */
  readonly listen: typeof listenForRedirect;
  /** Is told after each hundredth of the run. */
  readonly onProgress?: (requests: number) => void;
}

/** What came of a run. */
export interface LoopbackFuzzResult {
  /** Attacks that reached the listener. */
  readonly requests: number;
  /** Why the sign-in in the middle failed, or null. */
  readonly signInProblem: string | null;
  /** Errors that nobody caught, and a listener that listens no more. */
  readonly crashes: readonly string[];
  /** The kinds of attacks that were answered as the redirect, or that changed what the listener waits for. */
  readonly accepted: readonly (readonly [kind: string, times: number])[];
  /** Attacks that this machine had no port or file descriptor for. */
  readonly impossible: number;
  /** By status, most frequent first. */
  readonly answers: readonly (readonly [status: string, times: number])[];
  /** The most connections that the listener had at the same time. */
  readonly peakConnections: number;
  /** From the twentieth part of the run to its end, in bytes; of this process, with its hostile clients. */
  readonly memoryGrowth: number;
}

/** The line that tells the outcome. */
export function lastLine({
  requests,
  signInProblem,
  crashes,
  accepted,
}: LoopbackFuzzResult): string {
  const signIn = signInProblem === null ? 'ok' : 'failed';
  const times = accepted.reduce((sum, [, one]) => sum + one, 0);
  return `requests ${requests}, sign-in ${signIn}, crashes ${crashes.length}, accepted ${times}`;
}

/** Attacks a listener that waits for a redirect, while a real sign-in comes back to it in the middle. */
export async function fuzzLoopback(options: LoopbackFuzzOptions): Promise<LoopbackFuzzResult> {
  const state = stateOf(options.seed);
  const listener = await options.listen({
    ports: [0],
    path,
    state,
    purpose: 'sign_in',
    clock: systemClock,
    timeoutMs: 24 * 3600 * 1000,
  });
  const org = await startOktaLikeOrg({
    clients: [{ clientId, redirectUris: [listener.redirectUri] }],
  });
  try {
    return await new Run(options, { org, clientId, listener, state }).run();
  } finally {
    await listener.close();
    await org.close();
  }
}

class Run {
  readonly #options: LoopbackFuzzOptions;
  readonly #site: Omit<SignInSite, 'onRedirect'>;
  readonly #port: number;
  readonly #attacker: Attacker;
  readonly #connections: ConnectionCount;
  /** Where the org sends the browser. */
  #realRedirect: string | null = null;
  #next = 0;

  constructor(options: LoopbackFuzzOptions, site: Omit<SignInSite, 'onRedirect'>) {
    this.#options = options;
    this.#site = site;
    this.#port = Number(new URL(site.listener.redirectUri).port);
    this.#attacker = new Attacker(this.#port);
    this.#connections = new ConnectionCount(this.#port);
  }

  async run(): Promise<LoopbackFuzzResult> {
    const { requests, sockets } = this.#options;
    const crashes: string[] = [];
    const note = (thrown: unknown): void => {
      crashes.push(thrown instanceof Error ? (thrown.stack ?? thrown.name) : typeof thrown);
    };
    process.on('uncaughtException', note);
    process.on('unhandledRejection', note);
    this.#connections.start();
    try {
      await this.#attackUntil(Math.ceil(requests / 20), sockets);
      const memoryBefore = process.memoryUsage.rss();
      await this.#attackUntil(Math.ceil(requests / 2), sockets);
      const onRedirect = ({ href }: URL): void => {
        this.#realRedirect = href;
      };
      const [signInProblem] = await Promise.all([
        signInForReal({ ...this.#site, onRedirect }).then(
          () => null,
          (thrown: unknown) => String(thrown),
        ),
        this.#attackUntil(requests, sockets),
      ]);
      const memoryGrowth = process.memoryUsage.rss() - memoryBefore;
      const isAlive = await this.#answers();
      await this.#attacker.stop();
      const { sent, refused, impossible, answers, accepted } = this.#attacker.casualties;
      return {
        requests: sent,
        signInProblem,
        crashes: refused > 0 || !isAlive ? [...crashes, 'the listener is gone'] : crashes,
        accepted: [...accepted, ...(await this.#misled())],
        impossible,
        answers: [...answers].sort(([, left], [, right]) => right - left),
        peakConnections: this.#connections.peak,
        memoryGrowth,
      };
    } finally {
      this.#connections.stop();
      process.off('uncaughtException', note);
      process.off('unhandledRejection', note);
    }
  }

  /** Attacks side by side, up to a number of the run. */
  async #attackUntil(end: number, sockets: number): Promise<void> {
    const { seed, requests, onProgress = () => undefined } = this.#options;
    const step = Math.max(1, Math.floor(requests / 100));
    const target = { port: this.#port, path, state: this.#site.state };
    const lane = async (): Promise<void> => {
      while (this.#next < end) {
        const number = this.#next;
        this.#next += 1;
        await this.#attacker.carryOut(attackOf(seed, number, target));
        if ((number + 1) % step === 0) onProgress(number + 1);
      }
    };
    await Promise.all(Array.from({ length: sockets }, lane));
  }

  /** Tells when the listener took something else for the redirect. */
  async #misled(): Promise<readonly (readonly [string, number])[]> {
    const nothing = new Promise<null>((resolve) => setImmediate(resolve, null));
    const taken = await Promise.race([this.#site.listener.redirect.catch(() => null), nothing]);
    return taken === null || taken.href === this.#realRedirect
      ? []
      : [['taken for the redirect', 1]];
  }

  async #answers(): Promise<boolean> {
    const favicon = new URL('/favicon.ico', this.#site.listener.redirectUri);
    return fetch(favicon).then(
      ({ status }) => status === 404,
      () => false,
    );
  }
}

/** Counts the connections that a server of this process has. */
class ConnectionCount {
  peak = 0;
  readonly #port: number;
  #open = 0;

  constructor(port: number) {
    this.#port = port;
  }

  start(): void {
    subscribe('net.server.socket', this.#note);
  }

  stop(): void {
    unsubscribe('net.server.socket', this.#note);
  }

  readonly #note = (message: unknown): void => {
    const socket =
      typeof message === 'object' && message !== null && 'socket' in message
        ? message.socket
        : null;
    if (!(socket instanceof Socket) || socket.localPort !== this.#port) return;
    this.#open += 1;
    this.peak = Math.max(this.peak, this.#open);
    socket.once('close', () => {
      this.#open -= 1;
    });
  };
}

/** As long as a real one (256 bits), and the same for the same seed. */
function stateOf(seed: number): string {
  const random = new Random(seed);
  return Buffer.from(Array.from({ length: 32 }, () => random.below(256))).toString('base64url');
}
