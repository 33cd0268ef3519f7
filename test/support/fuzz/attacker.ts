import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Attack } from './attack.ts';

/** How long an answer is waited for, in milliseconds; the listener answers at once or not at all. */
const patience = 1000;
/** More is not read, in bytes. */
const mostRead = 4096;
/** How many connections are held open at most. */
const mostHeld = 400;

/** What came back, all told. */
export interface Casualties {
  /** Attacks that reached the listener. */
  sent: number;
  /** Attacks that found nobody listening. */
  refused: number;
  /** Attacks that this machine had no port or file descriptor for. */
  impossible: number;
  /** By the status of the answer; `none` is a connection that was ended without one. */
  readonly answers: Map<string, number>;
  /** The attacks that got more than a refusal, by kind. */
  readonly accepted: Map<string, number>;
}

/** Carries out attacks on one port. */
export class Attacker {
  readonly casualties: Casualties = {
    sent: 0,
    refused: 0,
    impossible: 0,
    answers: new Map(),
    accepted: new Map(),
  };
  readonly #port: number;
  readonly #held = new Set<Socket>();

  constructor(port: number) {
    this.#port = port;
  }

  /** Resolves when the attack is over, or its connection is held. Rejects never. */
  async carryOut({ kind, steps, ending }: Attack): Promise<void> {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    const closed = this.#watch(socket, kind);
    const isConnected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => {
        resolve(true);
      });
      socket.once('close', () => {
        resolve(false);
      });
    });
    if (!isConnected) return;
    this.casualties.sent += 1;
    for (const step of steps) {
      if (step.kind === 'wait') await pause(step.time);
      else if (socket.writable) socket.write(step.bytes);
    }
    if (ending === 'hold') {
      this.#hold(socket);
    } else if (ending === 'reset') {
      // Otherwise nothing would have left this process yet.
      await pause(0);
      socket.resetAndDestroy();
      await closed;
    } else {
      socket.setTimeout(patience, () => socket.destroy());
      await closed;
    }
  }

  /** Lets go of the connections that are held; resolves when what came back on them is noted. */
  async stop(): Promise<void> {
    const ends = [...this.#held].map((socket) => once(socket, 'close'));
    for (const socket of this.#held) socket.destroy();
    await Promise.all(ends);
  }

  #hold(socket: Socket): void {
    this.#held.add(socket);
    socket.once('close', () => this.#held.delete(socket));
    const [longestHeld] = this.#held;
    if (this.#held.size > mostHeld) longestHeld?.destroy();
  }

  #watch(socket: Socket, kind: string): Promise<void> {
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      if (answer.length < mostRead) answer += chunk.toString('latin1');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') this.casualties.refused += 1;
      else if (error.syscall === 'connect') this.casualties.impossible += 1;
    });
    return new Promise((resolve) => {
      socket.once('close', () => {
        this.#note(answer, kind);
        resolve();
      });
    });
  }

  #note(answer: string, kind: string): void {
    const { answers, accepted } = this.casualties;
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status = '']) => status);
    for (const status of statuses.length === 0 ? ['none'] : statuses) count(answers, status);
    if (statuses.some((status) => /^[23]/.test(status))) count(accepted, kind);
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
