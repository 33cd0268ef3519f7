import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import {
  listenForRedirect,
  type ListenOptions,
  type LoopbackListener,
} from '../../../src/main/desktop-platform/index.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { get, type RawResponse } from './raw-request.ts';

/** The state of every attempt here. */
export const state = 'st4te-of-this-attempt';

/** The target of the real redirect. */
export const good = `/callback?code=c0de&state=${state}`;

/** Listeners, and other programs, on the ports of this machine. */
export class Listening {
  readonly clock = new FakeClock();
  readonly #listeners: LoopbackListener[] = [];
  readonly #others: Server[] = [];

  /** Waits for a redirect, on any free port unless told otherwise. */
  async listen(options: Partial<ListenOptions> = {}): Promise<{
    listener: LoopbackListener;
    port: number;
  }> {
    const listener = await listenForRedirect({
      ports: [0],
      path: '/callback',
      state,
      purpose: 'sign_in',
      clock: this.clock,
      timeoutMs: 300_000,
      ...options,
    });
    this.#listeners.push(listener);
    return { listener, port: Number(new URL(listener.redirectUri).port) };
  }

  /** A port that another program holds. */
  async busyPort(): Promise<number> {
    const server = createServer();
    this.#others.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return portOf(server);
  }

  /** Whether another program could listen there now; if so, it does until the end of the test. */
  async canBind(port: number, host = '127.0.0.1'): Promise<boolean> {
    const server = createServer();
    this.#others.push(server);
    const listening = once(server, 'listening');
    server.listen(port, host);
    return listening.then(
      () => true,
      () => false,
    );
  }

  /** Frees every port. */
  async close(): Promise<void> {
    for (const listener of this.#listeners.splice(0)) {
      const closed = listener.close();
      this.clock.advance(60_000);
      await closed;
    }
    for (const other of this.#others.splice(0)) other.close();
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** Brings the browser back. @returns the answer, and where it sends the browser on */
export async function comeBack(
  port: number,
  target = good,
): Promise<RawResponse & { readonly next: string }> {
  const answer = await get(port, target);
  return { ...answer, next: answer.headers.get('location') ?? '' };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}
