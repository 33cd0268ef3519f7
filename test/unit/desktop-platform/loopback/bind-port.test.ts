import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { bindFirstFree } from '../../../../src/main/desktop-platform/loopback/bind-port.ts';

/** A server on a system that answers every attempt to bind with the given errno code; null is success. */
class ServerOnSystem extends EventEmitter {
  readonly attempts: { port: number; host: string; exclusive: boolean }[] = [];
  readonly #answers: (string | null)[];

  constructor(...answers: (string | null)[]) {
    super();
    this.#answers = answers;
  }

  listen(options: { port: number; host: string; exclusive: boolean }): void {
    this.attempts.push(options);
    const code = this.#answers.shift() ?? null;
    if (code === null) queueMicrotask(() => this.emit('listening'));
    else queueMicrotask(() => this.emit('error', Object.assign(new Error(code), { code })));
  }
}

describe('binding', () => {
  test('skips busy ports and those that the system has reserved', async () => {
    const server = new ServerOnSystem('EADDRINUSE', 'EACCES', null);
    await bindFirstFree(server, [1, 2, 3, 4]);
    expect(server.attempts.map(({ port }) => port)).toEqual([1, 2, 3]);
    expect(server.attempts.map(({ host }) => host)).toEqual(Array(3).fill('127.0.0.1'));
  });

  test('gives up when the list is at its end', async () => {
    const server = new ServerOnSystem('EACCES', 'EADDRINUSE');
    await expect(bindFirstFree(server, [1, 2])).rejects.toMatchObject({
      code: 'ports_busy',
      detail: '1, 2',
    });
  });

  test('does not take another error for a busy port', async () => {
    const server = new ServerOnSystem('EADDRNOTAVAIL');
    await expect(bindFirstFree(server, [1, 2])).rejects.toMatchObject({
      code: 'internal',
      detail: 'EADDRNOTAVAIL',
    });
    expect(server.attempts).toHaveLength(1);
  });

  test('tells ports that this app holds itself from those of other programs', async () => {
    const own = [new ServerOnSystem(), new ServerOnSystem()];
    await bindFirstFree(own[0] ?? new ServerOnSystem(), [11]);
    await bindFirstFree(own[1] ?? new ServerOnSystem(), [12]);
    const oneMore = (...ports: number[]): Promise<void> =>
      bindFirstFree(new ServerOnSystem(...ports.map(() => 'EADDRINUSE')), ports);
    await expect(oneMore(11, 12)).rejects.toMatchObject({
      code: 'too_many_sign_ins',
      detail: '11, 12',
    });
    await expect(oneMore(11, 12, 13)).rejects.toMatchObject({ code: 'ports_busy' });
    own[0]?.emit('close');
    await expect(oneMore(11, 12)).rejects.toMatchObject({ code: 'ports_busy' });
    own[1]?.emit('close');
  });

  test('an empty list is nobody’s', async () => {
    await expect(bindFirstFree(new ServerOnSystem(), [])).rejects.toMatchObject({
      code: 'ports_busy',
    });
  });

  test('leaves no listener of an attempt behind', async () => {
    const server = new ServerOnSystem('EADDRINUSE', null);
    await bindFirstFree(server, [1, 2]);
    expect(server.eventNames()).toEqual(['close']);
    server.emit('close');
    expect(server.eventNames()).toEqual([]);
  });
});
