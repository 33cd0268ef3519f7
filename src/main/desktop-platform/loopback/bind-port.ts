import { Failure } from '../../auth-foundation/index.ts';

/** The part of a server that binding needs. */
export interface BindableServer {
  listen(options: { port: number; host: string; exclusive: boolean }): unknown;
  once(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  once(event: 'listening' | 'close', listener: () => void): unknown;
  off(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  off(event: 'listening', listener: () => void): unknown;
}

/** The ports that this process listens on for redirects, each until its server is closed. */
const ownPorts = new Set<number>();

/**
 * Binds a server to 127.0.0.1 and the first port that can be had. A busy port is EADDRINUSE; one that Windows has
 * reserved is EACCES, though no program uses it.
 *
 * @param ports - tried in order; 0 is any free port
 * @throws Failure `ports_busy` with the ports that were tried, `too_many_sign_ins` when other servers that were bound
 *   here hold every one of them; `internal` with the errno code when listening on loopback fails for another reason
 */
export async function bindFirstFree(
  server: BindableServer,
  ports: readonly number[],
): Promise<void> {
  for (const port of ports) {
    if (!(await tryToBind(server, port))) continue;
    ownPorts.add(port);
    server.once('close', () => ownPorts.delete(port));
    return;
  }
  const detail = ports.join(', ');
  const areAllOwn = ports.length > 0 && ports.every((port) => ownPorts.has(port));
  throw new Failure(areAllOwn ? 'too_many_sign_ins' : 'ports_busy', { detail });
}

/** `listen()` never throws for a busy port: the error arrives as an event. */
function tryToBind(server: BindableServer, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      server.off('listening', onListening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(new Failure('internal', { detail: error.code ?? error.name }));
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve(true);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    // Without a host, Node would listen on every interface.
    server.listen({ port, host: '127.0.0.1', exclusive: true });
  });
}
