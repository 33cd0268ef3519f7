import { createServer, type Server } from 'node:http';
import { describe, expect, test } from 'vitest';
import {
  listenForRedirect,
  type ListenOptions,
  type LoopbackListener,
} from '../../../src/main/desktop-platform/index.ts';
import { attackOf } from '../../support/fuzz/hostile-requests.ts';
import { fuzzLoopback, lastLine } from '../../support/fuzz/loopback-run.ts';

const wish = { requests: 2000, seed: 7, sockets: 64 };
const few = { requests: 300, seed: 7, sockets: 16 };

test('a sign-in completes in the middle of two thousand hostile requests', async () => {
  const result = await fuzzLoopback({ ...wish, listen: listenForRedirect });
  expect(result.accepted).toEqual([]);
  expect(result.crashes).toEqual([]);
  expect(result.signInProblem).toBeNull();
  expect(lastLine(result)).toBe('requests 2000, sign-in ok, crashes 0, accepted 0');
});

test('the same seed sends the same bytes, another seed others', () => {
  const target = { port: 8410, path: '/callback', state: 'st4te' };
  const run = (seed: number): string =>
    JSON.stringify(Array.from({ length: 200 }, (_, number) => attackOf(seed, number, target)));
  expect(run(1)).toBe(run(1));
  expect(run(1)).not.toBe(run(2));
});

describe('the fuzzer finds out', () => {
  const weaknesses: [string, (target: string) => string | null][] = [
    [
      'a matcher that does not look at the state',
      (target) => (target.startsWith('/callback?') ? 'any' : null),
    ],
    [
      'a matcher that ignores case',
      (target) => {
        const url = target.startsWith('/callback?') ? new URL(target, 'http://x') : null;
        return url?.searchParams.get('state')?.toLowerCase() ?? null;
      },
    ],
    [
      'a matcher that takes the first of repeated parameters',
      (target) => {
        const url = target.startsWith('/callback?') ? new URL(target, 'http://x') : null;
        return url?.searchParams.get('state') ?? null;
      },
    ],
  ];
  test.each(weaknesses)('%s', async (_name, stateIn) => {
    const result = await fuzzLoopback({
      ...few,
      listen: weakListener((target, state) => {
        const found = stateIn(target);
        return found === 'any' || found === state || found === state.toLowerCase();
      }),
    });
    const kinds = result.accepted.map(([kind]) => kind);
    expect(kinds).toContain('taken for the redirect');
    expect(kinds.length).toBeGreaterThan(1);
    expect(result.signInProblem).not.toBeNull();
    expect(lastLine(result)).toMatch(
      /^requests 300, sign-in failed, crashes 0, accepted [1-9]\d*$/,
    );
  });

  test('a listener that dies', async () => {
    const result = await fuzzLoopback({
      ...few,
      listen: async (options) => {
        const listener = await listenForRedirect(options);
        setTimeout(() => void listener.close(), 10);
        return listener;
      },
    });
    expect(result.crashes).toEqual(['the listener is gone']);
    expect(result.signInProblem).not.toBeNull();
  });

  test('a listener whose page does not tell the truth', async () => {
    const result = await fuzzLoopback({
      ...few,
      listen: async (options) => {
        const listener = await listenForRedirect(options);
        const tellLie = listener.finish.bind(listener, { kind: 'failed', code: 'internal' });
        return Object.assign(listener, { finish: tellLie });
      },
    });
    expect(result.signInProblem).toBe('Error: The browser was told otherwise.');
  });
});

/** A listener as one might write it in a hurry. */
function weakListener(
  isRedirect: (target: string, state: string) => boolean,
): (options: ListenOptions) => Promise<LoopbackListener> {
  return async ({ state }) => {
    const { promise: redirect, resolve } = Promise.withResolvers<URL>();
    const server = createServer((request, response) => {
      const { url: target = '' } = request;
      const isTaken = isRedirect(target, state);
      if (isTaken) resolve(new URL(target, origin));
      response.writeHead(isTaken ? 200 : 404, { Connection: 'close' }).end();
    });
    const origin = `http://127.0.0.1:${await bind(server)}`;
    return {
      redirectUri: `${origin}/callback`,
      redirect,
      spentFormRequests: 0,
      offerForm: () => new URL(origin),
      finish: () => undefined,
      close: () =>
        new Promise((done) => {
          server.close(() => {
            done();
          });
          server.closeAllConnections();
        }),
    };
  };
}

function bind(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address === null || typeof address === 'string' ? 0 : address.port);
    });
  });
}
